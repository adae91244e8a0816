"""The spreadsheet as `spreadsheets.get` gives it, with `includeGridData`, `ranges` and a field mask.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/get: grid data is left out unless it
is asked for, and the parameter is ignored where a field mask was set, which then says what is wanted.
"""

from __future__ import annotations

from typing import Any

from npmsync.testing.sheets import a1, masks, rendering
from npmsync.testing.sheets.a1 import Range
from npmsync.testing.sheets.book import Book, SheetData
from npmsync.testing.sheets.masks import Tree
from npmsync.testing.sheets.refusals import bad


def spreadsheet(book: Book, mask: str | None, grid: bool, ranges: list[str]) -> dict[str, Any]:
    """The resource. Raises the API's error for a mask or a range that cannot be read."""
    try:
        tree = masks.parse(mask) if mask else {}
        wanted = [a1.parse(text, [sheet.title for sheet in book.sheets]) for text in ranges]
    except ValueError as error:
        raise bad(f"Unable to parse range: {error}") from None
    cells = tree.get("sheets", {}).get("data") if tree else None
    with_cells = (cells is not None or (bool(tree) and tree.get("sheets") == {})) if tree else grid
    whole: dict[str, Any] = {
        "spreadsheetId": book.id,
        "properties": {"title": book.title, "locale": book.locale, "timeZone": book.timezone},
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{book.id}/edit",
    }
    top = {name: below for name, below in tree.items() if name != "sheets"}
    found = masks.apply(top, whole) if top else ({} if tree else whole)
    if not tree or "sheets" in tree:
        below = tree.get("sheets", {})
        found["sheets"] = [
            _sheet(sheet, below, with_cells, areas)
            for sheet in book.sheets
            for areas in [[area for name, area in wanted if (name or book.sheets[0].title) == sheet.title]]
            if areas or not wanted
        ]
    return found


def _sheet(sheet: SheetData, tree: Tree, with_cells: bool, areas: list[Range]) -> dict[str, Any]:
    said: dict[str, Any] = {"properties": sheet.properties}
    for name, value in (
        ("merges", [{"sheetId": sheet.id, **area} for area in sheet.merges]),
        ("protectedRanges", sheet.protections),
        ("basicFilter", sheet.basic_filter),
        ("conditionalFormats", sheet.conditional),
    ):
        if value:
            said[name] = value
    out: dict[str, Any] = masks.apply({n: b for n, b in tree.items() if n != "data"}, said) if tree else dict(said)
    if with_cells:
        out["data"] = [_data(sheet, tree.get("data", {}), area) for area in areas or [Range()]]
    return out


def _data(sheet: SheetData, tree: Tree, area: Range) -> dict[str, Any]:
    first, last, left, right = area.within(sheet.row_count, sheet.column_count)
    out: dict[str, Any] = {}
    if first:
        out["startRow"] = first
    if left:
        out["startColumn"] = left
    if not tree or "rowData" in tree:
        wanted = tree.get("rowData", {}).get("values", {})
        rows = [_row(sheet, r, left, right, wanted) for r in range(first, min(last, len(sheet.rows)))]
        while rows and not rows[-1]:
            rows.pop()
        out["rowData"] = [{"values": row} if row else {} for row in rows]
    for name, hidden, start, end in (
        ("rowMetadata", sheet.hidden_rows, first, last),
        ("columnMetadata", sheet.hidden_columns, left, right),
    ):
        if not tree or name in tree:
            listed = [{"hiddenByUser": True} if number in hidden else {} for number in range(start, end)]
            out[name] = listed if any(listed) or not tree else []
    return out


def _row(sheet: SheetData, row: int, left: int, right: int, tree: Tree) -> list[dict[str, Any]]:
    cells = [_cell(sheet, row, column, tree) for column in range(left, min(right, len(sheet.rows[row])))]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _cell(sheet: SheetData, row: int, column: int, tree: Tree) -> dict[str, Any]:
    cell = sheet.rows[row][column]
    if not cell:
        return {}
    value = cell.get("userEnteredValue")
    effective = sheet.effective(row, column) if value and "formulaValue" in value else value
    out: dict[str, Any] = {}
    if tree:
        # The parts that every reader asks for, without the general way: a sheet of 90,000 cells is read in a moment.
        if effective is not None and "effectiveValue" in tree:
            out["effectiveValue"] = effective
        for name, below in tree.items():
            stored = "userEnteredFormat" if name == "effectiveFormat" else name
            if name in ("effectiveValue", "formattedValue") or stored not in cell:
                continue
            part = masks.apply(below, cell[stored])
            if part not in ({}, None):
                out[name] = part
    else:
        out = {**cell, **({"effectiveValue": effective} if effective is not None else {})}
    if effective is not None and (not tree or "formattedValue" in tree):
        out["formattedValue"] = rendering.rendered(effective, sheet.kind(row, column), "FORMATTED_VALUE", "")
    return out
