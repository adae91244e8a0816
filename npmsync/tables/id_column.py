"""A column of npmsync's own beside a table that has no references: where it goes, asked for by a person only.

It must touch the table: what a program sorts is the block of cells around the cursor, and a reference that stays behind
while its row moves is worse than none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from npmsync.ports import Sheet
from npmsync.tables.address import cell_in
from npmsync.tables.grid import cell_at, text_of
from npmsync.tables.headings import headings
from npmsync.tables.model import Column, Row, Table

ID_HEADER = "npmsync ID"


def with_id_column(sheet: Sheet, table: Table, header: str = ID_HEADER) -> tuple[Table, dict[str, str]] | None:
    """The table with a column for `ref` at its right, and that column's header to be written (cell -> words); None
    where something stands in the way, or the table's records stand in columns."""
    heads = headings(sheet, table.header_rows)
    if table.transposed or not heads:
        return None
    column, header_row = max(head.index for head in heads) + 1, max(table.header_rows)
    covered = any(
        area.first_column <= column <= area.last_column and area.last_row >= min(table.header_rows)
        for area in (*sheet.merges, *sheet.tables)
    )
    if covered or any(
        text_of(cell_at(sheet, row, column)) for row in range(min(table.header_rows), len(sheet.rows) + 1)
    ):
        return None
    columns = {**table.columns, "ref": Column(column, header)}
    return replace(table, columns=columns), {cell_in(table, header_row, column): header}


def only_counts(rows: Sequence[Row]) -> bool:
    """Whether the references are but a running number in the rows' order, which no sorting survives."""
    found = [str(row.values.get("ref")) for row in rows]
    return found == [str(number) for number in range(1, len(rows) + 1)]
