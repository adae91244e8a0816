"""What the recogniser says of a workbook, in the order in which it finds it out. Plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from npmsync.ports import CellValue

Entity = Literal["recommendation", "contact"]
Value = str | tuple[str, ...] | None
"""A field as the core knows it: text, an ISO 8601 date, a canonical word, or a tuple of texts; None is empty."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what it was taken for. `certainty` runs from 0 to 1; `header` is the header's own words.

    `ticks` are (index, header) of several columns, one for each word, of which a row ticks one; `index` is the first of
    them and `header` shows them all. Empty for a column that stands for itself.
    """

    index: int
    header: str
    certainty: float = 1.0
    ticks: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Where a table stands and what its columns are: what `[[endpoint.table]]` in npmsync.toml holds.

    `header_rows` count from 1; records begin below the last of them. `fixed` gives fields that no column holds
    (the one authority a sheet is about). `day_first` settles 03/04/2024 for the columns where the values do not: True,
    False, or None while nobody knows. `language` is the one most headers are in. `unknown_headers` were taken for
    nothing, and are never touched. `transposed`: headers stand in a column and each further column is a record, so
    that `header_rows`, the columns' indexes and the rows' numbers count the other way. `add_ids`: rows without a
    reference get one of npmsync's own.
    """

    sheet: str
    entity: Entity
    header_rows: tuple[int, ...]
    columns: Mapping[str, Column]
    language: str
    fixed: Mapping[str, Value] = field(default_factory=dict)
    day_first: bool | None = None
    unknown_headers: tuple[str, ...] = ()
    transposed: bool = False
    add_ids: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a cell that a person should know of; the rest of the row was read. `name` is a stable kebab-case
    word of the catalogue in `problems.py`; `cell` is like "F12"."""

    name: str
    sheet: str
    cell: str
    found: str
    message: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: field -> canonical value for every mapped column and fixed field, field -> the cell as it
    stood for every mapped column. A word nobody knows reads as None and is a Problem; its raw cell stays."""

    sheet: str
    number: int
    values: Mapping[str, Value]
    raw: Mapping[str, CellValue]


@dataclass(frozen=True, slots=True)
class CellForm:
    """How a column writes its values, so that new ones look like its own.

    `real_dates`: cells of a date format, not text; `date_pattern` is the texts' form as a Unicode date pattern (UTS
    #35: dd/MM/yyyy), "" where none was found; `digits` are its ten digits; `day_first` settles 03/04/2024 on reading.
    `separator` and `bullet` belong to cells with several names. `numbers`: its whole numbers are number cells.
    `shares`: its numbers from 0 to 1 are shares of fulfilment. `tick` is the mark of columns of which one is ticked.
    """

    real_dates: bool = True
    date_pattern: str = ""
    digits: str = "0123456789"
    day_first: bool | None = None
    separator: str = "; "
    bullet: str = ""
    numbers: bool = False
    shares: bool = False
    tick: CellValue = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A table's rows in order, and what was odd. `words` maps field -> canonical word -> the tracker's own word for it
    (the one it uses most, drop-down lists included), so that values are written back in the tracker's words."""

    table: Table
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unknown_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    forms: Mapping[str, CellForm] = field(default_factory=dict)
    """field -> how its column writes, for every mapped column."""
