"""`spreadsheets.batchUpdate`: the requests that trackers need.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/batchUpdate: they are applied in the
order given, and if one is not valid none is; with `includeSpreadsheetInResponse` the answer holds the spreadsheet as
it is after all of them. Each handler's request is described on
https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from npmsync.testing.sheets import masks
from npmsync.testing.sheets.a1 import Range
from npmsync.testing.sheets.book import Book, Cell, SheetData, put_value
from npmsync.testing.sheets.refusals import ApiError, bad

Request = dict[str, Any]


def batch(book: Book, requests: list[Request], by: str) -> list[dict[str, Any]]:
    """Carries out all requests or none; the replies, one for each request."""
    if not requests:
        raise bad("Must specify at least one request.")
    before, replies = book.snapshot(), []
    try:
        for number, request in enumerate(requests):
            if len(request) != 1:
                raise bad(f"Invalid value at 'requests[{number}]': exactly one kind of request is needed.")
            ((kind, what),) = request.items()
            handler = HANDLERS.get(kind)
            if handler is None:
                raise bad(f"Invalid requests[{number}]: this test server does not know {kind!r}.")
            replies.append(handler(book, what, by) or {})
            book.check_size(f"requests[{number}].{kind}")
    except ApiError:
        book.restore(before)
        raise
    book.revision += 1
    return replies


def _sheet(book: Book, sheet_id: int) -> SheetData:
    for sheet in book.sheets:
        if sheet.id == sheet_id:
            return sheet
    raise bad(f"No grid with id: {sheet_id}")


def _update_cells(book: Book, what: Request, by: str) -> None:
    """UpdateCellsRequest: `rows` from `start` or into `range`, the parts of the cells that `fields` names."""
    area = what.get("range")
    corner = {"rowIndex": "startRowIndex", "columnIndex": "startColumnIndex", "sheetId": "sheetId"}
    where = what["start"] if area is None else {name: area.get(part, 0) for name, part in corner.items()}
    sheet = _sheet(book, where.get("sheetId", 0))
    tree = masks.parse(what["fields"])
    row, column = where.get("rowIndex", 0), where.get("columnIndex", 0)
    lines = [line.get("values", []) for line in what.get("rows", [])]
    width = max((len(line) for line in lines), default=0)
    if row + len(lines) > sheet.row_count or column + width > sheet.column_count:
        raise bad("Invalid requests[0].updateCells: Attempting to write beyond the grid of the sheet.")
    sheet.check_editor(Range(row, row + len(lines), column, column + width), by, book.owner)
    for r, line in enumerate(lines, row):
        for c, data in enumerate(line, column):
            _put(sheet.at(r, c), data, tree)
    if area and not lines:
        first, last, left, right = Range.of(area).within(sheet.row_count, sheet.column_count)
        for r in range(first, min(last, len(sheet.rows))):
            for c in range(left, min(right, len(sheet.rows[r]))):
                _put(sheet.at(r, c), {}, tree)


def _put(cell: Cell, data: Cell, tree: masks.Tree) -> None:
    if not tree or "userEnteredValue" in tree:
        put_value(cell, data.get("userEnteredValue"))
    rest = {name: below for name, below in tree.items() if name != "userEnteredValue"}
    if rest:
        masks.put(rest, cell, data)
    elif not tree:
        cell.update(data)


def _repeat_cell(book: Book, what: Request, by: str) -> None:
    sheet, tree = _sheet(book, what["range"].get("sheetId", 0)), masks.parse(what["fields"])
    sheet.check_editor(Range.of(what["range"]), by, book.owner)
    first, last, left, right = Range.of(what["range"]).within(sheet.row_count, sheet.column_count)
    for row in range(first, last):
        for column in range(left, right):
            _put(sheet.at(row, column), copy.deepcopy(what["cell"]), tree)


def _insert(book: Book, what: Request, by: str) -> None:
    area = what["range"]
    sheet = _sheet(book, area.get("sheetId", 0))
    if area["dimension"] != "ROWS":
        raise bad("this test server inserts rows alone")
    start = area["startIndex"]
    if start > sheet.row_count:
        raise bad("Invalid requests[0].insertDimension: range.startIndex lies beyond the sheet.")
    inherit = bool(what.get("inheritFromBefore"))
    sheet.insert_rows(start, area["endIndex"] - start, inherit)


def _append_dimension(book: Book, what: Request, by: str) -> None:
    key = "rowCount" if what["dimension"] == "ROWS" else "columnCount"
    _sheet(book, what.get("sheetId", 0)).properties["gridProperties"][key] += what["length"]


def _delete_dimension(book: Book, what: Request, by: str) -> None:
    area = what["range"]
    _sheet(book, area.get("sheetId", 0)).delete_rows(area["startIndex"], area["endIndex"])


def _copy_paste(book: Book, what: Request, by: str) -> None:
    """CopyPasteRequest: a destination larger than the source is filled with copies. PASTE_VALUES takes what cells come
    to, without formats and formulas."""
    source, target = _sheet(book, what["source"].get("sheetId", 0)), _sheet(book, what["destination"].get("sheetId", 0))
    target.check_editor(Range.of(what["destination"]), by, book.owner)
    first, last, left, right = Range.of(what["source"]).within(source.row_count, source.column_count)
    to_first, to_last, to_left, to_right = Range.of(what["destination"]).within(target.row_count, target.column_count)
    high, wide = max(last - first, 1), max(right - left, 1)
    kind = what.get("pasteType", "PASTE_NORMAL")
    cells = [[source.cell(first + r, left + c) or {} for c in range(wide)] for r in range(high)]
    values = [[source.effective(first + r, left + c) for c in range(wide)] for r in range(high)]
    for r in range(max(to_last - to_first, high)):
        for c in range(max(to_right - to_left, wide)):
            cell, value = cells[r % high][c % wide], values[r % high][c % wide]
            if cell or target.cell(to_first + r, to_left + c):
                _paste(target.at(to_first + r, to_left + c), cell, value, kind)


def _paste(into: Cell, cell: Cell, value: dict[str, Any] | None, kind: str) -> None:
    if kind == "PASTE_VALUES":
        put_value(into, value)
    parts = {
        "PASTE_NORMAL": ("userEnteredValue", "userEnteredFormat", "note", "dataValidation", "textFormatRuns"),
        "PASTE_FORMAT": ("userEnteredFormat",),
        "PASTE_FORMULA": ("userEnteredValue",),
        "PASTE_DATA_VALIDATION": ("dataValidation",),
    }.get(kind, ())
    for part in parts:
        into.pop(part, None)
        if part in cell:
            into[part] = copy.deepcopy(cell[part])


def _add_sheet(book: Book, what: Request, by: str) -> Request:
    wanted = what.get("properties", {})
    title = wanted.get("title") or f"Sheet{len(book.sheets) + 1}"
    if any(sheet.title == title for sheet in book.sheets):
        raise bad(
            f'Invalid requests[0].addSheet: A sheet with the name "{title}" already exists. Please enter another name.'
        )
    if any(sheet.id == wanted.get("sheetId") for sheet in book.sheets):
        raise bad(f"Invalid requests[0].addSheet: Sheet ID {wanted['sheetId']} already exists.")
    sheet = book.add_sheet(title, sheet_id=wanted.get("sheetId"))
    grid = {**sheet.properties["gridProperties"], **wanted.get("gridProperties", {})}
    sheet.properties |= {**wanted, "title": title, "sheetId": sheet.id, "gridProperties": grid}
    return {"addSheet": {"properties": sheet.properties}}


def _delete_sheet(book: Book, what: Request, by: str) -> None:
    sheet = _sheet(book, what["sheetId"])
    if len(book.sheets) == 1:
        raise bad("Invalid requests[0].deleteSheet: You can't remove all the sheets in a document.")
    book.sheets.remove(sheet)


def _sheet_properties(book: Book, what: Request, by: str) -> None:
    sheet = _sheet(book, what["properties"].get("sheetId", 0))
    tree = masks.parse(what["fields"])
    if not tree:
        raise bad("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    masks.put(tree, sheet.properties, what["properties"])


def _book_properties(book: Book, what: Request, by: str) -> None:
    book.title = what["properties"].get("title", book.title)
    book.locale = what["properties"].get("locale", book.locale)


def _protect(book: Book, what: Request, by: str) -> Request:
    one = copy.deepcopy(what["protectedRange"])
    sheet = _sheet(book, one["range"].get("sheetId", 0))
    one["protectedRangeId"] = one.get("protectedRangeId") or 1000 + sum(len(s.protections) for s in book.sheets)
    users = one.setdefault("editors", {}).setdefault("users", [])
    if by not in users:
        users.append(by)  # whoever protects a range can always edit it
    sheet.protections.append(one)
    return {"addProtectedRange": {"protectedRange": one}}


def _update_protection(book: Book, what: Request, by: str) -> None:
    for sheet in book.sheets:
        for one in sheet.protections:
            if one["protectedRangeId"] == what["protectedRange"]["protectedRangeId"]:
                masks.put(masks.parse(what["fields"]), one, copy.deepcopy(what["protectedRange"]))
                return
    raise bad("No protected range with that id.")


def _validation(book: Book, what: Request, by: str) -> None:
    sheet = _sheet(book, what["range"].get("sheetId", 0))
    first, last, left, right = Range.of(what["range"]).within(sheet.row_count, sheet.column_count)
    for row in range(first, last):
        for column in range(left, right):
            cell = sheet.at(row, column)
            cell.pop("dataValidation", None)
            if "rule" in what:
                cell["dataValidation"] = what["rule"]


def _filter(book: Book, what: Request, by: str) -> None:
    _sheet(book, what["filter"]["range"].get("sheetId", 0)).basic_filter = copy.deepcopy(what["filter"])


def _merge(book: Book, what: Request, by: str) -> None:
    area = {name: value for name, value in what["range"].items() if name != "sheetId"}
    _sheet(book, what["range"].get("sheetId", 0)).merges.append(area)


def _dimension(book: Book, what: Request, by: str) -> None:
    area = what["range"]
    sheet = _sheet(book, area.get("sheetId", 0))
    hidden = sheet.hidden_rows if area["dimension"] == "ROWS" else sheet.hidden_columns
    if "hiddenByUser" in masks.parse(what["fields"]):
        numbers = set(range(area["startIndex"], area["endIndex"]))
        (hidden.update if what["properties"].get("hiddenByUser") else hidden.difference_update)(numbers)


def _conditional(book: Book, what: Request, by: str) -> None:
    _sheet(book, what["rule"]["ranges"][0].get("sheetId", 0)).conditional.append(what["rule"])


HANDLERS: dict[str, Callable[[Book, Request, str], Request | None]] = {
    "updateCells": _update_cells,
    "repeatCell": _repeat_cell,
    "insertDimension": _insert,
    "appendDimension": _append_dimension,
    "deleteDimension": _delete_dimension,
    "copyPaste": _copy_paste,
    "addSheet": _add_sheet,
    "deleteSheet": _delete_sheet,
    "updateSheetProperties": _sheet_properties,
    "updateSpreadsheetProperties": _book_properties,
    "addProtectedRange": _protect,
    "updateProtectedRange": _update_protection,
    "setDataValidation": _validation,
    "setBasicFilter": _filter,
    "mergeCells": _merge,
    "updateDimensionProperties": _dimension,
    "addConditionalFormatRule": _conditional,
}
