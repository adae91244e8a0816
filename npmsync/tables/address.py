"""Where a cell is, as people write it: F12."""

from __future__ import annotations

from npmsync.tables.model import Table


def column_letter(index: int) -> str:
    """The letters of a column counted from 1; raises ValueError below 1.

    >>> column_letter(28)
    'AB'
    """
    if index < 1:
        raise ValueError(f"columns count from 1, not from {index}")
    letters = ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """The name of a cell, row and column counted from 1.

    >>> cell_name(12, 6)
    'F12'
    """
    return f"{column_letter(column)}{row}"


def cell_in(table: Table, number: int, index: int) -> str:
    """The name of the cell where a row of a table and one of its columns meet."""
    return cell_name(index, number) if table.transposed else cell_name(number, index)
