"""A new column's header put beside a table, and what ends there on its left widened by that column: a named table and
a filter sort their own columns only, and one that stood outside would stay behind when the rows are sorted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from npmsync.ports import Area
from npmsync_excel.cellrefs import area, area_name, name
from npmsync_excel.cellrefs import cell as cell_place
from npmsync_excel.cellwriting import style_of
from npmsync_excel.draft import Draft
from npmsync_excel.edits import Edit, Edited
from npmsync_excel.guards import TablePart
from npmsync_excel.markup import elements, escape, tags, unescape
from npmsync_excel.opensheet import OpenSheet, open_sheet
from npmsync_excel.rowediting import with_cells
from npmsync_excel.scan import cells_of

_REF = re.compile(r"""(<(?:[\w.-]+:)?(?:table|autoFilter)\s[^>]*?\bref\s*=\s*["'])([A-Za-z0-9:$]+)""")
_COLUMNS = re.compile(r"(<((?:[\w.-]+:)?)tableColumns)(?=[\s>])[^>]*>(.*?)(</\2tableColumns\s*>)", re.DOTALL)


def widen(draft: Draft, sheet_name: str, headers: Mapping[str, str]) -> None:
    """Puts each header (cell -> words) into its empty cell. Raises Refused where something stands there already, or a
    table's columns are not ours to add to."""
    for reference, words in headers.items():
        row, column = cell_place(reference)
        sheet = open_sheet(draft, sheet_name)
        _put_header(sheet, row, column, words)
        for table in sheet.guards.tables:
            if table.header_rows and _ends_beside(table.place, row, column):
                _widen_table(sheet, table, words)
            elif table.place.first_column <= column <= table.place.last_column:
                raise sheet.refused(
                    "occupied",
                    f"a new column at {reference} would run into the table {area_name(table.place)}.",
                    "Insert an empty column there in Excel, then run this again.",
                )
        found = sheet.guards.autofilter
        if found is not None and _ends_beside(found, row, column):
            _widen_filter(draft, sheet, found)


def _ends_beside(place: Area, row: int, column: int) -> bool:
    return place.first_row == row and place.last_column == column - 1


def _wider(place: Area) -> Area:
    return replace(place, last_column=place.last_column + 1)


def _put_header(sheet: OpenSheet, row: int, column: int, words: str) -> None:
    old = sheet.scan.row_text(row)
    cells = list(cells_of(old, sheet.scan.prefix))
    here = next((cell for cell in cells if cell.column == column), None)
    if here is not None and (here.has_value or here.has_formula):
        raise sheet.refused(
            "occupied", f"{name(row, column)} is not empty.", "Insert an empty column there in Excel, then try again."
        )
    sheet.check_cell(row, column, here)
    beside = next((cell for cell in cells if cell.column == column - 1), None)
    style = style_of(beside.given) if beside is not None else 0
    new = sheet.writer.cell(row, column, style, words)
    prefix = sheet.scan.prefix
    sheet.put_rows({row: with_cells(old or f'<{prefix}row r="{row}"></{prefix}row>', prefix, cells, {column: new})},
                   {row: [column]})  # fmt: skip
    sheet.wrote(row, column)


def _widen_table(sheet: OpenSheet, table: TablePart, words: str) -> None:
    """One `tableColumn` more (18.5.1.3), and the areas (18.5.1.2, 18.3.1.2) one column wider."""
    text = sheet.draft.text(table.part)
    columns = _COLUMNS.search(text)
    if columns is None or 'tableType="queryTable"' in text or "<xmlColumnPr" in text:
        raise sheet.refused(
            "table-of-a-query",
            f"the table {area_name(table.place)} is filled by a query, so no column can be added to it.",
            "Add a column in Excel yourself and name it in npmsync.toml.",
        )
    given = [tag.attributes for tag in tags(columns[3], "tableColumn")]
    if words.casefold() in {one.get("name", "").casefold() for one in given}:
        raise sheet.refused("occupied", f"the table has a column {words!r} already.", "Rename it, or map it.")
    number = max((int(one["id"]) for one in given if one.get("id", "").isdigit()), default=0) + 1
    count = f'{columns[1]} count="{len(given) + 1}">'
    added = f'<{columns[2]}tableColumn id="{number}" name="{escape(words)}"/>'
    text = text[: columns.start()] + count + columns[3] + added + columns[4] + text[columns.end() :]
    sheet.draft.put(table.part, _REF.sub(_one_wider(table.place), text))


def _one_wider(place: Area):  # type: ignore[no-untyped-def]
    def new(found: re.Match[str]) -> str:
        old = area(found[2])
        return found[1] + (area_name(_wider(old)) if old.last_column == place.last_column else found[2])

    return new


def _widen_filter(draft: Draft, sheet: OpenSheet, place: Area) -> None:
    """The sheet's filter, and the hidden name that Excel keeps for it (18.2.5, _xlnm._FilterDatabase)."""
    text = draft.text(sheet.part)
    tail = text.rindex("sheetData")
    draft.put(sheet.part, Edited(text, (Edit(tail, len(text), _REF.sub(_one_wider(place), text[tail:])),)))
    book = draft.text(draft.book.part)
    for found in elements(book, "definedName"):
        local = found.attributes.get("localSheetId", "")
        mine = local.isdigit() and draft.book.sheets[int(local)].name == sheet.name
        if found.attributes.get("name") != "_xlnm._FilterDatabase" or not mine:
            continue
        before, _, where = unescape(found.body).rpartition("!")
        old = area(where)
        first, last = name(old.first_row, old.first_column), name(old.last_row, old.last_column + 1)
        absolute = ":".join(re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", one) for one in (first, last))
        begin = book.index(">", found.start) + 1
        book = book[:begin] + escape(f"{before}!{absolute}") + book[begin + len(found.body) :]
        break
    draft.put(draft.book.part, book)
