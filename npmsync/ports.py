"""What the core asks of an adapter. This page and `hookspecs.py` are the whole contract.

Ports, each a small protocol over plain values:

    TableFormat     a file that holds tables: read as a Workbook, written by changing cells and appending rows
    TableStore      the same on a server, where others edit at the same time; SheetMaker makes a sheet there
    CalendarFormat  invitations, updates, cancellations and feeds as calendar data, and replies and events read from it
    CalendarStore   a calendar that lives elsewhere: its objects, what changed since, and writing them one by one
    MailFormat      one message for one attendee, and what came back
    Post            the servers that take mail to be sent, and keep what came
    Renderer        a document for an authority as a file
    DossierRenderer a report, an agenda, a brief as a file
    LetterFormat    a letter that came in, as paragraphs
    Envelope        a file that holds other files: a saved mail with its attachments
    Seal            a password on a document

Adapters recognise nothing and decide nothing: which cells form a table, what a column means, who may see a field and
whether a change may be taken are the core's. An adapter raises only the classes of `npmsync.errors`.
Rows and columns count from 1, as people count them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from npmsync.domain.outgoing import Inside, Outgoing

CellValue = str | int | float | bool | date | datetime | time | None
"""What one cell holds. Empty and "" are both None. A cell of a date format is a `date`, or a `datetime` if it has a
time of day; rich text is its plain text; a formula is its cached value (see `Sheet.formulas`)."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, both ends included, counted from 1."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class Visibility(StrEnum):
    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "very_hidden"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as it stands. `rows[r - 1][c - 1]` is the cell; rows may be shorter than the widest, and blank rows and
    cells at the end are left out, however far the file says its used range goes."""

    name: str
    rows: Sequence[Sequence[CellValue]]
    formulas: frozenset[tuple[int, int]] = frozenset()
    """(row, column) of the cells that hold a formula: their value is the cached one and they are never written."""
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """(row, column) -> "#REF!" and the like; their value in `rows` is None."""
    merges: tuple[Area, ...] = ()
    tables: tuple[Area, ...] = ()
    """Named tables (Excel's "Format as Table"), header row included."""
    autofilter: Area | None = None
    frozen_rows: int = 0
    visibility: Visibility = Visibility.VISIBLE
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    choices: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """column -> the words of a drop-down list that covers cells of it."""
    right_to_left: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file as read: its sheets in order, the SHA-256 of the bytes read (hex), and notes for a person about what the
    adapter could not give (a formula without a cached value, a sheet that is a chart)."""

    sheets: tuple[Sheet, ...]
    digest: str
    notes: tuple[str, ...] = ()
    date1904: bool = False
    """Serial numbers typed as text count from 1904, as the file's own dates do (ECMA-376 part 1, 18.17.4.1)."""


@dataclass(frozen=True, slots=True)
class TableChanges:
    """What to change: `cells[sheet]["B7"] = value` for cells that exist or not, `rows[sheet] = [{"A": value}, ...]` to
    append after the last data row (`after[sheet]`, counted from 1) of a table, in that row's styles.
    `headers[sheet]["L3"] = words` heads a new column beside a table: what sorts and filters it takes that column in.
    `remarks[sheet]["B7"]` is a note on a cell (`Capability.REMARKS`). Headers come first, then cells, then rows."""

    cells: Mapping[str, Mapping[str, CellValue]] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Mapping[str, CellValue]]] = field(default_factory=dict)
    after: Mapping[str, int] = field(default_factory=dict)
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    remarks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class Capability(StrEnum):
    """What a table format can do beyond being read; the core asks this, never which adapter it has."""

    WRITE_CELLS = "write_cells"
    APPEND_ROWS = "append_rows"
    ADD_COLUMNS = "add_columns"
    FORGET = "forget"
    """The format keeps texts that no cell shows any more; `forget(source, target, texts)` writes a copy without them
    and says whether there were any."""
    REMARKS = "remarks"


class TableFormat(Protocol):
    """A kind of file that holds tables.

    `read` is called any number of times and never writes. `write` reads `source`, writes the changed copy to `target`
    (a temporary path in the same folder, made and later put in place by the core) and leaves `source` alone; everything
    not named in `changes` stays as it was, but for what follows from them (a total that now counts a new row). It
    returns notes for a person: what followed, what to look at. It raises `Refused` where a change cannot be made
    safely, and then `target` does not exist or is not looked at. Neither may be asked to take a lock, a backup or a
    decision.
    """

    capabilities: frozenset[Capability]

    def read(self, source: Path) -> Workbook: ...

    def write(self, source: Path, target: Path, changes: TableChanges) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Written:
    """A store's answer to a write. `edited`: others have changed something else there since it was read."""

    workbook: Workbook
    notes: tuple[str, ...] = ()
    edited: bool = False


