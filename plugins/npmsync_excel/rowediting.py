"""One row's text with some cells changed or added, everything else in it as it was."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from npmsync.ports import CellValue
from npmsync_excel.cellwriting import CellWriter, style_of
from npmsync_excel.markup import tags, truth
from npmsync_excel.opensheet import OpenSheet
from npmsync_excel.scan import CellSpan, Scan, cells_of

_SPANS = re.compile(r"""\s+spans\s*=\s*(?:"[^"]*"|'[^']*')""")


def edited_row(sheet: OpenSheet, row: int, values: Mapping[int, CellValue]) -> str:
    """The row with these columns' values. Raises Refused for a cell that may not be written."""
    scan, writer = sheet.scan, sheet.writer
    old = scan.row_text(row)
    cells = list(cells_of(old, scan.prefix))
    present = {cell.column: cell for cell in cells}
    new: dict[int, str] = {}
    for column, value in sorted(values.items()):
        cell = present.get(column)
        if cell is None and (value is None or value == ""):
            continue
        sheet.check_cell(row, column, cell)
        if cell is not None:
            _release(writer, cell)
            new[column] = writer.changed(f" {cell.given.strip()}", row, column, style_of(cell.given), value)
        else:
            new[column] = writer.cell(row, column, missing_style(scan, row, column), value)
        sheet.wrote(row, column)
    return (
        with_cells(old or f'<{scan.prefix}row r="{row}"></{scan.prefix}row>', scan.prefix, cells, new) if new else old
    )


def with_cells(row: str, prefix: str, present: Sequence[CellSpan], new: Mapping[int, str]) -> str:
    """A row's text, whose cells are `present`, with new ones (column -> text) in their place or between them."""
    if not new:
        return row
    end = row.index(">") + 1
    head = row[:end]
    if head.endswith("/>"):
        row, head = f"{head[:-2].rstrip()}></{prefix}row>", f"{head[:-2].rstrip()}>"
        end = len(head)
    if set(new) - {cell.column for cell in present}:
        head = _SPANS.sub("", head)  # only an optimisation (18.3.1.73), and it may no longer hold
    out, at = [head], end
    waiting = sorted(new)
    for cell in present:
        while waiting and waiting[0] < cell.column:
            out += [row[at : cell.start], new[waiting.pop(0)]]
            at = cell.start
        if waiting and waiting[0] == cell.column:
            out += [row[at : cell.start], new[waiting.pop(0)]]
            at = cell.end
    after = present[-1].end if present else end
    if waiting:
        out.append(row[at : max(at, after)])
        out += [new[column] for column in waiting]
        at = max(at, after)
    return "".join(out) + row[at:]


def missing_style(scan: Scan, row: int, column: int) -> int:
    """The style of a cell that is not there yet: its row's, else its column's, else that of the cell above where the
    two rows look alike (the neighbours to the left share a style)."""
    head = next(tags(scan.row_text(row), "row"), None)
    if head and truth(head.attributes.get("customFormat")):
        return int(head.attributes.get("s", "0"))
    for tag in tags(scan.text, "col", 0, scan.first):
        given = tag.attributes
        if given.get("style", "").isdigit() and int(given["min"]) <= column <= int(given["max"]):
            return int(given["style"])
    return _style_above(scan, row, column)


def _style_above(scan: Scan, row: int, column: int) -> int:
    above = {cell.column: style_of(cell.given) for cell in scan.cells(row - 1)}
    here = {cell.column: style_of(cell.given) for cell in scan.cells(row)}
    shared = [left for left in here if left in above]
    alike = shared and all(here[left] == above[left] for left in shared)
    return above.get(column, 0) if alike else 0


def _release(writer: CellWriter, cell: CellSpan) -> None:
    if writer.strings is not None and cell.attributes.get("t") == "s":
        writer.strings.released()
