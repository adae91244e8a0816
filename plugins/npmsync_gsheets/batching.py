"""Changes as requests of `spreadsheets.batchUpdate`: typed values only, so that no text is ever taken for a formula, a
date or a number (https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from npmsync.errors import Refused
from npmsync.ports import CellValue, Sheet, TableChanges, Workbook
from npmsync_gsheets.grid import Known, serial

Request = dict[str, Any]
MOST_CELLS, MOST_CHARACTERS = 10_000_000, 50_000
"""https://support.google.com/drive/answer/37603"""
_NAME = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,7})")


@dataclass(frozen=True, slots=True)
class Put:
    """One cell to be written, counted from 1."""

    sheet: str
    row: int
    column: int
    value: CellValue


def puts_of(changes: TableChanges, workbook: Workbook) -> list[Put]:
    """The cells that changes name. Raises Refused for a sheet that is not there and for a formula's cell."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    for name in (*changes.headers, *changes.cells, *changes.rows, *changes.remarks):
        if name not in sheets:
            raise Refused("no-such-sheet", f"There is no sheet {name!r} any more.", "Was it renamed or deleted?")
    puts = []
    for group in (changes.headers, changes.cells):
        for name, cells in group.items():
            for cell, value in cells.items():
                row, column = position(cell)
                if (row, column) in sheets[name].formulas:
                    raise Refused(
                        "formula", f"{name}!{cell} holds a formula, which is never written over.", "Change it by hand."
                    )
                puts.append(Put(name, row, column, value))
    return puts


def check_limits(changes: TableChanges, known: Mapping[str, Known], besides: int) -> None:
    """Raises Refused, before anything is written, for a text that no cell can hold and for more cells than a
    spreadsheet may have. `besides` are cells that the write needs for itself."""
    for name, cells in changes.cells.items():
        for cell, value in cells.items():
            _check_text(value, f"{name}!{cell}")
    for name, rows in changes.rows.items():
        for row in rows:
            for column, value in row.items():
                _check_text(value, f"a new row of {name!r}, column {column}")
    cells_after = besides + sum(
        (one.rows + len(changes.rows.get(name, ()))) * one.columns for name, one in known.items()
    )
    if cells_after > MOST_CELLS:
        raise Refused(
            "sheet-full",
            f"The spreadsheet would have {cells_after:,} cells; Google's limit is {MOST_CELLS:,}, blank ones included.",
            "Delete blank rows and columns (select them, right-click, Delete), or move old sheets to another file.",
        )


def _check_text(value: CellValue, where: str) -> None:
    if isinstance(value, str) and len(value) > MOST_CHARACTERS:
        raise Refused(
            "cell-too-long",
            f"{where}: the text has {len(value):,} characters; Google's limit is {MOST_CHARACTERS:,} a cell.",
            f"It begins with {value[:40]!r}. Shorten it in your tracker, or keep it in a document.",
        )


def cell_requests(puts: Sequence[Put], known: Mapping[str, Known]) -> Iterator[Request]:
    """Writes cells; those that follow each other down a column go together."""
    yield from _grown(puts, known)
    runs: dict[tuple[str, int, str], list[Put]] = defaultdict(list)
    for put in puts:
        dated = isinstance(put.value, date | time) and (put.row, put.column) not in known[put.sheet].dates
        fields = "userEnteredValue,userEnteredFormat.numberFormat" if dated else "userEnteredValue"
        runs[put.sheet, put.column, fields].append(put)
    for (sheet, column, fields), cells in runs.items():
        cells.sort(key=lambda put: put.row)
        start = 0
        for end in range(1, len(cells) + 1):
            if end == len(cells) or cells[end].row != cells[end - 1].row + 1:
                yield _update(
                    known[sheet].id, cells[start].row, column, [[put.value] for put in cells[start:end]], fields
                )
                start = end


def _grown(puts: Sequence[Put], known: Mapping[str, Known]) -> Iterator[Request]:
    for sheet, one in known.items():
        mine = [put for put in puts if put.sheet == sheet]
        for dimension, needed, there in (
            ("ROWS", max((put.row for put in mine), default=0), one.rows),
            ("COLUMNS", max((put.column for put in mine), default=0), one.columns),
        ):
            if needed > there:
                yield {"appendDimension": {"sheetId": one.id, "dimension": dimension, "length": needed - there}}


def row_requests(changes: TableChanges, workbook: Workbook, known: Mapping[str, Known]) -> Iterator[Request]:
    """Puts new rows in below `after`, in that row's formats, checks and formulas; a filter that ended there takes them
    in."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    for name, rows in changes.rows.items():
        if not rows:
            continue
        sheet, one, count = sheets[name], known[name], len(rows)
        after = changes.after.get(name, len(sheet.rows))
        if after >= one.rows:
            length = after - one.rows + count
            yield {"appendDimension": {"sheetId": one.id, "dimension": "ROWS", "length": length}}
        else:
            span = {"sheetId": one.id, "dimension": "ROWS", "startIndex": after, "endIndex": after + count}
            yield {"insertDimension": {"range": span, "inheritFromBefore": after > 0}}
        if after:
            yield from _like_before(sheet, one, after, count)
        values = [{position(f"{letters}1")[1]: value for letters, value in row.items()} for row in rows]
        for column in sorted({column for row in values for column in row}):
            cells = [[row.get(column)] for row in values]
            dated = any(isinstance(cell, date | time) for (cell,) in cells) and (after, column) not in one.dates
            fields = "userEnteredValue,userEnteredFormat.numberFormat" if dated else "userEnteredValue"
            yield _update(one.id, after + 1, column, cells, fields)
        if one.filter and one.filter.get("range", {}).get("endRowIndex") == after:
            grown = {**one.filter, "range": {**one.filter["range"], "endRowIndex": after + count}}
            yield {"setBasicFilter": {"filter": grown}}