class TableStore(Protocol):
    """A server that keeps tables, each at an address; people write there at any moment. `Workbook.digest` is one of the
    contents. `write` changes what was `expected`; where rows had moved or a cell held something newer, that is put back
    and `Locked` (`changed-meanwhile`) raised. `inspect` says which permission is missing, and writes nothing."""

    capabilities: frozenset[Capability]

    def read(self, address: str) -> Workbook: ...

    def write(self, address: str, changes: TableChanges, expected: Workbook) -> Written: ...

    def inspect(self, address: str) -> tuple[str, ...]: ...


class SheetMaker(Protocol):
    """Makes an authority's form a sheet, in the empty one at `into` or a new one, which `share_with` may edit."""

    def make(self, document: Outgoing[Any], into: str | None, share_with: Sequence[str]) -> str: ...


# --- calendars -------------------------------------------------------------------------------------------------------


class Method(StrEnum):
    """iTIP methods in use (RFC 5546 section 1.4)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    REPLY = "REPLY"
    CANCEL = "CANCEL"
    COUNTER = "COUNTER"


@dataclass(frozen=True, slots=True)
class Attendee:
    """One person or office invited. `partstat` is a word of RFC 5545 section 3.2.12 in lower case."""

    name: str
    email: str
    required: bool = True
    partstat: str = "needs-action"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A meeting as a calendar shows it. `start`, `end` are wall-clock times in `timezone` (an IANA name), without
    offset; `stamp` is an aware UTC time (DTSTAMP). `private` marks CLASS:CONFIDENTIAL. Texts are already filtered for
    all who read them."""

    uid: str
    sequence: int
    start: datetime
    end: datetime
    timezone: str
    summary: str
    description: str
    location: str
    stamp: datetime
    organizer: Attendee
    attendees: tuple[Attendee, ...] = ()
    cancelled: bool = False
    private: bool = True
    reminder_minutes: int | None = None
    tentative: bool = False
    conference: str | None = None
    """Where one takes part from afar: an https or tel address (RFC 7986 section 5.11)."""
    language: str | None = None
    """Of the texts (RFC 5545 section 3.2.10)."""


