"""Cells merged downwards: one value that holds for several rows."""

from __future__ import annotations

from collections.abc import Collection

from npmsync.ports import Area, Sheet


def anchors(sheet: Sheet, columns: Collection[int], below: int) -> dict[tuple[int, int], tuple[int, int]]:
    """(row, column) -> the cell that holds its value, for the cells of merges over several rows that cover one of
    `columns` below the row `below`; the holding cells themselves are left out."""
    held = {}
    for area in sheet.merges:
        if area.last_row > area.first_row > below:
            for column in columns:
                if area.first_column <= column <= area.last_column:
                    for row in range(area.first_row, area.last_row + 1):
                        held[row, column] = (area.first_row, area.first_column)
                    held.pop((area.first_row, area.first_column), None)
    return held


def holding_area(sheet: Sheet, row: int, column: int) -> Area:
    """The merge that covers a cell, or the cell alone. The value stands in its first row and column; a program that
    opens the file shows nothing else of a merge."""
    covering = (
        area
        for area in sheet.merges
        if area.first_row <= row <= area.last_row and area.first_column <= column <= area.last_column
    )
    return next(covering, Area(row, column, row, column))


def holding_cell(sheet: Sheet, row: int, column: int) -> tuple[int, int]:
    """The (row, column) where the value of a cell stands and is written."""
    area = holding_area(sheet, row, column)
    return area.first_row, area.first_column


def bands(sheet: Sheet, columns: Collection[int]) -> frozenset[int]:
    """The rows of which one merge covers at least half of `columns` (two at least): headings between groups of rows."""
    found: set[int] = set()
    for area in sheet.merges:
        covered = sum(area.first_column <= column <= area.last_column for column in columns)
        if covered >= 2 and covered * 2 >= len(columns):
            found.update(range(area.first_row, area.last_row + 1))
    return frozenset(found)
