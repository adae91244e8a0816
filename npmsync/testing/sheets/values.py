"""The values collection: get, batchGet, update, batchUpdate, append, clear.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values
"""

from __future__ import annotations

from typing import Any

from npmsync.testing.sheets import a1, rendering
from npmsync.testing.sheets.a1 import Range
from npmsync.testing.sheets.book import Book, SheetData, put_value, trimmed
from npmsync.testing.sheets.refusals import bad

INPUT = ("RAW", "USER_ENTERED")


def get(book: Book, text: str, query: dict[str, str]) -> dict[str, Any]:
    """A ValueRange. `majorDimension`, `valueRenderOption` and `dateTimeRenderOption` as documented for
    https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/get."""
    sheet, area = _place(book, text)
    first, last, left, right = area.within(sheet.row_count, sheet.column_count)
    option = query.get("valueRenderOption", "FORMATTED_VALUE")
    times = query.get("dateTimeRenderOption", "SERIAL_NUMBER")
    rows = [
        [_shown(sheet, r, c, option, times) for c in range(left, min(right, len(sheet.rows[r])))]
        for r in range(first, min(last, len(sheet.rows)))
    ]
    values = list(trimmed(rows))
    if query.get("majorDimension") == "COLUMNS":
        width = max((len(row) for row in values), default=0)
        values = list(trimmed([[row[c] if c < len(row) else "" for row in values] for c in range(width)]))
    found: dict[str, Any] = {
        "range": a1.write(sheet.title, first, last, left, right),
        "majorDimension": query.get("majorDimension", "ROWS"),
    }
    return {**found, "values": values} if values else found


def update(book: Book, text: str, body: dict[str, Any], query: dict[str, str], by: str) -> dict[str, Any]:
    """https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/update: null leaves a
    cell alone, "" empties it; the answer says `updatedRange` and, with `includeValuesInResponse`, what stands there
    now, by `responseValueRenderOption`."""
    option = query.get("valueInputOption", "")
    if option not in INPUT:
        raise bad("'valueInputOption' is required but not specified")
    sheet, area = _place(book, text)
    return _put(book, sheet, area.first_row, area.first_column, body, option, query, by)


def append(book: Book, text: str, body: dict[str, Any], query: dict[str, str], by: str) -> dict[str, Any]:
    """https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/append: the values go
    below the last row of the table found in the range; `updates.updatedRange` says where they went."""
    option = query.get("valueInputOption", "")
    if option not in INPUT:
        raise bad("'valueInputOption' is required but not specified")
    sheet, area = _place(book, text)
    last = sheet.last_row()
    count = len(body.get("values", []))
    if query.get("insertDataOption") == "INSERT_ROWS":
        sheet.insert_rows(last, count, True)
    grid = sheet.properties["gridProperties"]
    grid["rowCount"] = max(grid["rowCount"], last + count)
    book.check_size("request")
    updates = _put(book, sheet, last, area.first_column, body, option, query, by)
    return {"spreadsheetId": book.id, "updates": updates}


def clear(book: Book, text: str, by: str) -> dict[str, Any]:
    """https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/clear: values alone."""
    sheet, area = _place(book, text)
    sheet.check_editor(area, by, book.owner)
    first, last, left, right = area.within(sheet.row_count, sheet.column_count)
    for row in range(first, min(last, len(sheet.rows))):
        for cell in sheet.rows[row][left:right]:
            if cell:
                put_value(cell, None)
    book.revision += 1
    return {"spreadsheetId": book.id, "clearedRange": a1.write(sheet.title, first, last, left, right)}


def _put(
    book: Book,
    sheet: SheetData,
    row: int,
    column: int,
    body: dict[str, Any],
    option: str,
    query: dict[str, str],
    by: str,
) -> dict[str, Any]:
    values = body.get("values", [])
    width = max((len(line) for line in values), default=0)
    if row + len(values) > sheet.row_count or column + width > sheet.column_count:
        raise bad(f"Range ({sheet.title}!{a1.letters(column + 1)}{row + 1}) exceeds grid limits.")
    sheet.check_editor(Range(row, row + len(values), column, column + width), by, book.owner)
    count = 0
    for r, line in enumerate(values, row):
        for c, value in enumerate(line, column):
            if value is None:
                continue
            entered, kind = rendering.typed(value, option)
            cell = sheet.at(r, c)
            put_value(cell, entered)
            if kind:
                cell.setdefault("userEnteredFormat", {})["numberFormat"] = {"type": kind}
            count += 1
    book.revision += 1
    where = a1.write(sheet.title, row, row + max(len(values), 1), column, column + max(width, 1))
    said: dict[str, Any] = {
        "spreadsheetId": book.id,
        "updatedRange": where,
        "updatedRows": len(values),
        "updatedColumns": width,
        "updatedCells": count,
    }
    if str(query.get("includeValuesInResponse", "")).lower() == "true":
        shown = {"valueRenderOption": query.get("responseValueRenderOption", "FORMATTED_VALUE")}
        said["updatedData"] = get(book, where, shown)
    return said


def batch_update(book: Book, body: dict[str, Any], by: str) -> dict[str, Any]:
    """https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/batchUpdate"""
    query = {name: str(value) for name, value in body.items() if name != "data"}
    answers = [update(book, part["range"], part, query, by) for part in body.get("data", [])]
    totals = {
        f"totalUpdated{what}": sum(answer[f"updated{what}"] for answer in answers)
        for what in ("Rows", "Columns", "Cells")
    }
    return {"spreadsheetId": book.id, **totals, "responses": answers}


def _place(book: Book, text: str) -> tuple[SheetData, Range]:
    try:
        name, area = a1.parse(text, [sheet.title for sheet in book.sheets])
        return (book.named(name) if name is not None else book.sheets[0]), area
    except (ValueError, KeyError):
        raise bad(f"Unable to parse range: {text}") from None


def _shown(sheet: SheetData, row: int, column: int, option: str, times: str) -> Any:
    value = (sheet.cell(row, column) or {}).get("userEnteredValue")
    if option == "FORMULA" and value and "formulaValue" in value:
        return value["formulaValue"]
    return rendering.rendered(sheet.effective(row, column), sheet.kind(row, column), option, times)
