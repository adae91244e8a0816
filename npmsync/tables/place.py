"""Where a record's value stands in its sheet, and what to write there: merged cells, ticked columns, turned sheets.

Whoever writes a tracker asks here and nowhere else, so that every layout that is read is written too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from npmsync.ports import CellValue, Sheet, Workbook
from npmsync.tables.address import cell_in
from npmsync.tables.cells import cell_value
from npmsync.tables.merges import holding_area
from npmsync.tables.model import Reading, Row, Table, Value
from npmsync.tables.ticks import tick_cells
from npmsync.tables.turned import turned
from npmsync.vocabulary import Vocabulary, builtin_vocabulary, fold


@dataclass(frozen=True, slots=True)
class Placed:
    """`cells`: cell name -> what to write, nothing where all of it stands there already. `raw` is what `Row.raw` holds
    for the field once that is written. `rows` are the numbers of the rows whose value this is: several where the cell
    is merged over rows. `why_not` says, in words for a person, why the value cannot be written; "" where it can."""

    cells: Mapping[str, CellValue] = field(default_factory=dict)
    raw: CellValue = None
    rows: Sequence[int] = ()
    why_not: str = ""


def sheet_of(workbook: Workbook, table: Table) -> Sheet | None:
    """The sheet of a table, turned where the table is; None where the workbook has none of that name."""
    sheet = next((sheet for sheet in workbook.sheets if sheet.name == table.sheet), None)
    return turned(sheet) if sheet is not None and table.transposed else sheet


def cell_of(table: Table, row: Row, field_name: str) -> str:
    """The name of a row's cell for a field that has a column; raises KeyError where it has none."""
    return cell_in(table, row.number, table.columns[field_name].index)


def place_value(
    sheet: Sheet, reading: Reading, row: Row, field_name: str, value: Value, vocabulary: Vocabulary | None = None
) -> Placed:
    """What to write so that `row` of `reading` says `value` in a field. `sheet` is the table's, from `sheet_of`;
    `vocabulary` the built-in one unless given.

    >>> place_value(sheet, reading, row, "status", "implemented").cells  # doctest: +SKIP
    {'F12': 'Mise en œuvre'}
    """
    words, table, before = vocabulary or builtin_vocabulary(), reading.table, row.raw.get(field_name)
    column = table.columns.get(field_name)
    if column is None:
        return Placed(why_not=f"sheet {table.sheet!r} has no column for it")
    cell = cell_value(reading, field_name, value, before, words)
    form = reading.forms.get(field_name)
    if value is not None and form is not None and form.shares and isinstance(cell, str):
        return Placed(why_not=f"the column {column.header!r} of {table.sheet!r} holds percentages, not words")
    if column.ticks:
        tick = form.tick if form is not None else "x"
        wanted = tick_cells(sheet, row.number, column, cell, tick, words)
        if wanted is None:
            return Placed(why_not=f"sheet {table.sheet!r} has no column to tick for {cell!r}")
    else:
        wanted = {column.index: cell}
    return _held(sheet, table, row.number, wanted, cell)


def new_cells(reading: Reading, field_name: str, value: Value) -> dict[int, CellValue]:
    """Column index -> the cell of a new row that says `value`; empty where its words have no place there."""
    column, form = reading.table.columns[field_name], reading.forms.get(field_name)
    cell = cell_value(reading, field_name, value, None)
    if form is not None and form.shares and isinstance(cell, str):
        return {}
    if column.ticks:
        return {index: form.tick if form else "x" for index, header in column.ticks if fold(header) == fold(str(cell))}
    return {column.index: cell}


def _held(sheet: Sheet, table: Table, number: int, wanted: Mapping[int, CellValue], raw: CellValue) -> Placed:
    """The same cells where they are held: the first one of a merge, and never a formula."""
    cells: dict[str, CellValue] = {}
    rows = range(number, number + 1)
    for index, cell in wanted.items():
        area = holding_area(sheet, number, index)
        name = cell_in(table, area.first_row, area.first_column)
        if (area.first_row, area.first_column) in sheet.formulas:
            return Placed(why_not=f"cell {name} of {table.sheet!r} holds a formula, which is never written over")
        cells[name] = cell
        if area.last_row > area.first_row:
            rows = range(min(rows.start, area.first_row), max(rows.stop, area.last_row + 1))
    return Placed(cells, raw, rows)
