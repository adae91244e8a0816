"""What the dialogue workbook is made of.

A sheet shows records of one kind, a row each. Between the cells and a record lie *values*: one for each field that the
merge compares, as the store would hold it (ids, ISO dates, canonical words). A value may be spread over several
columns: a meeting's time is a day, a beginning and an end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from npmsync.documents.dialogue_book import Colour
from npmsync.ports import CellValue, Sheet

Kind = Literal[
    "text", "long", "date", "time", "choice", "yes", "list", "authority", "authorities", "contact", "ref", "languages",
    "id", "message",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """`label` is the phrase that heads it. `open`: what people write there counts. `axis`: the closed set of a choice.
    `part_of`: the value of which it is a part, "" where it is one by itself. `names`: a sheet's column with what the
    drop-down offers."""

    name: str
    label: str
    kind: Kind = "text"
    width: int = 16
    open: bool = True
    axis: str = ""
    part_of: str = ""
    needed: bool = False

    @property
    def value(self) -> str:
        """The value that it holds, or is a part of."""
        return self.part_of or self.name


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """One sheet. `entity` names what its rows are in the store's agreed base."""

    name: str
    entity: str
    columns: tuple[Column, ...]
    colour: Colour = "blue"
    new_rows: bool = True
    due: str = ""
    unless: str = ""

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def columns_of(self, value: str) -> tuple[str, ...]:
        """The columns in which a value stands."""
        return tuple(column.name for column in self.columns if column.value == value)

    @property
    def open_columns(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.open)


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence for a person, in no language yet: a phrase and what fills its gaps."""

    phrase: str
    gaps: Mapping[str, Any] = field(default_factory=dict)


class NotTaken(Exception):
    """What a row asks for cannot be done; `saying` says why."""

    def __init__(self, phrase: str, **gaps: Any) -> None:
        super().__init__(phrase)
        self.saying = Saying(phrase, gaps)


@dataclass(frozen=True, slots=True)
class RowSeen:
    """A row as it stands: its number, the identifier beside it ("" for a new one) and the cells of our columns.
    `unsaid` are those whose formula has no stored result: they are not empty, they say nothing."""

    number: int
    id: str
    cells: Mapping[str, CellValue]
    unsaid: frozenset[str] = frozenset()

    @property
    def blank(self) -> bool:
        return not self.id and all(value is None for value in self.cells.values())


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """A sheet of ours as it stands. `places`: column -> its number, of those that are there. `other_cells` are the
    rows in which people keep something of their own."""

    spec: SheetSpec
    sheet: Sheet
    header_row: int
    places: Mapping[str, int]
    rows: tuple[RowSeen, ...]
    own: frozenset[int] = frozenset()

    @property
    def last_row(self) -> int:
        """The last row of the table, the headers' where there is none."""
        return max((row.number for row in self.rows), default=self.header_row)

    @property
    def lost(self) -> tuple[Column, ...]:
        """The columns that are not there any more."""
        return tuple(column for column in self.spec.columns if column.name not in self.places)
