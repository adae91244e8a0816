"""The dialogue workbook as plain content, which a renderer makes a file of: sheets, columns, drop-downs, colours.

It is made once. From then on it is people's, and is patched cell by cell like a tracker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from npmsync.documents.dossier import banner
from npmsync.documents.wording import Wording
from npmsync.domain.outgoing import _KEY, Inside

PageKind = Literal["text", "long", "date", "time", "number", "id", "message"]
Colour = Literal["red", "amber", "green", "blue", "grey"]
PageCell = str | int | date | time | None

KEY_MARK = "npmsync:"
"""The first cell of the hidden row that names the sheet and its columns for us, whatever people call them."""
ID_MARK = "npmsync-id"
"""Stands in the row of headers, over the column of identifiers."""


@dataclass(frozen=True, slots=True)
class PageColumn:
    """`key` is our name of it; `open` columns are for people to write in. `choices` are the words of its drop-down;
    `choices_from` is (sheet key, column key) whose cells are offered instead. `strict`: another word is questioned at
    once. `colours`: a word -> the colour of a cell that holds it."""

    key: str
    label: str
    kind: PageKind = "text"
    width: int = 16
    open: bool = True
    choices: tuple[str, ...] = ()
    choices_from: tuple[str, str] | None = None
    strict: bool = True
    colours: tuple[tuple[str, Colour], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet. `hint` stands above the table; `spare` rows are kept ready below it. `due` is the column whose day makes
    its cell red once it has passed while the column `unless` is empty."""

    key: str
    title: str
    hint: str
    columns: tuple[PageColumn, ...]
    rows: tuple[tuple[PageCell, ...], ...]
    colour: Colour = "blue"
    spare: int = 40
    due: str = ""
    unless: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    title: str
    language: str
    right_to_left: bool
    npm: str
    banner: str
    pages: tuple[Page, ...]


def inside_book(title: str, npm: str, pages: Sequence[Page], wording: Wording, right_to_left: bool) -> Inside[Book]:
    """The workbook, INTERNAL at the head of each sheet and of each printed page."""
    language = wording.languages[0]
    return Inside(Book(title, language, right_to_left, npm, banner(wording), tuple(pages)), key=_KEY)
