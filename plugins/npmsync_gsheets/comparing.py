"""What was read beside what stands there after a write: which of our cells came into a row that is another one now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from npmsync.ports import Sheet, TableChanges, Workbook
from npmsync_gsheets.batching import Put
from npmsync_gsheets.grid import Known
from npmsync_gsheets.witness import Witness


def compared(
    witness: Witness,
    puts: Sequence[Put],
    stood: Mapping[tuple[int, int, int], Any],
    now: Mapping[int, Sheet],
    expected: Workbook,
    known: Mapping[str, Known],
    changes: TableChanges,
) -> tuple[list[tuple[int, int, int]], bool, bool]:
    """(the cells that were written in a row which is not as it was read; whether there were such rows; whether anything
    else was edited). Rows that were appended count as written: they are whole, wherever they stand."""
    wrong = {(sheet, row) for sheet, row, column, was, _ in witness.cells if stood[sheet, row, column] != was}
    ours, nothing = dict[tuple[int, int], set[int]](), set[int]()
    for put in puts:
        ours.setdefault((known[put.sheet].id, put.row), set()).add(put.column)
    edited = len(now) != len(expected.sheets)
    for before in expected.sheets:
        sheet, new = known[before.name].id, len(changes.rows.get(before.name, ()))
        after = changes.after.get(before.name, len(before.rows))
        there = now.get(sheet)
        last = max([len(before.rows), *(row for its, row in ours if its == sheet)])
        for row in range(1, last + 1):
            columns = ours.get((sheet, row), nothing)
            down = new if row > after else 0
            if there is None or not _alike(before, row, there, row + down, columns):
                edited = True
                if columns:
                    wrong.add((sheet, row))
        edited = edited or (there is not None and len(there.rows) > max(last, after) + new)
    missed = [(sheet, row, column) for sheet, row, column, _, _ in witness.cells if (sheet, row) in wrong]
    return [cell for cell in missed if cell[0] in now], bool(wrong), edited


def _alike(before: Sheet, row: int, now: Sheet, there: int, ours: set[int]) -> bool:
    """Whether a row says what it said, beside the cells that were written and formulas."""
    if not before.formulas and not now.formulas:  # nearly all sheets: quicker than taking each row apart
        old = before.rows[row - 1] if row <= len(before.rows) else ()
        new = now.rows[there - 1] if there <= len(now.rows) else ()
        if len(old) == len(new):
            return all(was == cell or at in ours for at, (was, cell) in enumerate(zip(old, new, strict=True), 1))
    return bool(_others(before, row, ours) == _others(now, there, ours))


def _others(sheet: Sheet, row: int, ours: set[int]) -> Any:
    """What stands in a row beside the cells that were written, formulas apart."""
    cells = sheet.rows[row - 1] if row <= len(sheet.rows) else ()
    if not ours and not sheet.formulas:
        return cells  # nearly all of them
    return {
        column: value
        for column, value in enumerate(cells, 1)
        if value is not None and column not in ours and (row, column) not in sheet.formulas
    }
