"""Ports for mail: messages in bytes, and the servers that take and keep them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from npmsync.domain.outgoing import Outgoing
from npmsync.ports.calendars import Attendee, Method


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside a mail. `name` is ASCII, `kind` its media type."""

    name: str
    kind: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """One mail to one person, before it is made into bytes. `calendar` is the iTIP object that rides along with its
    `method`, or None for a letter. `right_to_left` mirrors the HTML part. `date` is aware."""

    message_id: str
    sender: Attendee
    to: Attendee
    subject: str
    paragraphs: tuple[str, ...]
    language: str
    date: datetime
    right_to_left: bool = False
    calendar: bytes | None = None
    method: Method | None = None
    table: tuple[tuple[str, ...], ...] = ()
    """Rows of the agenda (first row: headings), shown after the paragraphs: a table in HTML, lines in plain text."""
    closing: tuple[str, ...] = ()
    """What stands below the agenda: the close, who signs, the confidentiality notice."""
    references: tuple[str, ...] = ()
    """Message-IDs of earlier messages about the same meeting to the same person, oldest first."""
    files: tuple[Attachment, ...] = ()


class MailKind(StrEnum):
    """What a mail that came in is, as far as its form shows."""

    CALENDAR = "calendar"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    SEALED = "sealed"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Bounce:
    """A message that did not arrive. `status` is an enhanced status code (RFC 3463) or ""; `for_good` False: the
    server still tries. `said` is the other server's own sentence."""

    recipient: str
    status: str
    said: str
    for_good: bool = True


@dataclass(frozen=True, slots=True)
class Received:
    """A mail as read: nothing in it has been believed yet. `sender` is the one From address, in lower case, "" for a
    bounce without one. `calendars` are its calendar objects in UTF-8, each once. `refers_to` are the Message-IDs that
    it answers or reports on. `why` says of a SEALED mail what it is wrapped in. `authentic` is what the NPM's own mail
    server found out about the sender (RFC 8601): True, False, or None where it says nothing."""

    kind: MailKind
    sender: str
    subject: str = ""
    calendars: tuple[bytes, ...] = ()
    refers_to: tuple[str, ...] = ()
    bounces: tuple[Bounce, ...] = ()
    why: str = ""
    authentic: bool | None = None


class MailFormat(Protocol):
    """Mail in bytes (RFC 5322, RFC 6047)."""

    def compose(self, message: Outgoing[Message]) -> bytes: ...

    def calendars(self, data: bytes) -> list[tuple[str, bytes]]:
        """(sender, calendar object) for each calendar part of a mail; raises `Refused` where there is none."""
        ...

    def read(self, data: bytes, authserv: str | None = None) -> Received:
        """What a mail is and says. `authserv` is the name of the server whose Authentication-Results are believed.
        Raises `Refused` for what is no mail, is too large, or hides who sent it."""
        ...


@dataclass(frozen=True, slots=True)
class Server:
    """Where to connect. `security` is "starttls" or "tls"; `user` None: no login; `secret` a password, or with `oauth`
    an access token; `ca` a file with the certificate of an authority of one's own."""

    host: str
    port: int
    security: str
    user: str | None = None
    secret: str | None = field(default=None, repr=False)
    oauth: bool = False
    ca: Path | None = None


class Sending(Protocol):
    """A connection on which mail is handed over, one recipient a message.

    `offer` raises `Refused` where the server will not have it, ever, and `Unreachable` where it may later; it has
    taken nothing then. `hand_over` after it returns the server's answer, raises the same two where the server said so,
    and `Unreachable` with the name `answer-lost` where the message went out whole and no answer came: it may have been
    taken.
    """

    def offer(self, sender: str, recipient: str) -> None: ...

    def hand_over(self, message: Outgoing[bytes]) -> str: ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail in a folder. `uid` grows; `data` None: larger than was asked for."""

    uid: int
    data: bytes | None


class Mailbox(Protocol):
    """A connection to a mailbox. Nothing is ever deleted, and nothing marked but by `mark_read`."""

    def validity(self, folder: str) -> int:
        """Goes to a folder; its UIDVALIDITY (RFC 9051 section 2.3.1.1): while it stays, so do the uids."""
        ...

    def newer(
        self, uid: int, since: date, about: Sequence[str], largest: int, files: bool = False
    ) -> Iterator[list[Fetched]]:
        """The mails of the folder with a higher uid, received since a day, that may be answers to the Message-IDs
        `about`, bounces or automatic replies, by uid, in small lots; every lot ends with the highest uid looked at.
        With `files` it is the mails with a file attached instead."""
        ...

    def mark_read(self, folder: str, uids: Sequence[int]) -> None: ...

    def keep(self, folder: str, message: Outgoing[bytes]) -> None:
        """Puts a copy of what was sent into a folder."""
        ...


class Post(Protocol):
    """Mail servers. Raises `Unreachable` where one does not answer, `Refused` where its certificate cannot be trusted
    or the login is wrong."""

    def sending(self, server: Server) -> AbstractContextManager[Sending]: ...

    def mailbox(self, server: Server) -> AbstractContextManager[Mailbox]: ...
