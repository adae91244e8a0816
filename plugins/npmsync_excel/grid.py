"""The cells of a sheet part as values. This is the hot loop: a row's cells are found by one pattern, and a cell's
attributes are looked up whole, since a sheet has few different ones.

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
_VALUE = re.compile(r"<v(?:\s[^>]*)?>(.*?)</v\s*>", re.DOTALL)
_FORMULA = re.compile(r"<f(?=[\s/>])([^>]*)>")
_INLINE = re.compile(r"<is(?:\s[^>]*)?>(.*?)</is\s*>", re.DOTALL)
_CELL = re.compile(
    r"""<c(?:\ r="([A-Z]+)\d++"|(?=[\s/>]))([^>]*+)>   # the column and the other attributes
        (?:<v>([^<]*+)</v></c>|(?<!/>)(.*?)</c\s*>)?    # a plain value, or all there is""",
    re.VERBOSE | re.DOTALL,
)
_NUMBER, _SHARED, _DATED, _OTHER, _SKIP = range(5)


@dataclass(slots=True)
class Kind:
    """What cells with the same attributes have in common: how to read them, their type (`t`) and their style (`s`)."""

    read: int
    cell_type: str
    style: int
    seen: dict[str, CellValue] = field(default_factory=dict)
    """Dates already made: days repeat."""


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
    """The cells of what stands between `<sheetData>` and its end, without prefixes. Raises Refused for damage."""
    grid = Grid()
    number = 0
    known: dict[str, Kind] = {}
    for chunk in data.split("<row")[1:]:
        head, _, _ = chunk.partition(">")
        found = _ROW_NUMBER.search(head)
        number = int(found[1]) if found else number + 1
        if number > LAST_ROW:
            raise _damaged(meaning, f"row {number}")
        if "hidden" in head and _HIDDEN.search(head):
            grid.hidden_rows.add(number)
        if "<v" not in chunk and "<is" not in chunk and "<f" not in chunk:
            continue  # styles alone
        row = _row(chunk, number, meaning, grid, known)
        if row:
            if number > len(grid.rows):
                grid.rows.extend([_EMPTY] * (number - len(grid.rows)))
            grid.rows[number - 1] = row
    for place in grid.spilled:
        _keep_spilled(grid, place)
    return grid


def _row(chunk: str, number: int, meaning: Meaning, grid: Grid, known: dict[str, Kind]) -> list[CellValue]:
    row: list[CellValue] = []
    strings, count = meaning.strings or (), len(meaning.strings or ())
    column = 0
    for letters, given, text, rest in _CELL.findall(chunk):
        column = column_number(letters) if letters else column + 1
        kind = known.get(given)
        if kind is None:
            column, kind = _kind(given, column, meaning, known)
        value: CellValue
        if not text:
            value = None if kind.read == _SKIP else _slow(rest, number, column, kind, meaning, grid)
        elif kind.read == _SHARED and text.isdigit() and int(text) < count:
            value = strings[int(text)]
        elif kind.read == _NUMBER and text.isdigit():
            value = int(text)
        else:
            value = kind.seen.get(text)
            if value is None:
                value = _value(text, number, column, kind, meaning, grid)
                if kind.read == _DATED:
                    kind.seen[text] = value
        if value is None:
            continue
        if column == len(row) + 1:
            row.append(value)
        elif 1 <= column <= LAST_COLUMN:
            row.extend([None] * (column - len(row)))
            row[column - 1] = value
        else:
            raise _damaged(meaning, f"a cell in column {column}")
    if len(row) > LAST_COLUMN:
        raise _damaged(meaning, f"{len(row)} cells in row {number}")
    return row


def _kind(given: str, column: int, meaning: Meaning, known: dict[str, Kind]) -> tuple[int, Kind]:
    """How to read a cell with these attributes; its column where `r` is among them, written in another way."""
    found = attributes(given)
    if reference := found.get("r"):
        column = column_number(reference.rstrip(_DIGITS))
    style = int(found["s"]) if found.get("s", "").isdigit() else 0
    cell_type = found.get("t", "n")
    read = {"s": _SHARED, "n": _DATED if is_date(meaning.formats, style) else _NUMBER}.get(cell_type, _OTHER)
    kind = Kind(_SKIP if given.endswith("/") else read, cell_type, style)
    if not reference:
        known[given] = kind
    return column, kind


def _slow(rest: str, row: int, column: int, kind: Kind, meaning: Meaning, grid: Grid) -> CellValue:
    """A cell that has more than a plain value."""
    formula = _FORMULA.search(rest) if "<f" in rest else None
    if kind.cell_type == "inlineStr" and formula is None:
        inline = _INLINE.search(rest)
        return plain_text(inline[1]) if inline else None
    found = _VALUE.search(rest)
    if formula:
        grid.formulas.add((row, column))
        given = attributes(formula[1])
        if given.get("t") in ("array", "dataTable") and given.get("ref"):
            grid.spilled.append(area(given["ref"]))
        if found is None or (not found[1] and kind.cell_type != "str"):
            grid.uncached.add((row, column))
    return _value(found[1], row, column, kind, meaning, grid) if found and found[1] else None


def _value(text: str, row: int, column: int, kind: Kind, meaning: Meaning, grid: Grid) -> CellValue:
    cell_type, style = kind.cell_type, kind.style
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
