"""Rows put below the last data row of a table: in its styles, with its calculated columns, and the areas that ended
there grown. What stands below stays clear of them: blank rows are used up to the last one, then it moves down."""

from __future__ import annotations

from collections.abc import Sequence

from npmsync_excel.calculated import calculated_columns
from npmsync_excel.cellrefs import LAST_ROW, area_name
from npmsync_excel.draft import Draft
from npmsync_excel.growing import grow
from npmsync_excel.newrows import Record, new_row, prepared_row
from npmsync_excel.opensheet import OpenSheet, open_sheet
from npmsync_excel.shifting import shift_down
from npmsync_excel.tableend import is_header, last_data_row, next_content


def append(draft: Draft, name: str, records: Sequence[Record], after: int | None) -> None:
    """Appends the records (column -> value) below row `after`, or below the last data row found. Raises Refused, with
    what stands in the way, where that cannot be done without loss."""
    sheet = open_sheet(draft, name)
    last = last_data_row(sheet.scan, sheet.guards) if after is None else after
    _check_place(sheet, last, len(records))
    sheet = _make_room(sheet, last, len(records))
    formulas = {} if is_header(sheet.scan, sheet.guards, last) else calculated_columns(sheet, last)
    texts: dict[int, str] = {}
    for number, record in enumerate(records, last + 1):
        if number in sheet.scan.rows:
            texts[number] = prepared_row(sheet, last, number, record)
        else:
            texts[number] = new_row(sheet, last, number, record, formulas)
    new = {number: list(record) for number, record in enumerate(records, last + 1)}
    sheet.put_rows(texts, new)
    grow(sheet, last, len(records))


def _check_place(sheet: OpenSheet, last: int, count: int) -> None:
    if not 0 <= last <= LAST_ROW - count:
        raise sheet.refused("no-room", "there is no row left below the table.", "Begin a new sheet.")
    for pivot in sheet.guards.pivots:
        if pivot.last_row > last:
            raise sheet.refused(
                "no-room", "rows cannot be added above a pivot table.", "Move the pivot table to another sheet."
            )
    for table in sheet.guards.tables:
        if table.totals_rows and table.place.first_row <= last <= table.place.last_row:
            raise sheet.refused(
                "no-room",
                f"the table has a totals row (row {table.place.last_row}), and rows are added only below the last one.",
                "Turn the totals row off in Excel (Table Design, Total Row), or insert the rows there by hand.",
            )
    for place in sheet.guards.merges:
        if place.first_row <= last < place.last_row:
            raise sheet.refused(
                "no-room", f"the merged cells {area_name(place)} go on below row {last}.", "Unmerge them in Excel."
            )


def _make_room(sheet: OpenSheet, last: int, count: int) -> OpenSheet:
    """Moves what stands below down where the blank rows do not suffice; one blank row stays where there was one."""
    below = next_content(sheet, last)
    if below is None:
        return sheet
    missing = count - max(below.row - last - 2, 0)
    if missing <= 0:
        return sheet
    if reason := shift_down(sheet, below.row, missing):
        raise sheet.refused(
            "no-room",
            f'there is no room below row {last} for {count} new rows: row {below.row} holds "{below.label}", and it is '
            f"not moved down, because {reason}.",
            f"Insert {missing} blank rows above row {below.row} in Excel, then run this again.",
        )
    sheet.draft.notes.append(f"{sheet.name}: the rows from {below.row} on were moved down by {missing}.")
    return open_sheet(sheet.draft, sheet.name)
