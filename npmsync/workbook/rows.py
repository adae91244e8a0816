"""From rows to values: what each cell of a sheet says, and what could not be understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from npmsync.domain import Key
from npmsync.sync.agreed import Agreed
from npmsync.sync.left_behind import left_behind
from npmsync.workbook.cells import Known, value_of
from npmsync.workbook.identity import Whose, raw_of
from npmsync.workbook.meeting_time import span
from npmsync.workbook.model import Column, NotTaken, RowSeen, Saying, SheetSeen, SheetSpec


@dataclass(slots=True)
class RowRead:
    """A row with its `values`, as far as they could be read. `problems`: value -> why it was not taken; `said` are
    sentences about the whole row. A row that is `held` back is not taken in at all and stays to the letter."""

    row: RowSeen
    key: Key | None
    values: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, Saying] = field(default_factory=dict)
    said: list[Saying] = field(default_factory=list)
    held: bool = False

    def refuse(self, value: str, saying: Saying) -> None:
        """Leaves a value out, for this reason."""
        self.values.pop(value, None)
        self.problems.setdefault(value, saying)

    @property
    def agreed(self) -> Agreed:
        """What the row shows now, as a base would keep it."""
        from npmsync.sync.agreed import content_of

        raw = raw_of(self.row)
        return Agreed(self.values, {}, raw, (("", self.row.number),), content_of(raw))


def read_rows(
    seen: SheetSeen, whose: list[Whose], base: Mapping[Key, Agreed], known: Known, before: Mapping[Key, Mapping]
) -> list[RowRead]:
    """The rows of a sheet. A cell that stands as it was agreed has the value it had then. `before` are the records'
    values in the hub."""
    cells = {one.key: raw_of(one.row) for one in whose if one.key is not None}
    behind = left_behind(cells, base).get(seen.spec.entity, frozenset()) if cells else frozenset()
    read = []
    for one in whose:
        found = RowRead(one.row, one.key, held=one.saying is not None, said=[one.saying] if one.saying else [])
        if not found.held:
            agreed = base.get(one.key) if one.key else None
            _read_values(seen.spec, found, agreed, known, before.get(one.key, {}) if one.key else {})
            for name in sorted({seen.spec.column(column).value for column in behind}):
                label = known.wording.say(seen.spec.column(next(iter(seen.spec.columns_of(name)))).label)
                found.refuse(name, Saying("book.say.left_behind", {"column": label}))
        read.append(found)
    return read


def _read_values(
    spec: SheetSpec, found: RowRead, agreed: Agreed | None, known: Known, before: Mapping[str, Any]
) -> None:
    raw = raw_of(found.row)
    for column in spec.columns:
        name = column.value
        if column.name not in found.row.cells or name in found.values or name in found.problems:
            continue
        parts = spec.columns_of(name)
        if not all(part in found.row.cells for part in parts):
            continue
        if not column.open:
            _say_unread(column, found, agreed, known)
        elif agreed is not None and all(agreed.raw.get(part) == raw.get(part) for part in parts):
            found.values[name] = agreed.values.get(name)
        else:
            _read_value(spec, name, parts, found, known, before)


def _read_value(
    spec: SheetSpec, name: str, parts: tuple[str, ...], found: RowRead, known: Known, before: Mapping[str, Any]
) -> None:
    said = {}
    empty = next((part for part in parts if part in found.row.unsaid), None)
    if empty is not None:
        found.problems[name] = Saying("book.say.formula", {"column": known.wording.say(spec.column(empty).label)})
        return
    try:
        for part in parts:
            said[part] = value_of(spec.column(part), found.row.cells[part], known, found.values)
        found.values[name] = said[name] if parts == (name,) else span(said, before.get(name))
    except NotTaken as error:
        found.problems[name] = error.saying


def _say_unread(column: Column, found: RowRead, agreed: Agreed | None, known: Known) -> None:
    """What people write into a column that is not theirs is put right again; it is said, so that nothing is lost."""
    cell = found.row.cells[column.name]
    before = agreed.raw.get(column.name) if agreed else None
    if before is not None and cell is not None and raw_of(found.row)[column.name] != before:
        gaps = {"column": known.wording.say(column.label), "said": str(cell)}
        found.said.append(Saying("book.say.not_here", gaps))