@dataclass(frozen=True, slots=True)
class CalendarItem:
    """An event as it stands in somebody's calendar. `start`, `end`: dates for a whole day, datetimes with a zone, or
    without one for "whatever the clock on the wall says". `repeats`: it is a series; the times are the first one's."""

    uid: str
    start: datetime | date
    end: datetime | date
    summary: str = ""
    location: str = ""
    description: str = ""
    sequence: int = 0
    cancelled: bool = False
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class CalendarRead:
    """What could be read of calendar data, and a sentence for each thing that could not."""

    items: tuple[CalendarItem, ...] = ()
    busy: tuple[tuple[datetime, datetime], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarReply:
    """An answer to an invitation, as read: nothing in it has been believed yet. `sender` is the mail's From address, or
    None for a bare .ics. `method` is the word found, upper case, or ""; `organizer` is the address it answers to, None
    where the file names none."""

    uid: str
    sequence: int
    attendee: str
    partstat: str
    method: str
    sender: str | None = None
    comment: str = ""
    start: datetime | None = None
    organizer: str | None = None
    delegated_to: tuple[str, ...] = ()
    """Addresses that the attendee sends instead (RFC 5546 section 3.2.2.3)."""
    delegated_from: tuple[str, ...] = ()
    """Addresses for which the attendee says to come instead."""
    sent_by: str | None = None
    """Who acts for the attendee, a secretary (RFC 5545 section 3.2.18)."""
    recurrence: str | None = None
    """RECURRENCE-ID as written, where one day of a series is answered."""


class CalendarFormat(Protocol):
    """Calendar data in bytes. Pure: same input, same bytes."""

    def invitation(self, event: Outgoing[CalendarEvent], method: Method) -> bytes: ...

    def feed(self, events: Sequence[Outgoing[CalendarEvent] | Inside[CalendarEvent]], name: str) -> bytes: ...

    def replies(self, data: bytes) -> list[CalendarReply]:
        """Every answer in a calendar object; raises `Refused` with what the file is when it holds none."""
        ...

    def items(self, data: bytes) -> CalendarRead:
        """The events of any calendar data, one for each UID. What cannot be read is noted, the rest is taken. Raises
        `Refused` for what is no calendar at all or beyond all bounds."""
        ...

    def busy(self, data: bytes, first: date, last: date, timezone: str, but: Collection[str] = ()) -> CalendarRead:
        """When its owner is busy from `first` to `last` (both included): intervals on the wall clock of `timezone`, in
        order, without any word on why. Repetitions are expanded within bounds; transparent and cancelled events are
        free, and so are events with a UID of `but`. Raises `Refused` as `items` does."""
        ...

    def stored(self, event: Outgoing[CalendarEvent], over: bytes | None, described: bool) -> Outgoing[bytes]:
        """The object for a calendar store: `event` laid over the object `over` that stands there, of which everything
        else stays as it is; its description is replaced only if `described`."""
        ...


@dataclass(frozen=True, slots=True)
class CalendarAccess:
    """Where a calendar is and who asks. `calendar` is its name, where the address is a server's or a user's.
    `remembered` is what an earlier `CalendarStore.place` said, so that it need not be looked for again."""

    address: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    calendar: str | None = None
    remembered: str | None = None


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One object in a calendar: `href` names it there, `version` changes whenever it does."""

    href: str
    version: str
    data: bytes


@dataclass(frozen=True, slots=True)
class CalendarChanges:
    """What changed in a calendar: objects new or changed, hrefs gone. `whole`: it is all there is, not what changed
    since a cursor (none was given, or the server no longer knows it). `cursor` says where to go on the next time."""

    changed: tuple[StoredObject, ...]
    gone: frozenset[str]
    cursor: str
    whole: bool


class CalendarStore(Protocol):
    """A calendar on a server. Raises `Unreachable` where it does not answer, `Refused` where it says no for good, and
    `Locked` with the name `changed-meanwhile` where an object is no longer the version that was read."""

    place: str
    """The calendar's own address, once found."""

    def changes(self, since: str | None) -> CalendarChanges: ...

    def objects(self, hrefs: Sequence[str]) -> list[StoredObject]:
        """These objects as they are now; those that are gone are left out."""
        ...

    def put(self, name: str, href: str | None, version: str | None, data: Outgoing[bytes]) -> str:
        """Writes one object and returns its href: a new one (`href` None, called `name`), never over another; or in
        place of the `version` that was read."""
        ...

    def remove(self, href: str, version: str) -> None:
        """Takes out an object of the version that was read."""
        ...

    def between(self, first: date, last: date) -> list[bytes]:
        """The objects that may touch these days."""
        ...

    def close(self) -> None: ...


class CalendarServer(Protocol):
    """How a calendar store is opened."""

    def open(self, access: CalendarAccess) -> CalendarStore:
        """Finds the calendar. Raises as `CalendarStore` does, `UnknownName` with the names where none fits."""
        ...


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


# --- mail servers ----------------------------------------------------------------------------------------------------


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

    def newer(self, uid: int, since: date, about: Sequence[str], largest: int) -> Iterator[list[Fetched]]:
        """The mails of the folder with a higher uid, received since a day, that may be answers to the Message-IDs
        `about`, bounces or automatic replies, by uid, in small lots; every lot ends with the highest uid looked at."""
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


# --- documents -------------------------------------------------------------------------------------------------------


class DossierRenderer(Protocol):
    """Makes a dossier (`npmsync.documents.dossier.Dossier`) as a file at `target`: one that has passed the gate, or one
    that stays inside, whose banner stands at the head of every page."""

    def render(self, paper: Outgoing[Any] | Inside[Any], target: Path) -> None: ...


class Renderer(Protocol):
    """Makes one document as a file at `target` (a temporary path given by the core). One that works outside Python's
    lock may say so (`beside = True`): it is then called in a thread, while another format is made."""

    suffix: str

    def render(self, document: Outgoing[Any], target: Path) -> None: ...


class LetterFormat(Protocol):
    """A kind of document whose words can be read."""

    def paragraphs(self, source: Path) -> tuple[str, ...]:
        """The paragraphs that have words in them, in order; none where the document is a picture. Raises `Refused` for
        what cannot be read."""
        ...


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that came inside another, under the name it had there."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Opening:
    """What an envelope held. `sender` is the address it came from, "" where it names none or is not to be believed."""

    sender: str
    subject: str
    enclosed: tuple[Enclosed, ...]


class Envelope(Protocol):
    """A kind of file that holds other files."""

    def open(self, source: Path) -> Opening:
        """What it holds, bounded in number and size. Raises `Refused` for what is no such file."""
        ...


class Seal(Protocol):
    """A way to close documents with a password."""

    def close(self, data: bytes, password: str) -> bytes: ...

    def open(self, data: bytes, password: str, name: str) -> bytes:
        """The document without its password; `name` is the file's, for messages. Raises `Refused` for a wrong one."""
        ...
