"""A1 references: `B7`, `$A$5:$O$125`, and lists of areas as `sqref` holds them (ECMA-376 part 1, 18.18.76)."""

from __future__ import annotations

import re
from functools import lru_cache

from npmsync.ports import Area

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
_ROWS = re.compile(r"\$?([1-9][0-9]{0,6}):\$?([1-9][0-9]{0,6})")


@lru_cache(maxsize=20_000)
def column_number(letters: str) -> int:
    """`A` is 1, `XFD` 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=20_000)
def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell(text: str) -> tuple[int, int]:
    """(row, column) of `B7` or `$B$7`. Raises ValueError for anything else or beyond the sheet's last cell."""
    found = _CELL.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    row, column = int(found[2]), column_number(found[1])
    if row > LAST_ROW or column > LAST_COLUMN:
        raise ValueError(text)
    return row, column


def name(row: int, column: int) -> str:
    return f"{column_letters(column)}{row}"


def area(text: str) -> Area:
    """`A1:C5`, `A1`, `A:C` or `1:5` as an area. Raises ValueError for anything else."""
    text = text.strip()
    if found := _COLUMNS.fullmatch(text):
        return Area(1, column_number(found[1]), LAST_ROW, column_number(found[2]))
    if found := _ROWS.fullmatch(text):
        return Area(int(found[1]), 1, int(found[2]), LAST_COLUMN)
    first, _, last = text.partition(":")
    (top, left), (bottom, right) = cell(first), cell(last or first)
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def areas(text: str) -> tuple[Area, ...]:
    """The areas of a `sqref`, those that cannot be read left out."""
    found = []
    for word in text.split():
        try:
            found.append(area(word))
        except ValueError:
            continue
    return tuple(found)


def area_name(place: Area) -> str:
    first, last = name(place.first_row, place.first_column), name(place.last_row, place.last_column)
    return first if first == last else f"{first}:{last}"


def covers(place: Area, row: int, column: int) -> bool:
    return place.first_row <= row <= place.last_row and place.first_column <= column <= place.last_column
