"""What the core asks of an adapter. This page and `hookspecs.py` are the whole contract.

Ports, each a small protocol over plain values:

    TableFormat     a file that holds tables: read as a Workbook, written by changing cells and appending rows
    TableStore      the same on a server, where others edit at the same time; SheetMaker makes a sheet there
    CalendarFormat  invitations, updates, cancellations and feeds as calendar data, and replies read from it
    MailFormat      one message for one attendee, and what came back
    Renderer        a document for an authority as a file

Adapters recognise nothing and decide nothing: which cells form a table, what a column means, who may see a field and
whether a change may be taken are the core's. An adapter raises only the classes of `npmsync.errors`.
Rows and columns count from 1, as people count them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from npmsync.domain.outgoing import Outgoing

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
    `remarks[sheet]["B7"]` is a note to hang on a cell, for formats that can (`Capability.REMARKS`).
    Headers come first, then cells, then rows."""

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


# --- tables on a server ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Written:
    """What a store answered to a write: the workbook as it stood right after it, and notes for a person. `edited`:
    somebody else has changed something in it since it was read."""

    workbook: Workbook
    notes: tuple[str, ...] = ()
    edited: bool = False


class TableStore(Protocol):
    """A kind of server that keeps tables, each at an address (a URL). Several programs and people write there at once,
    so nothing can be locked or put in place whole.

    `read` gives the table as it stands; its `digest` is one of the content: equal contents, equal digests. `write`
    makes `changes` to what was `expected` to stand there. It looks at what stood there instead: where rows had moved or
    a cell that it wrote held something newer, that is put back as it was, and `Locked` with the name
    `changed-meanwhile` is raised, which makes the core read and plan again. Nothing that somebody typed is lost by it.

    Raises `Unreachable` where the server does not answer or does not let us in (the others are served all the same),
    `Refused` where the change itself cannot be made, and then nothing of it was. `inspect` says in sentences what is
    missing before it can be read and written, () where nothing is; it writes nothing.
    """

    capabilities: frozenset[Capability]

    def read(self, address: str) -> Workbook: ...

    def write(self, address: str, changes: TableChanges, expected: Workbook) -> Written: ...

    def inspect(self, address: str) -> tuple[str, ...]: ...


class SheetMaker(Protocol):
    """A `TableStore` that can also make a sheet for an authority: its form, with the NPM's columns protected. `into` is
    the address of an empty spreadsheet, None to make one; `share_with` are addresses that may edit it. Returns where it
    is."""

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


class CalendarFormat(Protocol):
    """Calendar data in bytes. Pure: same input, same bytes."""

    def invitation(self, event: Outgoing[CalendarEvent], method: Method) -> bytes: ...

    def feed(self, events: Sequence[Outgoing[CalendarEvent]], name: str) -> bytes: ...

    def replies(self, data: bytes) -> list[CalendarReply]:
        """Every answer in a calendar object; raises `Refused` with what the file is when it holds none."""
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


class MailFormat(Protocol):
    """Mail in bytes (RFC 5322, RFC 6047)."""

    def compose(self, message: Outgoing[Message]) -> bytes: ...

    def calendars(self, data: bytes) -> list[tuple[str, bytes]]:
        """(sender, calendar object) for each calendar part of a mail; raises `Refused` where there is none."""
        ...


# --- documents -------------------------------------------------------------------------------------------------------


class Renderer(Protocol):
    """Makes one document as a file at `target` (a temporary path given by the core)."""

    suffix: str

    def render(self, document: Outgoing[Any], target: Path) -> None: ...
