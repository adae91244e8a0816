"""A1 notation and grid ranges (https://developers.google.com/workspace/sheets/api/guides/concepts#cell)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_END = re.compile(r"([A-Za-z]{0,3})([1-9][0-9]*)?")


@dataclass(frozen=True, slots=True)
class Range:
    """Half open and counted from 0, as GridRange is; an end that is None is the sheet's own end.

    https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/other#GridRange
    """

    first_row: int = 0
    last_row: int | None = None
    first_column: int = 0
    last_column: int | None = None

    @classmethod
    def of(cls, grid_range: dict[str, Any]) -> Range:
        """A GridRange as the API writes it."""
        return cls(
            grid_range.get("startRowIndex", 0),
            grid_range.get("endRowIndex"),
            grid_range.get("startColumnIndex", 0),
            grid_range.get("endColumnIndex"),
        )

    def within(self, rows: int, columns: int) -> tuple[int, int, int, int]:
        """(first row, end row, first column, end column) in a sheet of this size."""
        last_row = rows if self.last_row is None else min(self.last_row, rows)
        last_column = columns if self.last_column is None else min(self.last_column, columns)
        return self.first_row, last_row, self.first_column, last_column


def letters(number: int) -> str:
    """1 is A, 27 is AA."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_number(text: str) -> int:
    """A is 1; "" is 0."""
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number


def cell(name: str) -> tuple[int, int]:
    """(row, column) of "B7", counted from 0."""
    found = _END.fullmatch(name)
    if found is None or not found[1] or not found[2]:
        raise ValueError(name)
    return int(found[2]) - 1, column_number(found[1]) - 1


def parse(text: str, sheets: list[str]) -> tuple[str | None, Range]:
    """(sheet's name or None for the first, range) of "'My sheet'!A1:B2", "A:C", "Register". Raises `ValueError`."""
    name, mark, rest = text.rpartition("!")
    if not mark:
        if _unquoted(text) in sheets:
            return _unquoted(text), Range()
        name, rest = "", text
    start, _, end = rest.partition(":")
    first, last = _END.fullmatch(start), _END.fullmatch(end or start)
    if first is None or last is None or not rest:
        raise ValueError(text)
    columns = sorted((column_number(first[1]), column_number(last[1]))) if first[1] and last[1] else None
    return _unquoted(name) if mark else None, Range(
        int(first[2]) - 1 if first[2] else 0,
        int(last[2]) if last[2] else None,
        columns[0] - 1 if columns else max(column_number(first[1]) - 1, 0),
        columns[1] if columns else None,
    )


def write(sheet: str, first_row: int, last_row: int, first_column: int, last_column: int) -> str:
    """The range as answers give it (`updatedRange`): the sheet's name in quotes where it needs them."""
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", sheet)
    name = sheet if plain else "'" + sheet.replace("'", "''") + "'"
    start = f"{letters(first_column + 1)}{first_row + 1}"
    end = f"{letters(last_column)}{last_row}"
    return f"{name}!{start}" + (f":{end}" if end != start else "")


def _unquoted(name: str) -> str:
    return name[1:-1].replace("''", "'") if name[:1] == name[-1:] == "'" and len(name) > 1 else name
