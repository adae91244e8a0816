"""What stood in the cells when we wrote them.

The Sheets API has no "write only if it still says so", and people type at the same time. So the batch that writes first
copies the columns that it will write into a hidden sheet of its own, the witness: batches are carried out whole and in
order, so the copy is what stood there at that very moment, and it comes back with the batch's own answer. A cell that
then held something else than was read, or whose row had moved, is put back from the copy. The witness goes with the
next batch; one that was left by a run that died says in its last column what was read and written, so that the next
run can still put things right. It also tells whether a batch was carried out whose answer was lost.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, time
from email.utils import parsedate_to_datetime
from typing import Any

from npmsync.ports import CellValue, Workbook
from npmsync_gsheets.batching import Put, Request
from npmsync_gsheets.grid import WITNESS, Known, serial

STALE_SECONDS = 180
"""A write takes seconds; a witness older than this was left behind."""
_CHUNK = 40_000


@dataclass(frozen=True, slots=True)
class Witness:
    """`spans`: (sheet's id, column, first row, last row), one for each column of the witness. `cells`: (sheet's id,
    row, column, what was read there, what was written)."""

    id: int
    title: str
    spans: tuple[tuple[int, int, int, int], ...]
    cells: tuple[tuple[int, int, int, Any, Any], ...]
    made: str = ""

    @property
    def rows(self) -> int:
        return max([1, *(last - first + 1 for _, _, first, last in self.spans), len(self._manifest())])

    @property
    def size(self) -> int:
        return self.rows * (len(self.spans) + 1)

    def requests(self) -> Iterator[Request]:
        """Makes the witness and copies what is about to be written over. `PASTE_FORMULA` takes constants as they are
        and formulas so that copying them back gives the same ones."""
        grid = {"rowCount": self.rows, "columnCount": len(self.spans) + 1}
        properties = {"sheetId": self.id, "title": self.title, "hidden": True, "gridProperties": grid}
        yield {"addSheet": {"properties": properties}}
        for number, (sheet, column, first, last) in enumerate(self.spans):
            yield _copy(sheet, first - 1, last, column - 1, self.id, 0, number)
        lines = [{"values": [{"userEnteredValue": {"stringValue": part}}]} for part in self._manifest()]
        start = {"sheetId": self.id, "rowIndex": 0, "columnIndex": len(self.spans)}
        yield {"updateCells": {"start": start, "rows": lines, "fields": "userEnteredValue"}}

    def put_back(self, cells: Sequence[tuple[int, int, int]]) -> Iterator[Request]:
        """Copies these cells (sheet's id, row, column) back from the witness."""
        for sheet, row, column in cells:
            number, first = self._of(sheet, row, column)
            yield _copy(self.id, row - first, row - first + 1, number, sheet, row - 1, column - 1)

    def following(self, cells: Sequence[tuple[int, int, int, Any, Any]]) -> Witness:
        """A witness for putting these cells back from this one: (sheet's id, row, column, what is to stand there, what
        is put back)."""
        return _made(cells, self.made)

    def removal(self) -> Request:
        return {"deleteSheet": {"sheetId": self.id}}

    def stood(self, tab: Mapping[str, Any]) -> dict[tuple[int, int, int], Any]:
        """(sheet's id, row, column) -> what stood there; a formula as its text."""
        lines = (tab.get("data") or [{}])[0].get("rowData", [])
        found = {}
        for sheet, row, column, _, _ in self.cells:
            number, first = self._of(sheet, row, column)
            line = lines[row - first].get("values", []) if row - first < len(lines) else []
            found[sheet, row, column] = _raw_of(line[number]) if number < len(line) else None
        return found

    def _of(self, sheet: int, row: int, column: int) -> tuple[int, int]:
        for number, (its, where, first, last) in enumerate(self.spans):
            if (its, where) == (sheet, column) and first <= row <= last:
                return number, first
        raise KeyError((sheet, row, column))

    def _manifest(self) -> list[str]:
        text = json.dumps({"made": self.made, "spans": self.spans, "cells": self.cells}, ensure_ascii=False)
        return [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)]


