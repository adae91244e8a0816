"""From a plan's writes to cells: what an endpoint's file is to be changed to, and what cannot be put there.

The inverse of `compose`. What cannot be written (a formula's cell, a date on which several addressees disagree, no
sheet for a new row) waits and is said; it is never forced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from npmsync.domain.record import Key
from npmsync.ports import CellValue, TableChanges, Workbook
from npmsync.sync.agreed import Agreed, content_of, raw_json
from npmsync.sync.compose import CARRIED, Composed, names_in
from npmsync.sync.model import Fields, Write
from npmsync.tables.address import column_letter
from npmsync.tables.answers import ANSWER_FIELDS, join_answers
from npmsync.tables.cells import cell_value
from npmsync.tables.fields import UNREAD_FIELDS
from npmsync.tables.model import Reading, Value
from npmsync.tables.place import Placed, new_cells, place_value, sheet_of
from npmsync.tables.sources import Place, Source


@dataclass(frozen=True, slots=True)
class View:
    """One endpoint as it was read: its tables, its records by key, and what each of them says."""

    workbook: Workbook
    readings: Sequence[Reading]
    sources: Mapping[Key, Source]
    composed: Mapping[Key, Composed]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A value that cannot be put into an endpoint now, and why, in words."""

    key: Key
    field: str
    why: str


_SPLIT = "its rows do not say the same there; put into all of them what counts"


@dataclass(slots=True)
class Projection:
    """`intents[key]` is what a record's cells will say once written; `added` are records that get new rows."""

    cells: dict[str, dict[str, CellValue]] = field(default_factory=lambda: defaultdict(dict))
    rows: dict[str, list[dict[str, CellValue]]] = field(default_factory=lambda: defaultdict(list))
    after: dict[str, int] = field(default_factory=dict)
    intents: dict[Key, Agreed] = field(default_factory=dict)
    added: list[Key] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)

    def changes(self) -> TableChanges:
        return TableChanges(dict(self.cells), dict(self.rows), dict(self.after))

    @property
    def empty(self) -> bool:
        return not self.cells and not self.rows


def project_writes(
    view: View, writes: Sequence[Write], parents: Mapping[str, tuple[str, str]], names: Mapping[str, str]
) -> Projection:
    """The cells for `writes`. `parents`: response id -> (recommendation id, authority id or ""); `names`: authority id
    -> name."""
    projection = Projection()
    by_record: dict[Key, list[Write]] = defaultdict(list)
    for write in writes:
        owner = Key("recommendation", parents[write.key.id][0]) if write.key.entity == "response" else write.key
        by_record[owner].append(write)
    for key, its in sorted(by_record.items()):
        _Record(view, key, names, projection).write(its, parents)
    return projection


@dataclass(slots=True)
class _Record:
    """One record of an endpoint on its way into cells."""

    view: View
    key: Key
    names: Mapping[str, str]
    out: Projection

    def write(self, writes: Sequence[Write], parents: Mapping[str, tuple[str, str]]) -> None:
        now, split = self.view.composed[self.key].now, self.view.composed[self.key].split
        values, raw = dict(now.values), dict(now.raw)
        answers = {authority: dict(answer) for authority, answer in now.answers.items()}
        wanted: dict[str, dict[str, Any]] = defaultdict(dict)
        for write in writes:
            if write.key.entity == "response":
                wanted[write.field][parents[write.key.id][1]] = write.new
            elif write.field == "ref" and write.new is None and len(self._places) > 1:
                why = "its reference is what holds its rows together, so it is not taken away from them"
                self.out.waiting.append(Waiting(self.key, "ref", why))
            elif write.field in split:
                self.out.waiting.append(Waiting(self.key, write.field, _SPLIT))
            elif self._put(write.field, [_named(write.field, write.new, self.names)] * len(self._places), raw):
                values[write.field] = write.new
        for column, answered in ANSWER_FIELDS.items():
            if answered not in wanted:
                continue
            if column in split:
                self.out.waiting.append(Waiting(self.key, column, _SPLIT))
                continue
            told = {authority: answer.get(answered) for authority, answer in answers.items()} | wanted[answered]
            if self._put_answers(column, told, raw):
                for authority, value in told.items():
                    answers.setdefault(authority, {})[answered] = value
        if raw != now.raw:
            self.out.intents[self.key] = Agreed(values, answers, raw, now.rows, content_of(raw))

    @property
    def _places(self) -> Any:
        return self.view.sources[self.key].places

    def _put_answers(self, column: str, told: Mapping[str, Any], raw: dict[str, list[Any]]) -> bool:
        """Puts what each authority says into the column; False where one cell would have to say several things."""
        by_row: list[Value] = []
        for place, addressees in zip(self._places, self.view.composed[self.key].addressees, strict=True):
            if not addressees:
                by_row.append(told.get(""))
                continue
            names = names_in(place.row)
            named = {name: told.get(identity) for name, identity in zip(names, addressees, strict=True)}
            value, fits = join_answers(column, named, list(named))
            if not fits:
                self.out.waiting.append(Waiting(self.key, column, "the addressees do not all say the same"))
                return False
            by_row.append(value)
        return self._put(column, by_row, raw)

    def _put(self, column: str, values: Sequence[Value], raw: dict[str, list[Any]]) -> bool:
        """Puts a value into the column's cell of each of the record's rows; False where one of them cannot take it."""
        cells: dict[tuple[str, str], CellValue] = {}
        stands: list[CellValue] = []
        for place, value in zip(self._places, values, strict=True):
            reading = self.view.readings[place.table]
            sheet = sheet_of(self.view.workbook, reading.table)
            assert sheet is not None  # its rows were read from it
            placed = place_value(sheet, reading, place.row, column, value)
            why = placed.why_not or self._shared(place, placed)
            for name, cell in placed.cells.items():
                if cells.setdefault((place.row.sheet, name), cell) != cell:
                    why = (
                        f"cell {name} of {place.row.sheet!r} holds for several addressees, who do not all say the same"
                    )
            if why:
                self.out.waiting.append(Waiting(self.key, column, why))
                return False
            stands.append(placed.raw)
        for (sheet_name, name), cell in cells.items():
            self.out.cells[sheet_name][name] = cell
        raw[column] = [raw_json(cell) for cell in stands]
        return True

    def _shared(self, place: Place, placed: Placed) -> str:
        """Why a cell that is merged over rows of other records is not written; "" where it is this record's alone."""
        if len(placed.rows) < 2:
            return ""
        mine = {other.row.number for other in self._places if other.table == place.table}
        rows = {row.number for row in self.view.readings[place.table].rows}
        if rows.intersection(placed.rows) <= mine:
            return ""
        return f"cell {next(iter(placed.cells))} of {place.row.sheet!r} is merged over rows of other recommendations"


