"""Rows of an authority's sheet that are not for it any more: taken back to draft, made confidential, addressed to
others, or deleted. The next release says so and takes them off.

Its answers are in the store by then, for a release takes them in first. A row that something waits for stays until a
person has decided. The cells are emptied and the row is left, blank: no other row moves under somebody's hands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from npmsync.documents.form_model import Form
from npmsync.domain import Key
from npmsync.ports import CellValue
from npmsync.tables.address import cell_in
from npmsync.tables.place import sheet_of

if TYPE_CHECKING:
    from npmsync.actions.releasing import Sheet


@dataclass(frozen=True, slots=True)
class LeavingRow:
    """One row to be taken off: its record, its reference, the text that it shows, and its cells."""

    recommendation: str
    reference: str
    text: str
    cells: Mapping[str, CellValue]


def leaving_rows(sheet: Sheet, form: Form) -> list[LeavingRow]:
    """The rows that the form has not, in the order in which they stand."""
    wanted = {row.recommendation for row in form.rows}
    undecided = {record for record, _ in sheet.waiting}
    found = []
    for index, key in sorted(sheet.state.matching.known.items()):
        if key.entity != "recommendation" or key.id in wanted | undecided:
            continue
        source = sheet.state.tracker.sources[index]
        given = sheet.released.get(key.id)
        text = str(source.places[0].row.values.get("text") or "")
        cells = dict.fromkeys(name for place in source.places for name in _filled(sheet, place.table, place.row.number))
        found.append(LeavingRow(key.id, given.reference if given else key.id, text, cells))
    return found


def held_up(sheet: Sheet, form: Form) -> list[str]:
    """The references of rows that would be taken off, were it not that something in them waits for a person."""
    wanted = {row.recommendation for row in form.rows}
    there = {key.id for key in sheet.state.sources}
    return [
        sheet.released[record].reference if record in sheet.released else record
        for record in sorted({record for record, _ in sheet.waiting} & there - wanted)
    ]


def keys_of(rows: list[LeavingRow]) -> list[Key]:
    """Their records."""
    return [Key("recommendation", row.recommendation) for row in rows]


def _filled(sheet: Sheet, table_number: int, row: int) -> list[str]:
    """The cells of a row that hold something in the form's columns; a formula is nobody's to take away."""
    table = sheet.state.tracker.readings[table_number].table
    grid = sheet_of(sheet.state.tracker.workbook, table)
    assert grid is not None  # its rows were read from it
    cells = grid.rows[row - 1]
    columns = sorted({column.index for column in table.columns.values()})
    return [
        cell_in(table, row, column)
        for column in columns
        if column <= len(cells) and cells[column - 1] is not None and (row, column) not in grid.formulas
    ]