def witness_for(puts: Sequence[Put], workbook: Workbook, known: Mapping[str, Known], made: str) -> Witness:
    """A witness for these cells. `made` is the server's own date, so that no two clocks are compared."""
    sheets = {sheet.name: sheet.rows for sheet in workbook.sheets}
    cells = []
    for put in puts:
        one = known[put.sheet]
        if put.row > one.rows or put.column > one.columns:
            continue  # the sheet is made larger for it: nothing can have stood there
        rows = sheets[put.sheet]
        row = rows[put.row - 1] if put.row <= len(rows) else ()
        was = row[put.column - 1] if put.column <= len(row) else None
        cells.append((one.id, put.row, put.column, raw(was), raw(put.value)))
    return _made(cells, made)


def _made(cells: Sequence[tuple[int, int, int, Any, Any]], made: str) -> Witness:
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for sheet, row, column, _, _ in cells:
        first, last = spans.get((sheet, column), (row, row))
        spans[sheet, column] = min(first, row), max(last, row)
    number = secrets.randbelow(2**30) + 2**29
    listed = tuple((sheet, column, first, last) for (sheet, column), (first, last) in spans.items())
    return Witness(number, f"{WITNESS}{number:x}", listed, tuple(cells), made)


def left_behind(answer: Mapping[str, Any], now: str) -> Iterator[tuple[Witness, Mapping[str, Any]]]:
    """The witnesses of runs that died, each with its tab; those that may still be at work are left alone."""
    for tab in answer.get("sheets", ()):
        if not tab["properties"]["title"].startswith(WITNESS):
            continue
        lines = (tab.get("data") or [{}])[0].get("rowData", [])
        last = tab["properties"].get("gridProperties", {}).get("columnCount", 1) - 1
        cells_of = [line.get("values", []) for line in lines]
        texts = [cells[last].get("effectiveValue", {}) for cells in cells_of if len(cells) > last]
        try:
            said = json.loads("".join(text.get("stringValue", "") for text in texts))
            if _seconds(said["made"], now) < STALE_SECONDS:
                continue
            spans, cells = (tuple(tuple(one) for one in said[name]) for name in ("spans", "cells"))
        except (ValueError, KeyError, IndexError):
            continue
        properties = tab["properties"]
        yield Witness(properties["sheetId"], properties["title"], spans, cells, said["made"]), tab


def _seconds(earlier: str, later: str) -> float:
    """Between two dates of HTTP headers (RFC 9110 section 5.6.7)."""
    first, last = (parsedate_to_datetime(text) for text in (earlier, later))
    return (last.astimezone(UTC) - first.astimezone(UTC)).total_seconds()


def raw(value: CellValue) -> Any:
    """A value as the API holds it: dates are numbers."""
    if isinstance(value, date | time):
        return float(serial(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return value or None if isinstance(value, str) else value


def _raw_of(cell: Mapping[str, Any]) -> Any:
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    if formula is not None:
        return formula
    value = cell.get("effectiveValue", {})
    if "numberValue" in value:
        return float(value["numberValue"])
    return value.get("stringValue", value.get("boolValue")) or (False if value.get("boolValue") is False else None)


def _copy(source: int, row: int, last: int, column: int, target: int, to_row: int, to_column: int) -> Request:
    return {
        "copyPaste": {
            "source": {
                "sheetId": source,
                "startRowIndex": row,
                "endRowIndex": last,
                "startColumnIndex": column,
                "endColumnIndex": column + 1,
            },
            "destination": {
                "sheetId": target,
                "startRowIndex": to_row,
                "endRowIndex": to_row + last - row,
                "startColumnIndex": to_column,
                "endColumnIndex": to_column + 1,
            },
            "pasteType": "PASTE_FORMULA",
        }
    }