def project_additions(
    view: View,
    additions: Sequence[Key],
    hub: Mapping[Key, Fields],
    answers: Mapping[str, Mapping[str, Fields]],
    names: Mapping[str, str],
    out: Projection,
) -> None:
    """New rows for records that the endpoint has never held. `answers`: recommendation id -> authority id or "" ->
    response fields. Adds to `out`."""
    for key in additions:
        fields = hub[key]
        index = _table_for(view, key, fields, names)
        if index is None:
            out.waiting.append(Waiting(key, "", "no sheet of this tracker is for it"))
            continue
        reading = view.readings[index]
        table = reading.table
        last = max((row.number for row in reading.rows), default=max(table.header_rows))
        if out.after.setdefault(table.sheet, last) != last:
            out.waiting.append(Waiting(key, "", f"sheet {table.sheet!r} holds two tables"))
            continue
        row: dict[str, CellValue] = {}
        raw: dict[str, list[Any]] = {
            f"={name}": list(value) if isinstance(value, tuple) else [value] for name, value in table.fixed.items()
        }
        for column in table.columns:
            if column in UNREAD_FIELDS:
                continue
            value = _value_of(column, key, fields, answers, names)
            cells = new_cells(reading, column, value) if value not in (None, ()) else {}
            row |= {column_letter(index): cell for index, cell in cells.items()}
            raw[column] = [raw_json(cell_value(reading, column, value, None) if cells else None)]
        out.rows[table.sheet].append(row)
        out.added.append(key)
        out.intents[key] = _meant(key, fields, answers, raw)


def _meant(
    key: Key, fields: Fields, answers: Mapping[str, Mapping[str, Fields]], raw: Mapping[str, list[Any]]
) -> Agreed:
    """What a new row will say once it stands there."""
    carried = [name for name in CARRIED[key.entity] if name in raw or f"={name}" in raw]
    told = {column: name for column, name in ANSWER_FIELDS.items() if raw.get(column, [None]) != [None]}
    said = {
        authority: {name: answer[name] for name in told.values() if answer.get(name) is not None}
        for authority, answer in answers.get(key.id, {}).items()
    }
    values = {name: fields.get(name) or None for name in carried}
    return Agreed(values, {who: answer for who, answer in said.items() if answer}, raw, (), content_of(raw))


def _value_of(
    column: str,
    key: Key,
    fields: Fields,
    answers: Mapping[str, Mapping[str, Fields]],
    names: Mapping[str, str],
) -> Value:
    if column in ANSWER_FIELDS:
        given = answers.get(key.id, {})
        whom = list(fields.get("addressees") or ()) or [""]
        told = {names.get(identity, ""): given.get(identity, {}).get(ANSWER_FIELDS[column]) for identity in whom}
        return join_answers(column, told, list(told))[0]
    if column not in CARRIED[key.entity]:
        return None
    return _named(column, fields.get(column), names)


def _named(field_name: str, value: Any, names: Mapping[str, str]) -> Value:
    """A hub value as the tables know it: names instead of ids, tuples instead of lists."""
    if field_name == "addressees":
        return tuple(names[identity] for identity in value or ())
    if field_name == "authority":
        return names[value] if value else None
    return tuple(value) if isinstance(value, list) else value


def _table_for(view: View, key: Key, fields: Fields, names: Mapping[str, str]) -> int | None:
    """The table that takes a new record: of its entity, and about it where a sheet is about one authority."""
    for index, reading in enumerate(view.readings):
        table = reading.table
        if table.entity != key.entity or table.transposed:
            continue
        if all(_named(name, fields.get(name), names) == value for name, value in table.fixed.items()):
            return index
    return None
