"""A dossier as plain content, which a renderer shows in whatever format: a report, an agenda, a brief before a visit.

    inside(Dossier("Dialogue with the authorities: 2026", "en", ..., blocks=(Text("..."), Table(...))), wording)

A renderer takes an `Outgoing[Dossier]`, which has passed the gate, or an `Inside[Dossier]`, which stays in the house
and says so on every page. There is no third.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from npmsync.documents.dated import day_words
from npmsync.documents.wording import Wording
from npmsync.domain.outgoing import _KEY, Inside

ColumnKind = Literal["text", "number", "share", "date", "choice"]


@dataclass(frozen=True, slots=True)
class Link:
    """A reference that leads to a row of another table of the same paper."""

    shown: str
    row: str


Cell = str | int | float | date | tuple[Link, ...] | None


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` is how its cells are written: a "share" is 0 to 1. `open` cells are for a person to fill in; `choices` are
    the words offered where `kind` is "choice". `bar` numbers the parts of a bar, None for what is in none."""

    label: str
    kind: ColumnKind = "text"
    open: bool = False
    choices: tuple[str, ...] = ()
    bar: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """`anchor` is what links lead to; `strong` marks a total."""

    cells: tuple[Cell, ...]
    anchor: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`note` stands below the title: what the figures mean. Columns with a `bar` are drawn as one bar a row, as long as
    its numbers. `empty` is said where there is no row. `sheet` is its name in a workbook. An `annex` holds the rows
    that other tables lead to."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sheet: str
    note: str = ""
    empty: str = ""
    annex: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One figure to be seen at once: "72 %", what it is, and what it was before."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `heading` makes it a title within the paper."""

    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Cards:
    cards: tuple[Card, ...]


Block = Text | Cards | Table


@dataclass(frozen=True, slots=True)
class Dossier:
    """`lines` stand below the title (of whom, as of when). `banner` stands at the head of every page and is empty
    only for what may be read outside."""

    title: str
    language: str
    right_to_left: bool
    npm: str
    lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    banner: str = ""
    page: str = "{page} / {pages}"
    dates: Mapping[date, str] = field(default_factory=dict)
    """How a page writes days that a workbook holds as days."""

    @property
    def tables(self) -> Sequence[Table]:
        return [block for block in self.blocks if isinstance(block, Table)]


def dated(paper: Dossier, wording: Wording) -> Dossier:
    """The paper with its days in words: pages show them so, workbooks hold them as days."""
    cells = (
        value
        for table in paper.tables
        for row in table.rows
        for value, column in zip(row.cells, table.columns, strict=True)
        if not column.open
    )
    days = {value for value in cells if isinstance(value, date)}
    words = {day: day_words(day, paper.language, wording.vocabulary) for day in days}
    return replace(paper, dates=words)


def inside(paper: Dossier, wording: Wording) -> Inside[Dossier]:
    """The paper as an internal one: INTERNAL at the head of each page, in English and in the paper's own language, so
    that whoever finds it on a desk knows what it is."""
    return Inside(replace(paper, banner=banner(wording)), key=_KEY)


def banner(wording: Wording) -> str:
    """What stands at the head of every internal page."""
    own = (replace(wording, languages=("en",)).say("paper.internal"), wording.say("paper.internal"))
    return " · ".join(dict.fromkeys(own))
