"""Looking into a sheet: one cell, one row, what a cell says as text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from npmsync.ports import Area, CellValue, Sheet


def cell_at(sheet: Sheet, row: int, column: int) -> CellValue:
    """The value at a row and column counted from 1; None beyond what is filled."""
    if row > len(sheet.rows):
        return None
    cells = sheet.rows[row - 1]
    return cells[column - 1] if column <= len(cells) else None


def is_blank(value: CellValue) -> bool:
    """Nothing, or only white space."""
    return value is None or (isinstance(value, str) and (not value or value.isspace()))


def text_of(value: CellValue) -> str:
    """A cell as text, trimmed: whole numbers without a decimal part, dates in ISO 8601, nothing as ""."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def filled(sheet: Sheet, row: int, first: int = 1, last: int | None = None) -> list[int]:
    """The columns from `first` to `last` that hold something in a row."""
    if row > len(sheet.rows):
        return []
    cells = sheet.rows[row - 1]
    return [k for k in range(first, min(last or len(cells), len(cells)) + 1) if not is_blank(cells[k - 1])]


def merged(area: Area) -> Iterator[tuple[int, int]]:
    """Every (row, column) of an area, the first one being where its value stands."""
    for row in range(area.first_row, area.last_row + 1):
        for column in range(area.first_column, area.last_column + 1):
            yield row, column
