"""The cells of a sheet part as values. This is the hot loop: text is split at its cells, and a cell's attributes are
looked up whole, since a sheet has few different ones.

ECMA-376 part 1: rows 18.3.1.73, cells 18.3.1.4, cell types 18.18.11, formulas 18.3.1.40.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from npmsync.errors import Refused
from npmsync.ports import Area, CellValue
from npmsync_excel.cellrefs import LAST_COLUMN, LAST_ROW, area, column_number
from npmsync_excel.markup import attributes, cell_text, truth
from npmsync_excel.numberformats import Shows, from_serial, is_date
from npmsync_excel.strings import plain_text

_DIGITS = "0123456789"
_EMPTY: tuple[CellValue, ...] = ()
_ROW_NUMBER = re.compile(r"""(?:^|\s)r\s*=\s*["'](\d+)["']""")
_HIDDEN = re.compile(r"""\shidden\s*=\s*["'](?:1|true)["']""")
_ODD_CELL = re.compile(r"<c(?=[\t\r\n/>])")
_VALUE = re.compile(r"<v(?:\s[^>]*)?>(.*?)</v\s*>", re.DOTALL)
_FORMULA = re.compile(r"<f(?=[\s/>])([^>]*)>")
_INLINE = re.compile(r"<is(?:\s[^>]*)?>(.*?)</is\s*>", re.DOTALL)
_NUMBER, _SHARED, _DATED, _OTHER = range(4)


@dataclass(slots=True)
class Grid:
    """What stands in the cells. `rows` is dense and ends with the last cell that holds a value."""

    rows: list[Sequence[CellValue]] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    uncached: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    spilled: list[Area] = field(default_factory=list)
    """Areas that an array formula or a data table fills."""
    hidden_rows: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the cells' numbers mean: the workbook's strings, the formats of its styles, its date system."""

    strings: Sequence[str | None] | None
    formats: Sequence[Shows]
    from_1904: bool
    file: str
    sheet: str


def read_grid(data: str, meaning: Meaning) -> Grid:
    """The cells of what stands between `<sheetData>` and its end, without prefixes. Raises Refused where it is damaged."""
    grid = Grid()
    data = _ODD_CELL.sub("<c ", data)
    number = 0
    known: dict[str, tuple[int, str, int]] = {}
    for chunk in data.split("<row")[1:]:
        head, _, _ = chunk.partition(">")
        found = _ROW_NUMBER.search(head)
        number = int(found[1]) if found else number + 1
        if number > LAST_ROW:
            raise _damaged(meaning, f"row {number}")
        if "hidden" in head and _HIDDEN.search(head):
            grid.hidden_rows.add(number)
        row = _row(chunk, number, meaning, grid, known)
        if row:
            if number > len(grid.rows):
                grid.rows.extend([_EMPTY] * (number - len(grid.rows)))
            grid.rows[number - 1] = row
    for place in grid.spilled:
        _keep_spilled(grid, place)
    return grid


def _row(
    chunk: str, number: int, meaning: Meaning, grid: Grid, known: dict[str, tuple[int, str, int]]
) -> list[CellValue]:
    row: list[CellValue] = []
    strings = meaning.strings
    column = 0
    cells = chunk.split("<c ")
    del cells[0]
    for cell in cells:
        head, _, rest = cell.partition(">")
        if head.startswith('r="'):
            reference, _, given = head[3:].partition('"')
            column = column_number(reference.rstrip(_DIGITS))
        else:
            column, given = _placed(head, column)
        if head[-1:] == "/":
            continue
        kind = known.get(given)
        if kind is None:
            kind = known[given] = _kind(given, meaning)
        value: CellValue
        if kind[0] == _OTHER or rest[:3] != "<v>":
            value = _slow(rest, number, column, kind, meaning, grid)
        else:
            text = rest[3 : rest.find("<", 3)]
            if kind[0] == _SHARED and text.isdigit() and strings is not None and int(text) < len(strings):
                value = strings[int(text)]
            elif kind[0] == _NUMBER and text.isdigit():
                value = int(text)
            else:
                value = _value(text, number, column, kind, meaning, grid)
        if value is not None:
            if column > LAST_COLUMN:
                raise _damaged(meaning, f"a cell in column {column}")
            gap = column - len(row) - 1
            if gap > 0:
                row.extend([None] * gap)
            if gap < 0:
                row[column - 1] = value
            else:
                row.append(value)
    return row


def _placed(head: str, before: int) -> tuple[int, str]:
    """Column and other attributes of a cell written in another way; without `r` it follows the one before."""
    given = attributes(head)
    reference = given.pop("r", "")
    column = column_number(reference.rstrip(_DIGITS)) if reference else before + 1
    return column, "".join(f' {key}="{value}"' for key, value in given.items())


def _kind(given: str, meaning: Meaning) -> tuple[int, str, int]:
    """How to read a cell: the quick way, its type, its style."""
    found = attributes(given)
    cell_type, style = found.get("t", "n"), found.get("s", "0")
    number = int(style) if style.isdigit() else 0
    if cell_type == "s":
        return _SHARED, "s", number
    if cell_type == "n":
        return (_DATED if is_date(meaning.formats, number) else _NUMBER), "n", number
    return _OTHER, cell_type, number


def _slow(
    rest: str, row: int, column: int, kind: tuple[int, str, int], meaning: Meaning, grid: Grid
) -> CellValue:
    """A cell that has more than a plain value."""
    formula = _FORMULA.search(rest) if "<f" in rest else None
    if kind[1] == "inlineStr" and formula is None:
        inline = _INLINE.search(rest)
        return plain_text(inline[1]) if inline else None
    found = _VALUE.search(rest)
    if formula:
        grid.formulas.add((row, column))
        given = attributes(formula[1])
        if given.get("t") in ("array", "dataTable") and given.get("ref"):
            grid.spilled.append(area(given["ref"]))
        if found is None or (not found[1] and kind[1] != "str"):
            grid.uncached.add((row, column))
    return _value(found[1], row, column, kind, meaning, grid) if found and found[1] else None


def _value(
    text: str, row: int, column: int, kind: tuple[int, str, int], meaning: Meaning, grid: Grid
) -> CellValue:
    cell_type, style = kind[1], kind[2]
    if cell_type == "s":
        return _shared(text, row, column, meaning)
    if cell_type in ("str", "inlineStr"):
        return cell_text(text) or None
    if cell_type == "b":
        return truth(text.strip())
    if cell_type == "e":
        grid.errors[(row, column)] = text
        return None
    if cell_type == "d":
        return _iso(text)
    return _number(text, style, meaning)


def _number(text: str, style: int, meaning: Meaning) -> CellValue:
    try:
        number = int(text) if text.lstrip("-").isdigit() else float(text)
    except ValueError:
        return cell_text(text) or None
    if is_date(meaning.formats, style):
        return from_serial(number, meaning.formats[style], meaning.from_1904)
    return number


def _shared(text: str, row: int, column: int, meaning: Meaning) -> str | None:
    if meaning.strings is None:
        raise Refused(
            "damaged-file",
            f"{meaning.file} is damaged: the shared strings, which hold its texts, are missing.",
            "Take the last one in backups/, or the file again from where it came.",
        )
    try:
        return meaning.strings[int(text)]
    except (ValueError, IndexError):
        raise _damaged(meaning, f"a text of row {row}, column {column} that is not among the shared strings") from None


def _iso(text: str) -> CellValue:
    """A date cell of the strict format (18.18.11, type d)."""
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return cell_text(text) or None
    if moment.hour or moment.minute or moment.second:
        return moment
    return date(moment.year, moment.month, moment.day)


def _keep_spilled(grid: Grid, place: Area) -> None:
    """The cells that an array formula fills hold results: they count as formulas, as far as anything stands there."""
    for row in range(place.first_row, min(place.last_row, len(grid.rows)) + 1):
        last = min(place.last_column, len(grid.rows[row - 1]))
        grid.formulas.update((row, column) for column in range(place.first_column, last + 1))


def _damaged(meaning: Meaning, what: str) -> Refused:
    return Refused(
        "damaged-file",
        f"{meaning.file} is damaged: its sheet {meaning.sheet!r} has {what}.",
        "Open it in Excel and let it repair the file, or take the last one in backups/.",
    )
