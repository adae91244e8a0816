"""A sheet written as text, so that a test shows its input.

    No. | Recommendation  | Sent
    1   | Repair the roof | 2024-03-15
    2   | ^               | #45

One line a row, cells parted by "|". An ISO date is a date cell, #45 a number, \\n a new line inside the cell; "^" is
merged with the cell above, "<" with the cell on its left; nothing is an empty cell, an empty line a blank row.
"""

from __future__ import annotations

import re
from datetime import date
from textwrap import dedent
from typing import Any

from npmsync.ports import Area, CellValue, Sheet, Workbook

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def sheet_of(text: str, name: str = "Sheet1", **more: Any) -> Sheet:
    """The sheet that `text` shows; `more` are further fields of `Sheet`."""
    lines = dedent(text).strip("\n").split("\n")
    grid = [[cell.strip() for cell in line.split("|")] if line.strip() else [] for line in lines]
    rows = [[None if cell in ("^", "<") else _value(cell) for cell in row] for row in grid]
    return Sheet(name, rows, merges=_merges(grid), **more)


def workbook_of(*sheets: Sheet | str) -> Workbook:
    """A workbook of these sheets; texts become sheets named Sheet1, Sheet2 ..."""
    named = [sheet_of(s, f"Sheet{k}") if isinstance(s, str) else s for k, s in enumerate(sheets, 1)]
    return Workbook(tuple(named), digest="")


def _value(cell: str) -> CellValue:
    if _DATE.fullmatch(cell):
        return date.fromisoformat(cell)
    if cell[1:] and cell.startswith("#"):
        return float(cell[1:]) if "." in cell else int(cell[1:])
    return cell.replace("\\n", "\n") or None


def _merges(grid: list[list[str]]) -> tuple[Area, ...]:
    found = []
    for row, cells in enumerate(grid, 1):
        for column, cell in enumerate(cells, 1):
            if cell in ("^", "<"):
                continue
            right, down = column, row
            while right < len(cells) and cells[right] == "<":
                right += 1
            while down < len(grid) and column <= len(grid[down]) and grid[down][column - 1] == "^":
                down += 1
            if right > column or down > row:
                found.append(Area(row, column, down, right))
    return tuple(found)
