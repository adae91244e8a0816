"""Reads one open cell of a form that came back: the value it gives, or why it gives none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from npmsync.documents.form_columns import POSITIONS, Column
from npmsync.documents.form_grid import FormGrid, cell_text
from npmsync.documents.wording import BESIDE
from npmsync.ports import CellValue
from npmsync.tables.dates import DateForm, Question, column_day_first, read_date_text, settle_date
from npmsync.vocabulary import Vocabulary, fold

LONGEST = 32_767
"""Characters that a spreadsheet's cell can hold: a longer answer could be written into no tracker."""


_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBERS = re.compile(r"\d+")
_LOST = re.compile(r"\?{4,}")
"""What is left of letters that a code page does not have. People put three at most."""
_LETTERS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Reader:
    """What is needed to understand the cells of one form: its words, its leading language, the day it is read.
    `day_first` is how the program that wrote the file writes dates, None where nothing shows it."""

    vocabulary: Vocabulary
    language: str
    today: date
    day_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that gives no value: what was found in it, and why that cannot be taken."""

    found: str
    why: str


def read_answers(
    grid: FormGrid, rows: Sequence[int], column: Column, reader: Reader
) -> tuple[int, str | Unread | None]:
    """(row, value) of an open cell of a row that may have been split into several: words one below the other, else what
    stands in the first cell that is not empty."""
    read = [(row, value) for row in rows if (value := read_answer(grid, row, column, reader)) is not None]
    if not read:
        return rows[0], None
    words = list(dict.fromkeys(value for _, value in read if isinstance(value, str)))
    if column.kind != "text" or len(words) < len(read) or len(words) < 2:
        return next((one for one in read if isinstance(one[1], Unread)), read[0])
    return read[0][0], "\n".join(words)


def read_answer(grid: FormGrid, row: int, column: Column, reader: Reader) -> str | Unread | None:
    """The canonical value of an open cell (text, ISO 8601 date or a word of `Position`), None where it is empty."""
    place = (row, grid.columns[column.field])
    if place in grid.sheet.formulas:
        return Unread(
            "a formula", "the answer is a formula, and what it gives can change: please type the answer itself"
        )
    if place in grid.sheet.errors:
        return Unread(grid.sheet.errors[place], "the cell shows an error instead of an answer")
    value = grid.value(row, column.field)
    text = cell_text(value)
    if not text:
        return None
    if len(text) > LONGEST:
        return Unread(f"{text[:40]}…", f"the answer has {len(text)} characters, and the limit of a cell is {LONGEST}")
    if _LOST.search(text):
        return Unread(text[:60], "letters were lost where the file was saved, and stand there as question marks")
    if column.kind == "date":
        return _day(value, text, grid, column, reader)
    return read_position(text, reader) if column.kind == "choice" else text


def _day(value: CellValue, text: str, grid: FormGrid, column: Column, reader: Reader) -> str | Unread:
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return day.isoformat()
    form = DateForm(reader.vocabulary, reader.language, reader.day_first, today=reader.today)
    typed = [v for v in (grid.value(row, column.field) for row in grid.data_rows()) if isinstance(v, str)]
    day_first = column_day_first(typed, form)
    if reader.day_first is not None and day_first != reader.day_first:
        day_first = None  # typed otherwise than the program writes: of 3/5 nobody can say which it is
    found = read_date_text(text, DateForm(form.vocabulary, form.language, day_first, today=reader.today))
    # A planned date is a deadline: "March 2027" means its last day. An answer's own date is not.
    settled = settle_date(found, column.field == "planned_on", None, None)
    if isinstance(settled, Question):
        return Unread(text, f"{text!r} cannot be read as a date: {settled.why}")
    return settled.isoformat()


def same_day(shown: str, day: str, reader: Reader) -> bool:
    """Whether a cell that went out with `day` (ISO 8601) still says it: a program that writes the form as text writes
    dates in its own country's way, and which of two numbers is the month it does not say."""
    if _ISO.fullmatch(shown):
        return shown == day
    year, month, on = (int(part) for part in day.split("-"))
    numbers = sorted(int(number) for number in _NUMBERS.findall(shown))
    if len(numbers) == 3 and not _LETTERS.search(shown):
        return numbers in (sorted((year, month, on)), sorted((year % 100, month, on)))
    found = read_date_text(shown, DateForm(reader.vocabulary, reader.language, today=reader.today))
    settled = settle_date(found, False, None, None)
    return not isinstance(settled, Question) and settled.isoformat() == day


def read_position(text: str, reader: Reader) -> str | Unread:
    """The position that a word of a form stands for, in any language, one or two in a cell."""
    offered = {fold(phrase): p for p in POSITIONS for phrase in _phrases(reader.vocabulary, p)}
    for word in (text, *text.split(BESIDE)):
        known = offered.get(fold(word)) or reader.vocabulary.canonical("position", word, reader.language)
        if known in POSITIONS:
            return str(known)
    words = ", ".join(reader.vocabulary.word("position", p, reader.language) for p in POSITIONS)
    return Unread(text, f"{text!r} is not one of the choices for the position ({words})")


def _phrases(vocabulary: Vocabulary, position: str) -> tuple[str, ...]:
    return tuple(vocabulary.phrases[f"choice.position.{position}"].values())
