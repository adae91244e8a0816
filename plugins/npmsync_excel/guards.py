"""The cells of a sheet that are never written, and why: each refusal is a sentence a person can act on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from npmsync.ports import Area
from npmsync_excel.book import relations
from npmsync_excel.cellrefs import area, area_name, covers
from npmsync_excel.draft import Draft
from npmsync_excel.layout import read_layout
from npmsync_excel.markup import attributes, tags
from npmsync_excel.scan import CellSpan, Scan

_FILLING = re.compile(r"<(?:[\w.-]+:)?f(\s[^>]*\bref\s*=[^>]*)>")


@dataclass(frozen=True, slots=True)
class TablePart:
    """A named table: its part, its area, and how many of its rows at the top and the end are headers and totals."""

    part: str
    place: Area
    header_rows: int
    totals_rows: int


@dataclass(frozen=True, slots=True)
class Guards:
    """What lies on a sheet that cells and rows must heed."""

    tables: tuple[TablePart, ...]
    pivots: tuple[Area, ...]
    filled: tuple[Area, ...]
    """Areas of array formulas and data tables."""
    merges: tuple[Area, ...]
    autofilter: Area | None

    def against(self, row: int, column: int, cell: CellSpan | None) -> tuple[str, str] | None:
        """(what stands there, the way out) where the cell may not be written, else None."""
        if (cell and cell.has_formula) or any(covers(place, row, column) for place in self.filled):
            return "holds a formula", "Change what the formula is made of, or replace the formula in Excel yourself."
        if cell and {"cm", "vm"} & set(cell.attributes):
            return "holds a linked value or a picture", "Change it in Excel."
        for table in self.tables:
            if covers(table.place, row, column) and row < table.place.first_row + table.header_rows:
                return "is the header of a table", "Rename the column in Excel if that is meant."
            if covers(table.place, row, column) and row > table.place.last_row - table.totals_rows:
                return "is in the totals row of a table", "Change it in Excel."
        if any(covers(place, row, column) for place in self.pivots):
            return "is in a pivot table, which Excel fills itself", "Change the data that the pivot table shows."
        for place in self.merges:
            if covers(place, row, column) and (row, column) != (place.first_row, place.first_column):
                return f"is hidden inside the merged cells {area_name(place)}", "Write to their first cell, or unmerge."
        return None


def guards_of(draft: Draft, sheet: str, scan: Scan) -> Guards:
    """Reads what lies on a sheet from its part and the parts it refers to."""
    layout = read_layout(scan.text[: scan.first], scan.text[scan.last :])
    filled = []
    for found in (
        _FILLING.finditer(scan.text, scan.first, scan.last) if draft.has_formulas(draft.sheet(sheet).part) else ()
    ):
        given = attributes(found[1])
        if given.get("t") in ("array", "dataTable"):
            filled.append(area(given["ref"]))
    tables, pivots = [], []
    for relation in relations(draft.book.container, draft.sheet(sheet).part).values():
        if relation.kind == "table":
            tables.append(_table(relation.target, draft.text(relation.target)))
        elif relation.kind == "pivotTable":
            pivots.append(_pivot(draft.text(relation.target)))
    return Guards(tuple(tables), tuple(pivots), tuple(filled), layout.merges, layout.autofilter)


def _table(part: str, text: str) -> TablePart:
    given = next(tags(text, "table")).attributes
    return TablePart(part, area(given["ref"]), _count(given, "headerRowCount", 1), _count(given, "totalsRowCount", 0))


def _pivot(text: str) -> Area:
    """A pivot's area with its page filters, which lie above it with a blank row between (18.10.1.49)."""
    given = next(tags(text, "location")).attributes
    place = area(given["ref"])
    pages = _count(given, "rowPageCount", 0)
    top = max(1, place.first_row - pages - 1) if pages else place.first_row
    return Area(top, place.first_column, place.last_row, max(place.last_column, place.first_column + 1))


def _count(given: Mapping[str, str], name: str, default: int) -> int:
    return int(given[name]) if given.get(name, "").isdigit() else default
