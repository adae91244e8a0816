"""Reading a mailbox (RFC 3501, RFC 9051): opened for reading, looked through from where it was left, nothing deleted.

Only what may concern an invitation is fetched whole: a mail that answers one of our Message-IDs, has a calendar part,
reports on delivery or was sent by a program. The rest is passed over by its structure and a few headers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from npmsync.domain.outgoing import Outgoing
from npmsync.errors import MissingExtra, Refused
from npmsync.ports import Fetched, Server
from npmsync_email.smtp import login_refused
from npmsync_email.tls import TIMEOUT, context, explained

if TYPE_CHECKING:
    from imapclient import IMAPClient

P = ParamSpec("P")
R = TypeVar("R")
LOT = 50
"""Mails looked at in one question, so that a broken connection costs little."""
_HEADERS = "BODY.PEEK[HEADER.FIELDS (FROM SUBJECT IN-REPLY-TO REFERENCES AUTO-SUBMITTED X-AUTOREPLY PRECEDENCE)]"
_STRUCTURE = re.compile(
    r"calendar|\bics\b|\.ics|report|delivery-status|rfc822|ms-tnef|winmail|pkcs7-mime|encrypted", re.I
)
_FILES = re.compile(r"attachment|application|spreadsheet|text/csv|rfc822|'image'", re.I)
_BY_A_PROGRAM = re.compile(
    r"^auto-submitted:\s*auto|^x-autoreply:|^precedence:\s*(auto|bulk|junk)"
    r"|^from:.*(mailer-daemon|postmaster|mail delivery|microsoftexchange)",
    re.I | re.M,
)


@contextmanager
def mailbox(server: Server) -> Iterator[ImapMailbox]:
    """A connection, encrypted and logged in. Raises `Refused` or `Unreachable`, in words."""
    try:
        from imapclient import IMAPClient
        from imapclient.exceptions import IMAPClientError
    except ModuleNotFoundError as error:
        raise MissingExtra(
            "missing-extra",
            "Reading a mailbox needs the library 'imapclient', which is not installed.",
            'Run: pip install "npmsync[mail]"',
        ) from error

    secure = context(server)
    try:
        client = IMAPClient(server.host, server.port, ssl=server.security == "tls", ssl_context=secure, timeout=TIMEOUT)
    except (IMAPClientError, OSError) as error:
        raise explained(error, server) from error
    try:
        try:
            _logged_in(client, server)
        except (IMAPClientError, OSError) as error:
            raise explained(error, server) from error
        yield ImapMailbox(client, server)
    finally:
        with suppress(IMAPClientError, OSError):
            client.logout()


def _logged_in(client: IMAPClient, server: Server) -> None:
    from imapclient.exceptions import CapabilityError, IMAPClientError, LoginError

    if server.security == "starttls":
        try:
            client.starttls(context(server))
        except CapabilityError as error:
            raise Refused(
                "no-encryption",
                f"{server.host}:{server.port} offers no encryption (STARTTLS), and no mailbox is read without.",
                'Try security = "tls", or another port; ask who runs the server.',
            ) from error
    if server.user is None:
        raise Refused("no-user", f"A mailbox at {server.host} needs a user.", "Write user = ... into [[mail]].")
    try:
        if server.oauth:
            client.oauth2_login(server.user, server.secret or "")
        else:
            client.login(server.user, server.secret or "")
    except LoginError as error:
        raise login_refused(server, error) from error
    except IMAPClientError as error:
        if "AUTHENTICATE" in str(error).upper():
            raise login_refused(server, error) from error
        raise


def _in_words(method: Callable[P, R]) -> Callable[P, R]:
    """A method of ImapMailbox whose line may break."""

    @wraps(method)
    def spoken(*args: P.args, **kwargs: P.kwargs) -> R:
        from imapclient.exceptions import IMAPClientError

        try:
            return method(*args, **kwargs)
        except (IMAPClientError, OSError) as error:
            raise explained(error, cast(ImapMailbox, args[0]).server) from error

    return spoken


class ImapMailbox:
    """`npmsync.ports.Mailbox` over one connection."""

    def __init__(self, client: IMAPClient, server: Server) -> None:
        self._client = client
        self.server = server

    @_in_words
    def validity(self, folder: str) -> int:
        from imapclient.exceptions import IMAPClientError

        try:
            return int(self._client.select_folder(folder, readonly=True)[b"UIDVALIDITY"])
        except IMAPClientError as error:
            raise Refused(
                "no-such-folder",
                f"The mailbox at {self.server.host} has no folder {folder!r} that {self.server.user} may open.",
                f"Its folders are: {', '.join(self._folders()[:20])}.",
            ) from error

    def newer(
        self, uid: int, since: date, about: Sequence[str], largest: int, files: bool = False
    ) -> Iterator[list[Fetched]]:
        uids, wanted = self._uids(uid, since), set(about)
        concerns = _has_files if files else partial(_concerns, about=wanted)
        for start in range(0, len(uids), LOT):
            yield self._lot(uids[start : start + LOT], concerns, largest)

    @_in_words
    def _uids(self, uid: int, since: date) -> list[int]:
        # A search for "7:*" finds the last mail even where its uid is lower (RFC 3501 section 6.4.8).
        found = self._client.search(["SINCE", since, "UID", f"{uid + 1}:*"])
        return sorted(one for one in found if one > uid)

    @_in_words
    def mark_read(self, folder: str, uids: Sequence[int]) -> None:
        if uids:
            self._client.select_folder(folder)
            self._client.add_flags(list(uids), [b"\\Seen"], silent=True)
            self._client.select_folder(folder, readonly=True)

    @_in_words
    def keep(self, folder: str, message: Outgoing[bytes]) -> None:
        self._client.append(folder, message.content, [b"\\Seen"])

    @_in_words
    def _lot(self, uids: list[int], concerns: Callable[[dict[bytes, Any]], bool], largest: int) -> list[Fetched]:
        looked_at = self._client.fetch(uids, ["RFC822.SIZE", "BODYSTRUCTURE", _HEADERS])
        lot = []
        for uid in uids:
            seen = looked_at.get(uid)  # a mail may be gone by now
            if seen is None or not concerns(seen):
                continue
            data = self._whole(uid) if seen[b"RFC822.SIZE"] <= largest else None
            lot.append(Fetched(uid, data))
        if not lot or lot[-1].uid != uids[-1]:
            lot.append(Fetched(uids[-1], b""))
        return lot

    def _whole(self, uid: int) -> bytes:
        return bytes(self._client.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(b"BODY[]", b""))

    def _folders(self) -> list[str]:
        return [str(name) for _, _, name in self._client.list_folders()]


def _has_files(seen: dict[bytes, Any]) -> bool:
    return bool(_FILES.search(str(seen.get(b"BODYSTRUCTURE", ""))))


def _concerns(seen: dict[bytes, Any], about: set[str]) -> bool:
    headers = next((v for k, v in seen.items() if k.startswith(b"BODY[HEADER")), b"").decode("utf-8", "replace")
    unfolded = re.sub(r"\r?\n[ \t]+", " ", headers)
    return bool(
        about.intersection(re.findall(r"<[^<>\s]+>", unfolded))
        or _BY_A_PROGRAM.search(unfolded)
        or _STRUCTURE.search(str(seen.get(b"BODYSTRUCTURE", "")))
    )
