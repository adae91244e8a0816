"""What is found out about a column before its cells are read: its date order, its names, its words, its form."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from npmsync.ports import CellValue, Sheet
from npmsync.tables.axis_words import AxisWords, are_shares, as_share, own_words
from npmsync.tables.column_reading import DatesReader, NamesReader, ReadCell, WordsReader, plain_reader, texts_among
from npmsync.tables.date_patterns import WESTERN, column_pattern
from npmsync.tables.dates import AddWorkingDays, DateForm, column_day_first
from npmsync.tables.extent import RecordRow
from npmsync.tables.fields import AXIS_FIELDS, DATE_FIELDS, DUE_FIELDS, LIST_FIELDS
from npmsync.tables.lists import list_form, names_alone
from npmsync.tables.model import CellForm, Column, Table
from npmsync.tables.ticks import usual_tick
from npmsync.vocabulary import Vocabulary, fold


@dataclass(frozen=True, slots=True)
class Told:
    """What is known beyond the table: `words` is field -> the tracker's word -> canonical word, `names` are authorities
    known as a whole, `add_working_days` knows the country's holidays, `date1904` the workbook's serial system."""

    words: Mapping[str, Mapping[str, str]]
    names: Collection[str]
    add_working_days: AddWorkingDays | None
    date1904: bool


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """How one column is read and written; `words` is canonical -> the tracker's own word."""

    field: str
    column: Column
    read: ReadCell
    form: CellForm
    words: Mapping[str, str]


def plan_column(
    field: str, sheet: Sheet, table: Table, records: Sequence[RecordRow], vocabulary: Vocabulary, told: Told
) -> ColumnPlan:
    """The plan for a field of `table`, from the cells that its records fill."""
    cells = [record.cells[field] for record in records if field in record.cells]
    column = table.columns[field]
    own: Mapping[str, str] = {}
    form = CellForm(numbers=_are_numbers(cells))
    mark = usual_tick(sheet, column, [record.number for record in records], vocabulary) if column.ticks else None
    read = plain_reader()
    if field in DATE_FIELDS:
        read, form = _dates(field, table, cells, vocabulary, told)
    elif field in AXIS_FIELDS and table.entity == "recommendation":
        meanings = {fold(word): meant for word, meant in told.words.get(field, {}).items()}
        words = AxisWords(field, column.header, table.language, vocabulary, meanings)
        form = CellForm(shares=field == "status" and are_shares(cells, column.header), tick=mark)
        offered = [header for _, header in column.ticks] or sheet.choices.get(column.index, ())
        read, own = (
            WordsReader(words, form.shares),
            own_words(words, map(as_share, cells) if form.shares else cells, offered),
        )
    elif field in LIST_FIELDS and table.entity == "recommendation":
        texts = texts_among(cells)
        names = frozenset(map(fold, told.names)) if field == "addressees" else frozenset()
        read = NamesReader(names | names_alone(texts))
        separator, bullet = list_form(texts)
        form = CellForm(separator=separator, bullet=bullet)
    return ColumnPlan(field, column, read, form, own)


def _dates(
    field: str, table: Table, cells: Sequence[CellValue], vocabulary: Vocabulary, told: Told
) -> tuple[ReadCell, CellForm]:
    texts = texts_among(cells)
    form = DateForm(vocabulary, table.language, table.day_first, told.date1904)
    form = DateForm(vocabulary, table.language, column_day_first(texts, form), told.date1904)
    typed = sum(isinstance(cell, str) for cell in cells)
    pattern, digits = column_pattern(texts, form) if texts else ("", WESTERN)
    written = CellForm(
        real_dates=typed * 2 <= len(cells), date_pattern=pattern, digits=digits, day_first=form.day_first
    )
    return DatesReader(field in DUE_FIELDS, table.columns[field].header, form, told.add_working_days), written


def _are_numbers(cells: Sequence[CellValue]) -> bool:
    """Most cells are whole numbers and no text."""
    whole = sum(type(cell) is int or (isinstance(cell, float) and cell.is_integer()) for cell in cells)
    return whole * 2 > len(cells)
