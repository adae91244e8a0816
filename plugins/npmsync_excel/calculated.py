"""Columns whose cells are formulas that follow the row: what a new row's cell should hold."""

from __future__ import annotations

from npmsync_excel.cellrefs import name
from npmsync_excel.formulas import Unclear, moved_down
from npmsync_excel.markup import elements, unescape
from npmsync_excel.opensheet import OpenSheet
from npmsync_excel.scan import CellSpan, Scan


def calculated_columns(sheet: OpenSheet, last: int) -> dict[int, str]:
    """Column -> the formula of row `last`, for the columns in which it follows from the row above by moving down (or
    the row above has none). Where in doubt the column is left out, and a note says so."""
    scan = sheet.scan
    above = {cell.column: formula_of(scan, cell) for cell in scan.cells(last - 1)}
    found = {}
    for cell in scan.cells(last):
        if not cell.has_formula:
            continue
        formula = formula_of(scan, cell)
        before = above.get(cell.column)
        if formula is not None and (before is None or follows(before, formula, 1)):
            found[cell.column] = formula
        else:
            sheet.draft.notes.append(
                f"{sheet.name}: the formula in {name(last, cell.column)} does not simply follow the row above, so the "
                "new rows have none there."
            )
    return found


def follows(formula: str, other: str, rows: int) -> bool:
    """Whether `other` is the formula as it reads `rows` rows further down."""
    try:
        return moved_down(formula, rows) == other
    except Unclear:
        return False


def formula_of(scan: Scan, cell: CellSpan) -> str | None:
    """A cell's own formula; a shared one worked out from the cell that states it (18.3.1.40); None for others."""
    found = next(elements(cell.body, "f"), None)
    if found is None:
        return None
    kind = found.attributes.get("t", "normal")
    if kind == "normal":
        return unescape(found.body) or None
    if kind != "shared":
        return None
    stated = unescape(found.body)
    if stated and "ref" in found.attributes:
        return stated
    return _from_shared(scan, cell, found.attributes.get("si", ""))


def _from_shared(scan: Scan, cell: CellSpan, index: str) -> str | None:
    """Only one that runs down the same column: then no column has to move."""
    row = _row_of(cell)
    for number in reversed([number for number in scan.rows if number < row]):
        other = scan.cell(number, cell.column)
        found = next(elements(other.body, "f"), None) if other else None
        if found is None or found.attributes.get("si") != index:
            return None
        if found.body:
            try:
                return moved_down(unescape(found.body), row - number)
            except Unclear:
                return None
    return None


def _row_of(cell: CellSpan) -> int:
    return int("".join(letter for letter in cell.attributes.get("r", "A0") if letter.isdigit()))
