"""Rows put below the last data row of a table: in its styles, with its calculated columns, and the areas that ended
there grown. What stands below stays clear of them: blank rows are used up to the last one, then it moves down."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from npmsync.ports import CellValue
from npmsync_excel.calculated import calculated_columns
from npmsync_excel.cellrefs import LAST_ROW, area_name, name
from npmsync_excel.cellwriting import style_of
from npmsync_excel.draft import Draft
from npmsync_excel.formulas import moved_down
from npmsync_excel.growing import grow
from npmsync_excel.guards import Guards, guards_of
from npmsync_excel.rowediting import edited_row, missing_style, with_cells
from npmsync_excel.scan import Scan, scan_sheet, spliced
from npmsync_excel.sheetframe import with_dimension
from npmsync_excel.shifting import shift_down
from npmsync_excel.tableend import is_header, last_data_row, next_content

Record = Mapping[int, CellValue]
_NOT_INHERITED = re.compile(r"""\s+(?:hidden|collapsed|outlineLevel|spans)\s*=\s*(?:"[^"]*"|'[^']*')""")
_NUMBER = re.compile(r"""(\sr\s*=\s*)(?:"\d+"|'\d+')""")


def append(draft: Draft, sheet: str, records: Sequence[Record], after: int | None) -> None:
    """Appends the records (column -> value) below row `after`, or below the last data row found. Raises Refused, with
    what stands in the way, where that cannot be done without loss."""
    part = draft.sheet(sheet).part
    scan = scan_sheet(draft.text(part), draft.book.file, sheet)
    guards = guards_of(draft, sheet, scan)
    last = last_data_row(scan, guards) if after is None else after
    _check_place(draft, sheet, guards, last, len(records))
    scan = _make_room(draft, sheet, scan, last, len(records))
    guards = guards_of(draft, sheet, scan)
    formulas = {} if is_header(scan, guards, last) else calculated_columns(draft, sheet, scan, last)
    texts: dict[int, str] = {}
    for number, record in enumerate(records, last + 1):
        if number in scan.rows:
            texts[number] = _prepared_row(draft, sheet, scan, guards, last, number, record)
        else:
            texts[number] = _new_row(draft, sheet, scan, guards, last, number, record, formulas)
    new = {number: list(record) for number, record in enumerate(records, last + 1)}
    draft.put(part, with_dimension(spliced(scan, texts), new))
    grow(draft, sheet, guards, last, len(records))


def _check_place(draft: Draft, sheet: str, guards: Guards, last: int, count: int) -> None:
    if not 0 <= last <= LAST_ROW - count:
        raise draft.refused("no-room", sheet, "there is no row left below the table.", "Begin a new sheet.")
    for pivot in guards.pivots:
        if pivot.last_row > last:
            raise draft.refused(
                "no-room", sheet, "rows cannot be added above a pivot table.", "Move the pivot table to another sheet."
            )
    for table in guards.tables:
        if table.totals_rows and table.place.first_row <= last <= table.place.last_row:
            raise draft.refused(
                "no-room",
                sheet,
                f"the table has a totals row (row {table.place.last_row}), and rows are added only below the last one.",
                "Turn the totals row off in Excel (Table Design, Total Row), or insert the rows there by hand.",
            )
    for place in guards.merges:
        if place.first_row <= last < place.last_row:
            raise draft.refused(
                "no-room",
                sheet,
                f"the merged cells {area_name(place)} go on below row {last}.",
                "Unmerge them in Excel.",
            )


def _make_room(draft: Draft, sheet: str, scan: Scan, last: int, count: int) -> Scan:
    """Moves what stands below down where the blank rows do not suffice; one blank row stays where there was one."""
    below = next_content(draft, sheet, scan, last)
    if below is None:
        return scan
    gap = below.row - last - 1
    missing = count - max(gap - 1, 0)
    if missing <= 0:
        return scan
    if reason := shift_down(draft, sheet, scan, below.row, missing):
        raise draft.refused(
            "no-room",
            sheet,
            f'there is no room below row {last} for {count} new rows: row {below.row} holds "{below.label}", and it is '
            f"not moved down, because {reason}.",
            f"Insert {missing} blank row(s) above row {below.row} in Excel, then run this again.",
        )
    draft.notes.append(f"{sheet}: the rows from {below.row} on were moved down by {missing}.")
    return scan_sheet(draft.text(draft.sheet(sheet).part), draft.book.file, sheet)


def _prepared_row(draft: Draft, sheet: str, scan: Scan, guards: Guards, last: int, number: int, record: Record) -> str:
    """A row that is already there, blank but for styles and formulas: it gets the values, and the last row's styles
    for cells that it lacks."""
    writer = draft.writer(sheet, scan.prefix)
    present = {cell.column for cell in scan.cells(number)}
    there = {column: value for column, value in record.items() if column in present}
    row = edited_row(draft, sheet, scan, guards, number, there)
    styles = {cell.column: style_of(cell.given) for cell in scan.cells(last)}
    new = {}
    for column, value in record.items():
        if column in present or value is None or value == "":
            continue
        if against := guards.against(number, column, None):
            raise draft.refused("protected-cell", sheet, f"{name(number, column)} {against[0]}.", against[1])
        style = styles[column] if column in styles else missing_style(scan, number, column)
        new[column] = writer.cell(number, column, style, value)
        draft.wrote(sheet, name(number, column))
    return with_cells(row, scan.prefix, new)


def _new_row(
    draft: Draft,
    sheet: str,
    scan: Scan,
    guards: Guards,
    last: int,
    number: int,
    record: Record,
    formulas: Mapping[int, str],
) -> str:
    """A row like the last data row: its height, its cells' styles, its calculated columns moved down."""
    writer = draft.writer(sheet, scan.prefix)
    head, styles = _like(scan, guards, last, number)
    cells = {}
    for column in sorted({*styles, *record}):
        value = record.get(column)
        if against := guards.against(number, column, None):
            if value is None:
                continue
            raise draft.refused("protected-cell", sheet, f"{name(number, column)} {against[0]}.", against[1])
        style = styles.get(column, missing_style(scan, last, column))
        formula = formulas.get(column)
        if formula is not None and value is None:
            cells[column] = writer.formula(number, column, style, moved_down(formula, number - last))
            draft.wrote(sheet, name(number, column))
        else:
            cells[column] = writer.cell(number, column, style, value)
            if value is not None:
                draft.wrote(sheet, name(number, column))
    return f"{head}{''.join(cells.values())}</{scan.prefix}row>"


def _like(scan: Scan, guards: Guards, last: int, number: int) -> tuple[str, dict[int, int]]:
    """A row's start tag and its cells' styles, taken from the last data row; a header is no model for data."""
    old = scan.row_text(last)
    if not old or is_header(scan, guards, last):
        return f'<{scan.prefix}row r="{number}">', {}
    tag = _NOT_INHERITED.sub("", old[: old.index(">") + 1])
    tag = tag.removesuffix("/>").rstrip() + ">" if tag.endswith("/>") else tag
    head = _NUMBER.sub(rf'\g<1>"{number}"', tag, count=1)
    if not _NUMBER.search(tag):
        head = f'<{scan.prefix}row r="{number}"{tag[len(f"<{scan.prefix}row") :]}'
    return head, {cell.column: style_of(cell.given) for cell in scan.cells(last)}