def _like_before(sheet: Sheet, one: Known, after: int, count: int) -> Iterator[Request]:
    def copied(first: int, last: int, kind: str) -> Request:
        columns = {"startColumnIndex": first, "endColumnIndex": last}
        source = {"sheetId": one.id, "startRowIndex": after - 1, "endRowIndex": after, **columns}
        target = {"sheetId": one.id, "startRowIndex": after, "endRowIndex": after + count, **columns}
        return {"copyPaste": {"source": source, "destination": target, "pasteType": kind}}

    for kind in ("PASTE_FORMAT", "PASTE_DATA_VALIDATION", "PASTE_CONDITIONAL_FORMATTING"):
        yield copied(0, one.columns, kind)
    for column in sorted(column for row, column in sheet.formulas if row == after):
        yield copied(column - 1, column, "PASTE_FORMULA")


def remark_requests(changes: TableChanges, known: Mapping[str, Known]) -> Iterator[Request]:
    for name, remarks in changes.remarks.items():
        for cell, words in remarks.items():
            row, column = position(cell)
            start = {"sheetId": known[name].id, "rowIndex": row - 1, "columnIndex": column - 1}
            rows = [{"values": [{"note": words} if words else {}]}]
            yield {"updateCells": {"start": start, "rows": rows, "fields": "note"}}


def _update(sheet: int, row: int, column: int, rows: Sequence[Sequence[CellValue]], fields: str) -> Request:
    start = {"sheetId": sheet, "rowIndex": row - 1, "columnIndex": column - 1}
    lines = [{"values": [cell_data(value, "numberFormat" in fields) for value in line]} for line in rows]
    return {"updateCells": {"start": start, "rows": lines, "fields": fields}}


def cell_data(value: CellValue, formatted: bool) -> Request:
    """A value as CellData, by its type and never by how it reads."""
    if value is None or value == "":
        return {}
    if isinstance(value, bool):
        return {"userEnteredValue": {"boolValue": value}}
    if isinstance(value, date | time):
        kind = "DATE_TIME" if isinstance(value, datetime) else "TIME" if isinstance(value, time) else "DATE"
        data: Request = {"userEnteredValue": {"numberValue": serial(value)}}
        return {**data, "userEnteredFormat": {"numberFormat": {"type": kind}}} if formatted else data
    if isinstance(value, int | float):
        return {"userEnteredValue": {"numberValue": value}}
    return {"userEnteredValue": {"stringValue": value}}


def position(name: str) -> tuple[int, int]:
    """(row, column) of "B7", counted from 1."""
    found = _NAME.fullmatch(name.upper())
    if found is None:
        raise Refused("no-such-cell", f"There is no cell {name!r}.", "Name it like B7.")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column
