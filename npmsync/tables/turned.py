"""Sheets that hold a record in a column, labels beneath each other: turned, they read like any other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import zip_longest

from npmsync.ports import Area, Sheet
from npmsync.tables.grid import cell_at, is_blank
from npmsync.tables.headings import Heading, labelled

LONGEST = 200
"""Rows: a longer sheet is no card, and is not turned for the sake of finding out."""


def turned(sheet: Sheet) -> Sheet:
    """The sheet with rows and columns exchanged; what belongs to whole columns (drop-downs, tables) is left out."""
    width = max(map(len, sheet.rows), default=0)
    rows = [list(cells) for cells in zip_longest(*sheet.rows)] if width else []
    return Sheet(
        sheet.name,
        rows,
        formulas=frozenset((column, row) for row, column in sheet.formulas),
        errors={(column, row): error for (row, column), error in sheet.errors.items()},
        merges=tuple(Area(a.first_column, a.first_row, a.last_column, a.last_row) for a in sheet.merges),
        visibility=sheet.visibility,
        hidden_rows=sheet.hidden_columns,
        hidden_columns=sheet.hidden_rows,
        right_to_left=sheet.right_to_left,
    )


def in_sections(sheet: Sheet, row: int, heads: Sequence[Heading], repeated: Callable[[Heading], bool]) -> list[Heading]:
    """The headings of a turned sheet without those that only head a section, which become the others' groups.

    A heading heads a section if it is merged over its values, or if it has no value in any record and `repeated` says
    that a heading below it means the same.
    """
    merged = {area.first_column for area in sheet.merges if area.first_row == row < area.last_row}
    found: list[Heading] = []
    group = ""
    for head in heads:
        empty = all(is_blank(cell_at(sheet, at, head.index)) for at in range(row + 1, len(sheet.rows) + 1))
        if empty and (head.index in merged or repeated(head)):
            group = head.text
        else:
            found.append(replace(head, group=group))
    return list(labelled(found))
