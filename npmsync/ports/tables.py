"""Ports for tables: a file, or a sheet on a server, as a grid of cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


Secrets = Callable[[str, str], str | None]
"""(an account's name, an environment variable) -> the secret: what the variable holds, else what the system's keyring
keeps for npmsync under the name; None where there is neither."""


class TableStore(Protocol):
    """A server that keeps tables, each at an address; people write there at any moment. `Workbook.digest` is one of the
    contents. `write` changes what was `expected`; where rows had moved or a cell held something newer, that is put back
    and `Locked` (`changed-meanwhile`) raised. `inspect` says which permission is missing, and writes nothing.

    A store that needs a secret has `use_secrets(ask: Secrets)` besides, which is called before anything else. It asks
    when it needs one, and keeps none in a file."""

    capabilities: frozenset[Capability]

    def read(self, address: str) -> Workbook: ...

    def write(self, address: str, changes: TableChanges, expected: Workbook) -> Written: ...

    def inspect(self, address: str) -> tuple[str, ...]: ...


class SheetMaker(Protocol):
    """Makes an authority's form a sheet, in the empty one at `into` or a new one, which `share_with` may edit."""

    def make(self, document: Outgoing[Any], into: str | None, share_with: Sequence[str]) -> str: ...
