"""Reading one column's cells: what each gives, and why it gives nothing. Equal cells are worked out once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from npmsync.ports import CellValue
from npmsync.tables.axis_words import EMPTY, AxisWords, as_share
from npmsync.tables.dates import AddWorkingDays, DateForm, Day, Found, Question, read_date_text, settle_date
from npmsync.tables.grid import text_of
from npmsync.tables.lists import split_names
from npmsync.tables.model import Value

Doubt = tuple[str, Mapping[str, str]]
"""A problem's name in the catalogue, and the words its sentence wants."""
Outcome = tuple[Value, Doubt | None]
ReadCell = Callable[[CellValue, date | None], Outcome]
"""A filled cell and the row's `issued_on` -> its canonical value, or None and why."""


def plain_reader() -> ReadCell:
    """Texts, trimmed and otherwise to the letter; whole numbers without a decimal part."""
    return lambda raw, _: (text_of(raw), None)


@dataclass(slots=True)
class NamesReader:
    """Cells with one or several names. `known` are folded names that stand by themselves somewhere."""

    known: frozenset[str]
    _seen: dict[str, Outcome] = field(default_factory=dict)

    def __call__(self, raw: CellValue, _: date | None) -> Outcome:
        text = text_of(raw)
        if text not in self._seen:
            self._seen[text] = (split_names(text, self.known.__contains__) or None, None)
        return self._seen[text]


@dataclass(slots=True)
class WordsReader:
    """Cells with words of an axis. `shares`: its numbers are shares of fulfilment."""

    words: AxisWords
    shares: bool = False
    _seen: dict[str, Outcome] = field(default_factory=dict)

    def __call__(self, raw: CellValue, _: date | None) -> Outcome:
        text = as_share(raw) if self.shares else text_of(raw)
        if text not in self._seen:
            meant = self.words.meaning(text)
            doubt = None
            if meant is None:
                name = "unclear-percentage" if self.words.is_percentage(text) else "unknown-word"
                doubt = (name, {"header": self.words.header})
            self._seen[text] = (None if meant == EMPTY else meant, doubt)
        return self._seen[text]


@dataclass(slots=True)
class DatesReader:
    """Cells with real or typed dates; in a column of deadlines (`due`) a period means its last day."""

    due: bool
    header: str
    form: DateForm
    add_working_days: AddWorkingDays | None = None
    _seen: dict[str, Found] = field(default_factory=dict)

    def __call__(self, raw: CellValue, issued_on: date | None) -> Outcome:
        if isinstance(raw, date):
            return (raw.date() if isinstance(raw, datetime) else raw).isoformat(), None
        text = text_of(raw)
        found = self._seen.get(text)
        if found is None:
            found = self._seen[text] = read_date_text(text, self.form)
        day = found.day if isinstance(found, Day) else settle_date(found, self.due, issued_on, self.add_working_days)
        if isinstance(day, Question):
            return None, ("unclear-date", {"header": self.header, "why": day.why})
        return day.isoformat(), None


def texts_among(cells: Sequence[CellValue]) -> list[str]:
    """The different texts among a column's cells, in their order."""
    return list(dict.fromkeys(cell.strip() for cell in cells if isinstance(cell, str)))
