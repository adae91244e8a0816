"""The line to the mail server: held for a batch, taken up again when it breaks, never faster than it may be."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from npmsync.actions.accounts import imap_server
from npmsync.actions.opened import Opened
from npmsync.documents import gate
from npmsync.domain.outgoing import Outgoing, Viewer
from npmsync.errors import NpmsyncError, Refused, Unreachable
from npmsync.ports import Post, Sending, Server
from npmsync.store.mailings import Mailing
from npmsync.workspace.mail import MailSettings

PAUSES = (3.0, 15.0)
"""Seconds before the second and the third try of a message; after that it waits for another run."""


class Line:
    """Sends messages for an account. `just_sent` counts what went out in the minute before."""

    def __init__(self, opened: Opened, account: MailSettings, server: Server, just_sent: int) -> None:
        self.account = account
        self._opened = opened
        self._server = server
        self._post: Post = opened.plugin("post", "internet")
        self._stack = ExitStack()
        self._sending: Sending | None = None
        self._times = deque([time.monotonic()] * just_sent, maxlen=account.most_a_minute)
        self._copies: list[Outgoing[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, one: Mailing, viewer: Viewer, before: Callable[[], None]) -> str:
        """Hands one message over and returns the server's answer. `before` is called at the moment from which the
        message may have been taken. A failure that may pass is tried again after a pause, unless the message may have
        been taken. Raises `Refused` and `Unreachable` as `npmsync.ports.Sending`."""
        data = _read(one)
        message = gate.laid_out(data, one.digest, viewer, one.path)
        for pause in (*PAUSES, None):
            try:
                self._wait_for_its_turn()
                sending = self._dialled()
                sending.offer(_sender(self._opened), one.recipient)
                before()
                answer = sending.hand_over(message)
            except Unreachable as error:
                if not error.name.endswith("-for-now"):
                    self._hang_up()
                if error.name == "answer-lost" or pause is None:
                    raise
                self._opened.caller.pause(pause)
                continue
            self._copies.append(message)
            return answer
        raise AssertionError("the last try returns or raises")

    def keep_copies(self) -> list[str]:
        """Puts what was sent into the account's folder of sent mail, where it names one; says where that failed: the
        messages themselves are sent."""
        imap = self.account.imap
        if not self._copies or imap is None or imap.sent_folder is None:
            return []
        try:
            with self._post.mailbox(imap_server(self._opened, self.account)) as mailbox:
                for message in self._copies:
                    mailbox.keep(imap.sent_folder, message)
        except NpmsyncError as error:
            return [f"Sent, but not all copies are in the folder {imap.sent_folder!r}: {error.message} {error.hint}"]
        return []

    def _dialled(self) -> Sending:
        if self._sending is None:
            self._sending = self._stack.enter_context(self._post.sending(self._server))
        return self._sending

    def _hang_up(self) -> None:
        self._sending = None
        self._stack.close()

    def _wait_for_its_turn(self) -> None:
        if len(self._times) == self._times.maxlen:
            wait = self._times[0] + 60 - time.monotonic()
            if wait > 0:
                self._opened.caller.pause(wait)
        self._times.append(time.monotonic())


def _sender(opened: Opened) -> str:
    """The envelope's sender is the organiser: bounces come back to whom answers come (RFC 6047 section 2.2.1)."""
    organiser = opened.settings.organiser
    if organiser is None:
        raise Refused("no-organiser", "Nobody is named who invites.", "Write organiser = ... into [workspace].")
    return organiser.email


def _read(one: Mailing) -> bytes:
    try:
        return Path(one.path).read_bytes()
    except OSError as error:
        raise Refused(
            "outbox-changed", f"{one.path} cannot be read any more.", "Write it anew: npmsync invite --meeting ID."
        ) from error
