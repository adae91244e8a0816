"""`init --add-id-column`: which tables get a column of references of npmsync's own. The next sync writes it."""

from __future__ import annotations

from dataclasses import replace

from npmsync.actions.seen_tracker import SeenTracker
from npmsync.errors import Refused
from npmsync.ports import Capability
from npmsync.tables.id_column import ID_HEADER, only_counts, with_id_column
from npmsync.tables.model import Reading
from npmsync.tables.place import sheet_of
from npmsync.vocabulary import fold


def with_ids(tracker: SeenTracker) -> SeenTracker:
    """The tracker with a column for references in each table of recommendations that has none, and a note for each
    table. Raises Refused where the file cannot take one."""
    if Capability.ADD_COLUMNS not in tracker.capabilities:
        raise Refused(
            "read-only-format",
            f"{tracker.path.name} can only be read, so no column can be added to it.",
            "Save it as .xlsx, or leave out --add-id-column.",
        )
    readings, notes = [], []
    for reading in tracker.readings:
        new, note = (reading, "") if reading.table.entity != "recommendation" else _with_id(tracker, reading)
        readings.append(new)
        notes += [note] if note else []
    return replace(tracker, readings=tuple(readings), notes=(*tracker.notes, *notes))


def _with_id(tracker: SeenTracker, reading: Reading) -> tuple[Reading, str]:
    table = reading.table
    where, mapped = f"sheet {table.sheet!r}", table.columns.get("ref")
    if mapped is not None and fold(mapped.header) == fold(ID_HEADER):
        return replace(reading, table=replace(table, add_ids=True)), f"{where} has the column {ID_HEADER!r} already"
    if mapped is not None and not only_counts(reading.rows):
        return reading, f"{where} has references of its own ({mapped.header!r}); no column is added"
    sheet = sheet_of(tracker.workbook, table)
    made = with_id_column(sheet, table) if sheet is not None else None
    if made is None:
        raise Refused(
            "no-room-for-column",
            f"{tracker.path.name}, {where}: there is no empty column right beside the table.",
            "Insert one there in Excel, or leave out --add-id-column.",
        )
    cell = next(iter(made[1]))
    note = f"{where}: the next sync adds the column {ID_HEADER!r} at {cell} and numbers the rows (R-001, ...)"
    unknown = (*table.unknown_headers, *((mapped.header,) if mapped is not None else ()))
    return replace(reading, table=replace(made[0], add_ids=True, unknown_headers=unknown)), note
