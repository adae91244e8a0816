"""What a release would write into an authority's sheet: cells, new rows, rows that leave, courteous notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from npmsync.actions.leaving_rows import LeavingRow
from npmsync.actions.shared_sheet import TABLE_FIELD
from npmsync.documents.form_model import Form, FormRow, Shown
from npmsync.documents.release import Change
from npmsync.domain import Key
from npmsync.ports import Capability, CellValue, TableChanges
from npmsync.tables.address import cell_in, column_letter

if TYPE_CHECKING:
    from npmsync.actions.releasing import Sheet


def planned_release(
    sheet: Sheet, form: Form, chosen: Sequence[Change], new: Sequence[FormRow], leaving: Sequence[LeavingRow]
) -> tuple[TableChanges, list[str]]:
    """The cells, the rows, the courteous notes."""
    reading = sheet.state.tracker.readings[0]
    table, cells, remarks, notes = reading.table, dict[str, CellValue](), dict[str, str](), list[str]()
    courteous = sheet.language.say("share.put_right")
    for change in chosen:
        column = table.columns.get(TABLE_FIELD.get(change.field, change.field))
        if column is None:
            continue
        row = sheet.state.sources[Key("recommendation", change.recommendation)].places[0].row
        name = cell_in(table, row.number, column.index)
        cells[name] = change.value
        if change.put_right:
            remarks[name] = courteous
    for gone in leaving:
        cells |= gone.cells
    if remarks and Capability.REMARKS not in sheet.tables.capabilities:
        notes.append(f"{len(remarks)} cells were put right; please tell the authority: {courteous}")
        remarks = {}
    rows = [
        {
            column_letter(table.columns[name].index): value
            for name, value in _by_table_field(form, row).items()
            if name in table.columns and value is not None
        }
        for row in new
    ]
    last = max((row.number for row in reading.rows), default=max(table.header_rows))
    return (
        TableChanges(
            {table.sheet: cells} if cells else {},
            {table.sheet: rows} if rows else {},
            {table.sheet: last} if rows else {},
            remarks={table.sheet: remarks} if remarks else {},
        ),
        notes,
    )


def _by_table_field(form: Form, row: FormRow) -> dict[str, Shown]:
    pairs = zip(form.columns, row.cells, strict=True)
    return {TABLE_FIELD.get(column.field, column.field): value for column, value in pairs}
