"""Where a table's data ends, and what stands below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from npmsync_excel.calculated import follows, formula_of
from npmsync_excel.draft import Draft
from npmsync_excel.guards import Guards
from npmsync_excel.layout import read_layout
from npmsync_excel.markup import elements, unescape
from npmsync_excel.opensheet import OpenSheet
from npmsync_excel.scan import CellSpan, Scan


@dataclass(frozen=True, slots=True)
class Below:
    """The first row below a table that holds something, and what that is in words."""

    row: int
    label: str


def last_data_row(scan: Scan, guards: Guards) -> int:
    """The row to append below: the end of the sheet's only named table, else of its filter, else the last row that is
    at least half as full as the fullest; totals and legends are not."""
    filled = _full_rows(scan)
    if len(guards.tables) == 1:
        table = guards.tables[0]
        end = table.place.last_row - table.totals_rows
        first = table.place.first_row + table.header_rows
        return max((row for row in filled if first <= row <= end), default=first - 1)
    if guards.autofilter is not None:
        end = guards.autofilter.last_row
        inside = [row for row in filled if guards.autofilter.first_row <= row <= end]
        end = max(inside, default=guards.autofilter.first_row)
        while end + 1 in filled:
            end += 1
        return end
    return max(filled, default=0)


def first_data_row(scan: Scan, guards: Guards, last: int) -> int:
    """The first data row of the table that ends at row `last`: below the header of the named table or the filter that
    holds it, else below the first row at least half as full as the fullest, and below the frozen rows."""
    for table in guards.tables:
        if table.place.first_row <= last <= table.place.last_row:
            return table.place.first_row + table.header_rows
    if guards.autofilter is not None and guards.autofilter.first_row < last:
        return guards.autofilter.first_row + 1
    frozen = read_layout(scan.text[: scan.first], "").frozen_rows
    return max(min(_full_rows(scan), default=0), frozen if frozen < last else 0) + 1


def _full_rows(scan: Scan) -> list[int]:
    """The rows at least half as full as the fullest: headers and data, without titles, totals and legends."""
    signs = (f"<{scan.prefix}v>", f"<{scan.prefix}is")
    full = {
        number: sum(scan.text.count(sign, span.start, span.end) for sign in signs) for number, span in scan.rows.items()
    }
    enough = max(full.values(), default=0) / 2
    return [number for number, count in full.items() if count and count >= enough]


def is_header(scan: Scan, guards: Guards, row: int) -> bool:
    """Whether a row is known to be a header: of a named table, of the filter, or in the frozen rows."""
    if any(row == table.place.first_row and table.header_rows for table in guards.tables):
        return True
    if guards.autofilter is not None and row == guards.autofilter.first_row:
        return True
    return row <= read_layout(scan.text[: scan.first], "").frozen_rows


def next_content(sheet: OpenSheet, last: int) -> Below | None:
    """What stands below row `last`. Rows prepared for later (styles alone, or the last row's calculated columns without
    anything else) are blank."""
    scan = sheet.scan
    calculated = {cell.column: cell for cell in scan.cells(last) if cell.has_formula}
    found = None
    for number in scan.rows:
        if number > last:
            content = [cell for cell in scan.cells(number) if _is_content(scan, cell, number - last, calculated)]
            if content:
                found = Below(number, _label(sheet.draft, content[0]))
                break
    for place in read_layout("", scan.text[scan.last :]).merges:
        if place.first_row > last and (found is None or place.first_row < found.row):
            found = Below(place.first_row, "merged cells")
    return found


def _is_content(scan: Scan, cell: CellSpan, below: int, calculated: Mapping[int, CellSpan]) -> bool:
    """A formula is content unless it is the last data row's, `below` rows further down: a total is no prepared row."""
    if not cell.has_formula:
        return cell.has_value
    model = calculated.get(cell.column)
    if model is None:
        return True
    formula, other = formula_of(scan, model), formula_of(scan, cell)
    return formula is None or other is None or not follows(formula, other, below)


def _label(draft: Draft, cell: CellSpan) -> str:
    """What a cell shows, short."""
    value = next(elements(cell.body, "v"), None)
    if value is not None and cell.attributes.get("t") == "s" and draft.strings is not None and value.body.isdigit():
        return draft.strings.plain(int(value.body))[:60]
    text = next(elements(cell.body, "t"), value)
    return unescape(text.body)[:60] if text is not None else "a formula"
