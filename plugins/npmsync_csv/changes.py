"""Changes made to a CSV file's records: only the cells named are written anew."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time

from npmsync.errors import Refused
from npmsync.ports import CellValue, TableChanges
from npmsync_csv.records import MOST_COLUMNS, Csv, Record

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LAST_ROW = 1_048_576


def changed(csv: Csv, changes: TableChanges, sheet: str, file: str) -> Csv:
    """The file with its cells changed and its rows appended. Raises Refused for a sheet or a cell there is not."""
    for name in {*changes.cells, *changes.rows, *changes.headers}:
        if name != sheet:
            raise Refused("no-such-sheet", f"{file} has no sheet {name!r}; it has {sheet!r}.", "Was it renamed?")
    records = list(csv.records)
    end = Counter(record.end for record in records if record.end).most_common(1)
    line_end = end[0][0] if end else "\r\n"  # RFC 4180 section 2
    for reference, new in (*changes.headers.get(sheet, {}).items(), *changes.cells.get(sheet, {}).items()):
        row, column = _place(reference, file)
        while len(records) < row:
            if records and not records[-1].end:
                records[-1] = replace(records[-1], end=line_end)
            records.append(Record(("",), line_end, 0))
        records[row - 1] = _with_cell(records[row - 1], column, new, csv.delimiter)
    rows = changes.rows.get(sheet, ())
    if rows:
        after = changes.after.get(sheet, _last_filled(records))
        if not 0 <= after <= len(records):
            raise Refused("no-such-row", f"{file} has no row {after}.", "Read the file again.")
        model = records[after - 1] if after else Record((), line_end, 0)
        new_records = [_new_record(row, model, csv.delimiter, line_end, file) for row in rows]
        if after and not records[after - 1].end:
            records[after - 1] = replace(records[after - 1], end=line_end)
            new_records[-1] = replace(new_records[-1], end="")
        records[after:after] = new_records
    return replace(csv, records=tuple(records))


def as_text(value: CellValue) -> str:
    """A value as a CSV cell says it: dates in ISO 8601, which no reader takes for another day."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes" if not value.second else "seconds")
    if isinstance(value, time):
        return value.isoformat("minutes" if not value.second else "seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def _with_cell(record: Record, column: int, value: CellValue, delimiter: str) -> Record:
    cells = [*record.cells, *[""] * (column - len(record.cells))]
    cells[column - 1] = _quoted(as_text(value), delimiter, cells[column - 1].startswith('"'))
    return replace(record, cells=tuple(cells))


def _new_record(row: Mapping[str, CellValue], model: Record, delimiter: str, line_end: str, file: str) -> Record:
    values = {_place(f"{letters}1", file)[1]: value for letters, value in row.items()}
    width = max(len(model.cells), *values, 1)
    cells = []
    for column in range(1, width + 1):
        like = model.cells[column - 1] if column <= len(model.cells) else ""
        cells.append(_quoted(as_text(values.get(column)), delimiter, like.startswith('"')))
    return Record(tuple(cells), line_end, 0)


def _quoted(text: str, delimiter: str, like_before: bool) -> str:
    must = any(sign in text for sign in ('"', "\r", "\n", delimiter)) or text != text.strip()
    return '"' + text.replace('"', '""') + '"' if must or like_before else text


def _last_filled(records: list[Record]) -> int:
    return max((number for number, record in enumerate(records, 1) if any(record.cells)), default=0)


def _place(reference: str, file: str) -> tuple[int, int]:
    found = _CELL.fullmatch(reference.upper())
    column = 0
    for letter in found[1] if found else "":
        column = column * 26 + ord(letter) - 64
    if found is None or column > MOST_COLUMNS or int(found[2]) > _LAST_ROW:
        raise Refused("no-such-cell", f"{file}: there is no cell {reference!r}.", "Name it like B7.")
    return int(found[2]), column
