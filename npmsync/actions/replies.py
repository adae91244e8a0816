"""`replies`: answers to invitations, from files and from a mailbox. An answer counts only from whom it speaks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.accounts import imap_server
from npmsync.actions.archive import LIMIT, keep
from npmsync.actions.arriving import Arrived, arrived
from npmsync.actions.opened import Opened
from npmsync.actions.replies_about import Mailings, about
from npmsync.actions.replies_judged import take_calendar
from npmsync.actions.replies_read import Read, read
from npmsync.errors import NpmsyncError
from npmsync.ports import Mailbox, MailKind, Post
from npmsync.store import mailings
from npmsync.workspace.mail import MailSettings


@dataclass(slots=True)
class Replies:
    """What became of each mail: answers `taken`; `waiting` for a person; `refused`; `noted`: an absence or a delay, no
    answer. `passed_over` are mails that are not about our meetings."""

    taken: list[dict[str, Any]] = field(default_factory=list)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    noted: list[dict[str, Any]] = field(default_factory=list)
    passed_over: int = 0

    def to_json(self) -> dict[str, Any]:
        return {
            "taken": self.taken,
            "waiting": self.waiting,
            "refused": self.refused,
            "noted": self.noted,
            "passed_over": self.passed_over,
        }


def take_replies(opened: Opened, files: Sequence[Path]) -> Replies:
    """Takes in what files and folders hold; what is in doubt waits as a decision, what is no reply is refused with what
    it is."""
    done = Replies()
    with opened.store.transaction() as connection:
        for file in files:
            _take_all(opened, connection, arrived(file), done)
    return done


def take_from(opened: Opened, account: MailSettings) -> Replies:
    """Takes in what came into the account's folders since the last time, lot by lot, so that a line that breaks costs
    only the last one. Raises `Refused` or `Unreachable` in words; what was taken before stays taken."""
    assert account.imap is not None
    done = Replies()
    post: Post = opened.plugin("post", "internet")
    with post.mailbox(imap_server(opened, account)) as box:
        for folder in account.imap.folders:
            _take_folder(opened, account, box, folder, done)
    return done


def _take_folder(opened: Opened, account: MailSettings, box: Mailbox, folder: str, done: Replies) -> None:
    assert account.imap is not None
    validity = box.validity(folder)
    with opened.store.transaction() as connection:
        before = mailings.read_up_to(connection, account.name, folder)
        known = mailings.mailings(connection)
    if not known:
        return  # nobody was written to, so nothing there answers us
    # Another UIDVALIDITY means other uids: read anew, and what is in the archive already is passed over.
    last = before[1] if before and before[0] == validity else 0
    since = date.fromisoformat(min(one.written_at for one in known)[:10])
    for lot in box.newer(last, since, [one.message_id for one in known], LIMIT):
        taken_before = len(done.taken)
        with opened.store.transaction() as connection:
            found = [
                Arrived(f"{account.name}/{folder}#{one.uid}", f"{account.name}-{one.uid}.eml", _of(one.data), False)
                for one in lot
                if one.data
            ]
            _take_all(opened, connection, found, done, account.authserv)
            mailings.put_read_up_to(connection, account.name, folder, validity, lot[-1].uid)
        if account.imap.mark_read and len(done.taken) > taken_before:
            where = {item["file"] for item in done.taken[taken_before:]}
            box.mark_read(folder, [one.uid for one in lot if f"{account.name}/{folder}#{one.uid}" in where])


def _of(data: bytes) -> Any:
    return lambda: data


def _take_all(
    opened: Opened, connection: Connection, found: Iterable[Arrived], done: Replies, authserv: str | None = None
) -> None:
    names = _names_of_ours(connection)
    for one in found:
        data = b""
        try:
            data = one.data()
            mail = read(opened, one, data, authserv)
            _take(opened, connection, one, data, mail, done)
        except NpmsyncError as error:
            if one.handed_in or any(name in data for name in names):
                done.refused.append({"file": one.where, "why": f"{error.message} {error.hint}".strip()})
            else:
                done.passed_over += 1


def _names_of_ours(connection: Connection) -> list[bytes]:
    """What a mail about our meetings holds: a mail in the mailbox that holds none of it is nobody's concern here."""
    known = mailings.mailings(connection)
    return [one.message_id.strip("<>").encode() for one in known]


def _take(opened: Opened, connection: Connection, one: Arrived, data: bytes, mail: Read, done: Replies) -> None:
    ours = Mailings(connection, mail, one.handed_in)
    if not one.handed_in and keep(opened, one.name, data, look_only=True) is not None:
        return  # taken in before, under another uid
    if mail.kind is MailKind.CALENDAR:
        results = [take_calendar(opened, connection, reply, mail, one.handed_in) for reply in mail.replies]
    else:
        results = about(opened, connection, mail, ours)
    kept = [result for result in results if result is not None]
    if not kept:
        done.passed_over += 1
        return
    keep(opened, one.name, data)
    for outcome, shape in kept:
        getattr(done, outcome).append({"file": one.where, **shape})
