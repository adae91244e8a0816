"""What has to change in the workbook so that it shows what is so: cells of rows that stand there, and new rows.

A cell that could not be understood, or about which a person decides, is never written over, nor is a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from npmsync.domain import Key
from npmsync.ports import CellValue, TableChanges
from npmsync.tables.address import cell_name, column_letter
from npmsync.workbook.cells import Known, cell_of
from npmsync.workbook.lists import in_order
from npmsync.workbook.meeting_time import parts_of
from npmsync.workbook.model import SheetSeen, SheetSpec
from npmsync.workbook.rows import RowRead

Values = Mapping[str, Any]
Cells = dict[str, CellValue]
LONGEST = 32_000
"""Characters of a cell (Excel holds 32,767)."""


@dataclass(slots=True)
class Update:
    """Changes to be made, sheet by sheet, and the records that they are about."""

    cells: dict[str, dict[str, CellValue]] = field(default_factory=dict)
    rows: dict[str, list[dict[str, CellValue]]] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)
    touched: set[Key] = field(default_factory=set)

    @property
    def empty(self) -> bool:
        return not any(self.cells.values()) and not any(self.rows.values())

    @property
    def changes(self) -> TableChanges:
        return TableChanges(self.cells, self.rows, self.after)

    def put(self, seen: SheetSeen, number: int, cells: Cells, key: Key) -> None:
        """Has a row's cells be these, where they are not."""
        for name, value in cells.items():
            place = seen.places.get(name)
            if place is None or (number, place) in seen.sheet.formulas:
                continue
            if not _same(_current(seen, number, place), value):
                self.cells.setdefault(seen.sheet.name, {})[cell_name(number, place)] = value
                self.touched.add(key)

    def add(self, seen: SheetSeen, cells: Cells, key: Key) -> None:
        """Has a row be added below the others."""
        record = {column_letter(seen.places[name]): value for name, value in cells.items() if name in seen.places}
        self.rows.setdefault(seen.sheet.name, []).append({at: v for at, v in record.items() if v is not None})
        self.after.setdefault(seen.sheet.name, seen.last_row)
        self.touched.add(key)


def cells_for(spec: SheetSpec, values: Values, known: Known) -> Cells:
    """Every column's cell of a record, but the identifier and the message."""
    values = {**values, **parts_of(values.get("time"))} if spec.columns_of("time") else values
    cells: Cells = {}
    for column in spec.columns:
        if column.kind in ("id", "message"):
            continue
        shown = cell_of(column, values.get(column.name), known)
        cells[column.name] = f"{shown[:LONGEST]}…" if isinstance(shown, str) and len(shown) > LONGEST else shown
    return cells


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in the way of writing: (record, value) that wait, and the message of each row by its number."""

    waiting: Collection[tuple[Key, str]]
    messages: Mapping[int, str]


def update_records(
    update: Update,
    seen: SheetSeen,
    rows: Sequence[RowRead],
    shown: Mapping[Key, Values],
    to_add: Sequence[Key],
    known: Known,
    standing: Standing,
) -> None:
    """A sheet of records: each row as the hub has it, `to_add` below."""
    spec = seen.spec
    for row in rows:
        number = row.row.number
        key = row.key or Key(spec.entity, row.row.id)
        if row.key is not None and row.key not in shown:
            update.put(seen, number, _cleared(spec), key)
            continue
        cells: Cells = {"message": standing.messages.get(number) or None}
        if row.key is not None and not row.held:
            whole = cells_for(spec, shown[row.key], known)
            for name, value in whole.items():
                about = spec.column(name).value
                if about not in row.problems and (row.key, about) not in standing.waiting:
                    cells[name] = value
            cells["id"] = row.key.id
        update.put(seen, number, cells, key)
    for key in to_add:
        update.add(seen, {**cells_for(spec, shown[key], known), "id": key.id}, key)


def update_list(
    update: Update,
    seen: SheetSeen,
    wanted: Mapping[str, Values],
    known: Known,
    standing: Standing,
    written: Callable[[str, str], bool],
) -> None:
    """A list whose rows come and go. What people have begun to write in a row, and `written(identifier, column)` says
    that they have, moves with it. Where they keep something of their own beside the rows, each stays where it is."""
    spec = seen.spec
    present = [row.id for row in seen.rows if row.id]
    lines: dict[str, Cells] = {}
    rows = {row.id: row for row in seen.rows}
    for identity in in_order(list(dict.fromkeys(present)), list(wanted)):
        cells = cells_for(spec, wanted[identity], known)
        row = rows.get(identity)
        for column in spec.open_columns:
            if row is not None and written(identity, column.name):
                cells[column.name] = row.cells.get(column.name)
        cells["message"] = (standing.messages.get(row.number) if row is not None else None) or None
        lines[identity] = {"id": identity, **cells}
    stable = bool(seen.own) or any(not row.id for row in seen.rows) or len(set(present)) < len(present)
    if stable:
        _stable(update, seen, lines, standing)
    else:
        _packed(update, seen, lines)


def _packed(update: Update, seen: SheetSeen, lines: Mapping[str, Cells]) -> None:
    """One line below the other, none left blank."""
    first, last = seen.header_row + 1, seen.last_row
    entity = seen.spec.entity
    for number, (identity, cells) in enumerate(lines.items(), first):
        if number <= last:
            update.put(seen, number, cells, Key(entity, identity))
        else:
            update.add(seen, cells, Key(entity, identity))
    for number in range(first + len(lines), last + 1):
        update.put(seen, number, _cleared(seen.spec), Key(entity, str(number)))


def _stable(update: Update, seen: SheetSeen, lines: Mapping[str, Cells], standing: Standing) -> None:
    entity, done = seen.spec.entity, set[str]()
    for row in seen.rows:
        key = Key(entity, row.id)
        if not row.id:
            update.put(seen, row.number, {"message": standing.messages.get(row.number) or None}, key)
        elif row.id in lines and row.id not in done:
            update.put(seen, row.number, lines[row.id], key)
            done.add(row.id)
        else:
            update.put(seen, row.number, _cleared(seen.spec), key)
    for identity, cells in lines.items():
        if identity not in done:
            update.add(seen, cells, Key(entity, identity))


def _cleared(spec: SheetSpec) -> Cells:
    return {column.name: None for column in spec.columns}


def _current(seen: SheetSeen, number: int, place: int) -> CellValue:
    if number > len(seen.sheet.rows):
        return None
    row = seen.sheet.rows[number - 1]
    return row[place - 1] if place <= len(row) else None


def _same(current: CellValue, wanted: CellValue) -> bool:
    if isinstance(current, datetime) and not isinstance(wanted, datetime):
        current = current.date() if isinstance(wanted, date) else current
    if isinstance(current, str) and isinstance(wanted, str):
        return current.strip() == wanted.strip()
    if isinstance(wanted, str) and isinstance(current, int | float) and not isinstance(current, bool):
        return str(int(current) if float(current).is_integer() else current) == wanted
    return current == wanted or (current is None and wanted == "")
