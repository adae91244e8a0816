"""Reads a paper of ours that was filled in: its tables are found by their headers, in any of the languages, wherever
they stand: sheets may have been renamed, moved or sorted, columns moved or left out, rows filtered or added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from npmsync.documents.form_grid import cell_text
from npmsync.ports import CellValue, Workbook
from npmsync.tables.dates import DateForm, Question, read_date_text, settle_date
from npmsync.vocabulary import Vocabulary, fold

_HEAD = 60
"""Rows in which a header is looked for."""


@dataclass(frozen=True, slots=True)
class FilledRow:
    """One row with something in it: field -> what stands there, and where (`sheet`, `row` counted from 1)."""

    sheet: str
    row: int
    values: Mapping[str, CellValue]

    def text(self, field: str) -> str:
        """The cell as a person would type it again; "" for an empty one."""
        return cell_text(self.values.get(field))

    @property
    def where(self) -> str:
        return f"{self.sheet}, row {self.row}"


def filled_rows(
    workbook: Workbook, fields: Mapping[str, str], needed: Sequence[str], vocabulary: Vocabulary
) -> list[FilledRow] | None:
    """The rows of the first table that has all `needed` of these columns (field -> key of its header's phrase); None
    where no sheet has it. A further table of the same headers below or on another sheet is read too."""
    words = {fold(text): name for name, key in fields.items() for text in vocabulary.phrases[key].values()}
    found: list[FilledRow] = []
    seen = False
    for sheet in workbook.sheets:
        columns: dict[str, int] = {}
        for number, cells in enumerate(sheet.rows, 1):
            heads = {words[fold(v)]: place for place, v in enumerate(cells) if isinstance(v, str) and fold(v) in words}
            if set(needed) <= set(heads) and (columns or number <= _HEAD):
                columns, seen = heads, True
                continue
            values = {name: cells[place] for name, place in columns.items() if place < len(cells)}
            if any(value not in (None, "") for value in values.values()):
                found.append(FilledRow(sheet.name, number, values))
    return found if seen else None


def texts(workbook: Workbook) -> list[str]:
    """Every text of the workbook, for finding a code."""
    return [value for sheet in workbook.sheets for cells in sheet.rows for value in cells if isinstance(value, str)]


def filled_day(
    row: FilledRow, field: str, vocabulary: Vocabulary, language: str, today: date
) -> tuple[date | None, str]:
    """(the day in a cell, "" or why it could not be read). A month or a year means its last day: it is a deadline."""
    value = row.values.get(field)
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value), ""
    text = cell_text(value)
    if not text:
        return None, ""
    settled = settle_date(read_date_text(text, DateForm(vocabulary, language, today=today)), True, None, None)
    if isinstance(settled, Question):
        return None, f"{row.where}: {text!r} cannot be read as a date: {settled.why}"
    return settled, ""
