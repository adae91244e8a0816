"""A canonical value as a cell of its tracker: in the tracker's own words and forms, so that it reads back the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache

from npmsync.ports import CellValue
from npmsync.tables.axis_words import EMPTY, AxisWords
from npmsync.tables.column_reading import DatesReader
from npmsync.tables.date_patterns import written
from npmsync.tables.dates import DateForm
from npmsync.tables.fields import AXIS_FIELDS, DATE_FIELDS, DUE_FIELDS
from npmsync.tables.grid import text_of
from npmsync.tables.lists import join_names
from npmsync.tables.model import CellForm, Reading, Value
from npmsync.vocabulary import Vocabulary, builtin_vocabulary

_ALL_OR_NOTHING = {"implemented": "100%", "not_implemented": "0%"}


def cell_value(
    reading: Reading, field: str, value: Value, current: CellValue, vocabulary: Vocabulary | None = None
) -> CellValue:
    """What to put into the cell of `field` that holds `current` now, so that it reads as `value`.

    `current` itself where it reads so already; None clears the cell. `vocabulary` is the built-in one unless given.
    """
    words = vocabulary or builtin_vocabulary()
    form = reading.forms.get(field, CellForm())
    if field in DATE_FIELDS:
        return _date(reading, field, value, current, DateForm(words, reading.table.language, form.day_first))
    if field in AXIS_FIELDS and reading.table.entity == "recommendation":
        return _word(reading, field, value, current, words)
    if value is None or value == ():
        return None
    if isinstance(value, tuple):
        return join_names(value, form.separator, form.bullet)
    if text_of(current) == value:
        return current
    return int(value) if form.numbers and value.isdecimal() and str(int(value)) == value else value


def _date(reading: Reading, field: str, value: Value, current: CellValue, typed: DateForm) -> CellValue:
    """A real date where the column holds such, else the column's own form, if that reads back as the same day."""
    if not isinstance(value, str):
        return None
    read = DatesReader(field in DUE_FIELDS, "", typed)
    if current is not None and read(current, None)[0] == value:
        return current
    day = date.fromisoformat(value)
    form = reading.forms.get(field, CellForm())
    real = isinstance(current, date) if current is not None else form.real_dates
    if real or not form.date_pattern:
        return _kept_kind(day, current)
    text = written(day, form.date_pattern, form.digits, reading.table.language)
    return text if read(text, None)[0] == value else day


def _kept_kind(day: date, current: CellValue) -> date:
    """A cell that held a time of day holds one still: midnight."""
    return datetime(day.year, day.month, day.day) if isinstance(current, datetime) else day  # noqa: DTZ001


def _word(reading: Reading, field: str, value: Value, current: CellValue, vocabulary: Vocabulary) -> CellValue:
    if reading.forms.get(field, CellForm()).shares:
        return _share(value, current, reading.words.get(field, {}))
    table, own = reading.table, reading.words.get(field, {})
    header = table.columns[field].header if field in table.columns else ""
    meant = _meaning(field, header, table.language, vocabulary, text_of(current)) if current is not None else None
    if not isinstance(value, str):
        return current if meant == EMPTY else None
    if meant == value:
        return current
    return own.get(value) or _in_the_shape_of(vocabulary.word(field, value, table.language), list(own.values()))


@lru_cache(maxsize=1_000)
def _meaning(field: str, header: str, language: str, vocabulary: Vocabulary, text: str) -> str | None:
    """A column has few words, and says them over and over."""
    return AxisWords(field, header, language, vocabulary).meaning(text)


def _share(value: Value, current: CellValue, own: Mapping[str, str]) -> CellValue:
    """The share that the column uses for a status, as a number; the status' own word where it has none."""
    if not isinstance(value, str):
        return current if isinstance(current, int | float) and 0 < current < 1 else None
    text = own.get(value) or _ALL_OR_NOTHING.get(value)
    if text is None:
        return value
    share = float(text.rstrip("%")) / 100
    return int(share) if share.is_integer() else share


def _in_the_shape_of(word: str, others: list[str]) -> str:
    """A word in capitals or in small letters where all of the column's other words are."""
    if others and all(other.isupper() for other in others):
        return word.upper()
    return word.lower() if others and all(other.islower() for other in others) else word
