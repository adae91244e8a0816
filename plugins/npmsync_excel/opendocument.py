"""OpenDocument spreadsheets (.ods, OpenDocument 1.3 part 3), read with the standard library's XML parser.

python-calamine reads their values, but neither merged cells nor formulas nor hidden rows, which recognising a tracker
needs, and it believes any number of repeated rows. Here repeats are bounded before anything is made of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element, iterparse

from npmsync.errors import Refused
from npmsync.ports import Area, CellValue, Sheet, Visibility, Workbook
from npmsync_excel.cellrefs import LAST_COLUMN, LAST_ROW
from npmsync_excel.container import Container, open_zip
from npmsync_excel.markup import check

_URN = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TABLE, _OFFICE, _TEXT, _STYLE = (_URN % name for name in ("table", "office", "text", "style"))
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
MOST_CELLS = 4_000_000
_NOTE = "An OpenDocument file (.ods): it is read, and cannot be written; save it as .xlsx to have it kept in step."


@dataclass(slots=True)
class _Reading:
    """A sheet while it is read."""

    name: str
    style: str
    row: int = 0
    column: int = 0
    rows: list[list[CellValue]] = field(default_factory=list)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def read_opendocument(path: Path) -> Workbook:
    """All sheets of an .ods file. Raises Refused for what is none, is damaged, encrypted or too large."""
    container = open_zip(path)
    mimetype = container.part("mimetype") if "mimetype" in container.members else b""
    if not mimetype.startswith(_MIMETYPE):
        raise Refused(
            "not-a-workbook", f"{path.name} is no OpenDocument spreadsheet.", "Name the file by what it is, then again."
        )
    manifest = container.part("META-INF/manifest.xml") if "META-INF/manifest.xml" in container.members else b""
    if b"encryption-data" in manifest:
        raise Refused("encrypted-file", f"{path.name} is encrypted: it has a password.", "Save it without one.")
    content = container.part("content.xml")
    check(content, "content.xml", path.name)
    return Workbook(tuple(_sheets(container, content)), container.digest, (_NOTE,))


def _sheets(container: Container, content: bytes) -> Iterator[Sheet]:
    reading: _Reading | None = None
    styles: dict[str, dict[str, str]] = {}
    cells = 0
    for event, element in iterparse(BytesIO(content), events=("start", "end")):
        if event == "start":
            if element.tag == f"{_TABLE}table" and reading is None:
                reading = _Reading(element.get(f"{_TABLE}name", ""), element.get(f"{_TABLE}style-name", ""))
        elif element.tag == f"{_STYLE}style":
            found = element.find(f"{_STYLE}table-properties")
            styles[element.get(f"{_STYLE}name", "")] = {} if found is None else dict(found.attrib)
        elif reading is None:
            continue
        elif element.tag == f"{_TABLE}table-column":
            _column(reading, element)
        elif element.tag == f"{_TABLE}table-row":
            cells += _row(reading, element, container.path.name, MOST_CELLS - cells)
            element.clear()
        elif element.tag == f"{_TABLE}table" and element.get(f"{_TABLE}name", "") == reading.name:
            yield _finished(reading, styles.get(reading.style, {}))
            reading = None
            element.clear()


def _column(reading: _Reading, element: Element) -> None:
    count = min(_repeated(element, "columns"), LAST_COLUMN - reading.column)
    if _is_hidden(element):
        reading.hidden_columns.update(range(reading.column + 1, reading.column + count + 1))
    reading.column += count


def _row(reading: _Reading, element: Element, file: str, room: int) -> int:
    """Takes a row in, as often as it is repeated, and returns how many cells that made."""
    first, count = reading.row + 1, _repeated(element, "rows")
    reading.row += count
    row: list[CellValue] = []
    column = 1
    for cell in element:
        if cell.tag not in _CELLS:
            continue
        times = _repeated(cell, "columns")
        value = _value(cell) if cell.tag == _CELLS[0] else None
        _note_cell(reading, cell, first, column, value)
        if value is not None:
            if column + times - 1 > LAST_COLUMN:
                raise _too_large(file, reading.name)
            row.extend([None] * (column - 1 - len(row)))
            row.extend([value] * times)
        column += times
    if _is_hidden(element):
        reading.hidden_rows.update(range(first, min(first + count, LAST_ROW + 1)))
    if not row:
        return 0
    if reading.row > LAST_ROW or len(row) * count > room:
        raise _too_large(file, reading.name)
    reading.rows.extend([] for _ in range(first - 1 - len(reading.rows)))
    reading.rows.extend(row for _ in range(count))
    return len(row) * count


def _note_cell(reading: _Reading, cell: Element, row: int, column: int, value: CellValue) -> None:
    if cell.get(f"{_TABLE}formula"):
        reading.formulas.add((row, column))
    if cell.get(f"{_CALC}value-type") == "error":
        reading.errors[(row, column)] = "".join(cell.itertext()).strip()
    across, down = (int(cell.get(f"{_TABLE}number-{word}-spanned", "1")) for word in ("columns", "rows"))
    if (across > 1 or down > 1) and row + down - 1 <= LAST_ROW and column + across - 1 <= LAST_COLUMN:
        reading.merges.append(Area(row, column, row + down - 1, column + across - 1))


def _value(cell: Element) -> CellValue:
    """What a cell holds (part 3, 19.389): its typed value, else its paragraphs, a line each."""
    kind = cell.get(f"{_OFFICE}value-type")
    if cell.get(f"{_CALC}value-type") == "error":
        return None
    if kind in ("float", "percentage", "currency"):
        number = float(cell.get(f"{_OFFICE}value", "0"))
        return int(number) if number.is_integer() and abs(number) < 2**53 else number
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "date":
        moment = datetime.fromisoformat(cell.get(f"{_OFFICE}date-value", "")).replace(tzinfo=None)
        return moment if moment.time() != time() else date(moment.year, moment.month, moment.day)
    if kind == "time":
        found = _DURATION.fullmatch(cell.get(f"{_OFFICE}time-value", ""))
        hours, minutes, seconds = map(int, found.groups()) if found else (0, 0, 0)
        return time(hours, minutes, seconds) if hours < 24 else (hours * 3600 + minutes * 60 + seconds) / 86_400
    if given := cell.get(f"{_OFFICE}string-value"):
        return given
    return "\n".join("".join(_words(one)) for one in cell.findall(f"{_TEXT}p")) or None


def _words(element: Element) -> Iterator[str]:
    """The text of a paragraph; repeated blanks, tabs and line breaks are elements in it (part 3, 6.1)."""
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * min(int(child.get(f"{_TEXT}c", "1")), 1_000)
        elif child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            yield "\t" if child.tag.endswith("tab") else "\n"
        elif child.tag.startswith(_TEXT):
            yield from _words(child)
        yield child.tail or ""


def _finished(reading: _Reading, properties: dict[str, str]) -> Sheet:
    hidden = properties.get(f"{_TABLE}display") == "false"
    return Sheet(
        name=reading.name,
        rows=reading.rows,
        formulas=frozenset(reading.formulas),
        errors=reading.errors,
        merges=tuple(reading.merges),
        visibility=Visibility.HIDDEN if hidden else Visibility.VISIBLE,
        hidden_rows=frozenset(row for row in reading.hidden_rows if row <= len(reading.rows)),
        hidden_columns=frozenset(reading.hidden_columns),
        right_to_left=properties.get(f"{_STYLE}writing-mode", "").startswith("rl"),
    )


def _repeated(element: Element, what: str) -> int:
    return max(1, int(element.get(f"{_TABLE}number-{what}-repeated", "1")))


def _is_hidden(element: Element) -> bool:
    return element.get(f"{_TABLE}visibility") in ("collapse", "filter")


def _too_large(file: str, sheet: str) -> Refused:
    return Refused(
        "too-large",
        f"{file} is too large: its sheet {sheet!r} has more than {MOST_CELLS:,} cells, or goes on past the last one.",
        "Delete the rows and columns that hold nothing of use, and save it again.",
    )
