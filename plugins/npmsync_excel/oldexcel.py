"""Excel 97-2003 workbooks through python-calamine: values and merged cells."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from npmsync.errors import Refused
from npmsync.ports import Area, CellValue, Sheet, Visibility, Workbook
from npmsync_excel.container import FILE_LIMIT, open_container
from npmsync_excel.kinds import holds_old_workbook, read_bytes, refuse_other_kinds

_NOTE = "An older Excel workbook (.xls): it is read, and cannot be written; save it as .xlsx to have it kept in step."


def read_old_workbook(path: Path) -> Workbook:
    """Raises Refused for what is no .xls workbook, with its real kind."""
    data = read_bytes(path, FILE_LIMIT)
    if not holds_old_workbook(data):
        refuse_other_kinds(path.name, data)
        open_container(path)
        raise Refused(
            "not-a-workbook", f"{path.name} is an .xlsx workbook under another ending.", "Rename it to end in .xlsx."
        )
    from python_calamine import CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            sheets = tuple(_sheet(book, meta) for meta in book.sheets_metadata if "WorkSheet" in str(meta.typ))
    except BaseException as error:
        # Of a spoiled file the library raises whatever it stumbles over; where its Rust stops short, what comes out is
        # no Exception to Python (pyo3's PanicException).
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise Refused(
            "damaged-file", f"{path.name} is damaged: it cannot be read as .xls.", "Open it in Excel and save as .xlsx."
        ) from error
    return Workbook(sheets, hashlib.sha256(data).hexdigest(), (_NOTE,))


def _sheet(book: Any, meta: Any) -> Sheet:
    rows: list[list[CellValue]] = []
    sheet = book.get_sheet_by_name(meta.name)
    for row in sheet.to_python(skip_empty_area=False):
        values = [_value(value) for value in row]
        while values and values[-1] is None:
            values.pop()
        rows.append(values)
    while rows and not rows[-1]:
        rows.pop()
    state = str(meta.visible).rpartition(".")[2]
    shown = {"Hidden": Visibility.HIDDEN, "VeryHidden": Visibility.VERY_HIDDEN}.get(state, Visibility.VISIBLE)
    return Sheet(meta.name, rows, merges=tuple(_merges(sheet)), visibility=shown)


def _merges(sheet: Any) -> Iterator[Area]:
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        yield Area(top + 1, left + 1, bottom + 1, right + 1)


def _value(value: Any) -> CellValue:
    if isinstance(value, timedelta):
        return value.total_seconds() / 86_400
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, datetime) and value.time() == time():
        return date(value.year, value.month, value.day)
    return value if value != "" else None
