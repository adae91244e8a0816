"""The text of one appended row: a new one like the last data row, or one already there that was prepared blank."""

from __future__ import annotations

import re
from collections.abc import Mapping

from npmsync.ports import CellValue
from npmsync_excel.cellwriting import style_of
from npmsync_excel.formulas import moved_down
from npmsync_excel.opensheet import OpenSheet
from npmsync_excel.rowediting import edited_row, missing_style, with_cells
from npmsync_excel.scan import cells_of
from npmsync_excel.tableend import is_header

Record = Mapping[int, CellValue]
_NOT_INHERITED = re.compile(r"""\s+(?:hidden|collapsed|outlineLevel|spans)\s*=\s*(?:"[^"]*"|'[^']*')""")
_NUMBER = re.compile(r"""(\sr\s*=\s*)(?:"\d+"|'\d+')""")


def prepared_row(sheet: OpenSheet, last: int, number: int, record: Record) -> str:
    """A row that is already there, blank but for styles and formulas: it gets the values, and the last row's styles
    for cells that it lacks."""
    present = {cell.column for cell in sheet.scan.cells(number)}
    row = edited_row(sheet, number, {column: value for column, value in record.items() if column in present})
    styles = _styles(sheet, last)
    new = {}
    for column, value in record.items():
        if column in present or value is None or value == "":
            continue
        sheet.check_cell(number, column, None)
        style = styles[column] if column in styles else missing_style(sheet.scan, number, column)
        new[column] = sheet.writer.cell(number, column, style, value)
        sheet.wrote(number, column)
    prefix = sheet.scan.prefix
    return with_cells(row, prefix, list(cells_of(row, prefix)), new)


def new_row(sheet: OpenSheet, last: int, number: int, record: Record, formulas: Mapping[int, str]) -> str:
    """A row like the last data row: its height, its cells' styles, its calculated columns (column -> the formula of row
    `last`) moved down. A value given for a calculated column is written in its place."""
    styles = _styles(sheet, last)
    cells = []
    for column in sorted({*styles, *record}):
        value = None if record.get(column) == "" else record.get(column)
        if value is None and sheet.guards.against(number, column, None):
            continue
        sheet.check_cell(number, column, None)
        style = styles[column] if column in styles else missing_style(sheet.scan, last + 1, column)
        if value is None and column in formulas:
            moved = moved_down(formulas[column], number - last)
            cells.append(sheet.writer.formula(number, column, style, moved))
            sheet.wrote(number, column)
            continue
        if value is None and column not in styles:
            continue
        cells.append(sheet.writer.cell(number, column, style, value))
        if value is not None:
            sheet.wrote(number, column)
    return f"{_start_tag(sheet, last, number)}{''.join(cells)}</{sheet.scan.prefix}row>"


def _styles(sheet: OpenSheet, last: int) -> dict[int, int]:
    """Column -> style of the last data row's cells; a header is no model for data."""
    if is_header(sheet.scan, sheet.guards, last):
        return {}
    return {cell.column: style_of(cell.given) for cell in sheet.scan.cells(last)}


def _start_tag(sheet: OpenSheet, last: int, number: int) -> str:
    """The last data row's start tag with this number, without what was that row's alone (hidden by a filter)."""
    old, begin = sheet.scan.row_text(last), f"<{sheet.scan.prefix}row"
    if not old or is_header(sheet.scan, sheet.guards, last):
        return f'{begin} r="{number}">'
    tag = _NOT_INHERITED.sub("", old[: old.index(">") + 1])
    tag = tag.removesuffix("/>").rstrip() + ">" if tag.endswith("/>") else tag
    if not _NUMBER.search(tag):
        return f'{begin} r="{number}"{tag[len(begin) :]}'
    return _NUMBER.sub(rf'\g<1>"{number}"', tag, count=1)
