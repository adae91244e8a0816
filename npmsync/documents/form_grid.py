"""Finds a form in a workbook that comes back: its code, its header row, which column holds what. Sheets may have been
renamed, rows sorted or hidden, columns moved; headers are known in any of the languages, one or two in a cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from npmsync.documents.form_columns import ANSWERS, CORRECTIONS, LOCKED
from npmsync.documents.inert import inert, undefused
from npmsync.documents.reference import find_form_code
from npmsync.documents.wording import BESIDE
from npmsync.ports import CellValue, Sheet, Workbook
from npmsync.vocabulary import Vocabulary, fold

_ENOUGH = 3
"""Headers that make a table a form's: fewer stand in many a sheet."""
_HEAD = 60
"""Rows in which the header is looked for."""


@dataclass(frozen=True, slots=True)
class FormGrid:
    """Where the form's table stands. `columns` maps a field to its column, counted from 1; `header_row` likewise."""

    sheet: Sheet
    header_row: int
    columns: Mapping[str, int]

    def value(self, row: int, field: str) -> CellValue:
        """What the field's cell in that row holds; None where the column is gone."""
        column = self.columns.get(field)
        cells = self.sheet.rows[row - 1] if row <= len(self.sheet.rows) else ()
        return cells[column - 1] if column and column <= len(cells) else None

    def data_rows(self) -> Iterator[int]:
        """The numbers of the rows below the header."""
        yield from range(self.header_row + 1, len(self.sheet.rows) + 1)


def find_grid(workbook: Workbook, vocabulary: Vocabulary) -> FormGrid | None:
    """The table with the most of a form's headers, or None where no sheet has enough of them."""
    words = _header_words(vocabulary)
    best: FormGrid | None = None
    for sheet in workbook.sheets:
        for number, cells in enumerate(sheet.rows[:_HEAD], 1):
            columns: dict[str, int] = {}
            for place, value in enumerate(cells, 1):
                field = _field(value, words) if isinstance(value, str) else None
                if field:
                    columns.setdefault(field, place)
            if len(columns) >= _ENOUGH and (best is None or len(columns) > len(best.columns)):
                best = FormGrid(sheet, number, columns)
    return best


def find_codes(workbook: Workbook, first: Sheet | None) -> list[str]:
    """The form codes that stand in cells, each once: those of `first`, or where it has none, of all sheets."""
    own = _codes(first) if first is not None else []
    others = (code for sheet in workbook.sheets for code in _codes(sheet))
    return own or list(dict.fromkeys(others))


def cell_text(value: CellValue) -> str:
    """A cell's value as a person would type it again: dates in ISO 8601, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return undefused(inert(str(value)).strip())


def cell_name(grid: FormGrid, row: int, field: str) -> str:
    """The cell's name, like F12."""
    number, letters = grid.columns[field], ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def _header_words(vocabulary: Vocabulary) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in (*LOCKED, *ANSWERS, *CORRECTIONS):
        for text in vocabulary.phrases[column.phrase].values():
            found.setdefault(fold(text), column.field)
    return found


def _field(header: str, words: Mapping[str, str]) -> str | None:
    whole = words.get(fold(header))
    if whole:
        return whole
    parts = {words.get(fold(part)) for part in header.replace("\n", BESIDE).split(BESIDE)}
    return parts.pop() if len(parts) == 1 else None


def _codes(sheet: Sheet) -> list[str]:
    texts = (value for cells in sheet.rows for value in cells if isinstance(value, str) and "NPM" in value.upper())
    return list(dict.fromkeys(code for code in map(find_form_code, texts) if code))
