"""Whose row is it? The identifier beside it tells, and what it says tells better: a row that reads, cell by cell, as a
record was agreed to read is that record, whatever stands in the hidden column. So sorting, with or without the hidden
column, copying and inserting give no row to another record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from npmsync.domain import Key
from npmsync.sync.agreed import Agreed, raw_json
from npmsync.workbook.model import RowSeen, Saying, SheetSeen

_SHUFFLED = 3
"""So many rows beside another's identifier: the hidden column was left out of a sort."""


@dataclass(frozen=True, slots=True)
class Whose:
    """A row and its record, None for a new one; `saying` is why it is not taken at all."""

    row: RowSeen
    key: Key | None = None
    saying: Saying | None = None


def raw_of(row: RowSeen) -> dict[str, list[Any]]:
    """The row's cells as the store keeps them."""
    return {name: [raw_json(cell)] for name, cell in row.cells.items()}


def identify(seen: SheetSeen, base: Mapping[Key, Agreed], there: Container[Key]) -> list[Whose]:
    """Every row with its record, in the sheet's order. `base` is what was agreed on records of this sheet; `there` are
    the live records."""
    entity = seen.spec.entity
    known = {key.id: agreed for key, agreed in base.items() if key.entity == entity}
    past = {identity: _content(agreed.raw, seen) for identity, agreed in known.items() if agreed.raw}
    now = {row.number: _content(raw_of(row), seen) for row in seen.rows}
    whose: dict[int, str] = {}
    taken: set[str] = set()

    def give(row: RowSeen, identity: str) -> None:
        whose[row.number] = identity
        taken.add(identity)

    for row in seen.rows:
        if row.id in known and row.id not in taken and now[row.number] == past.get(row.id):
            give(row, row.id)
    times = Counter(past.values())
    by_content = {content: identity for identity, content in past.items() if times[content] == 1}
    shuffled = 0
    for row in seen.rows:
        identity = by_content.get(now[row.number])
        if row.number not in whose and identity is not None and identity not in taken:
            give(row, identity)
            shuffled += bool(row.id)
    found = []
    for row in seen.rows:
        if row.number not in whose:
            found.append(_left(row, seen, past, now, taken, shuffled >= _SHUFFLED, there))
            if found[-1].key is not None:
                taken.add(found[-1].key.id)
        else:
            found.append(Whose(row, Key(entity, whose[row.number])))
    return found


def _left(
    row: RowSeen,
    seen: SheetSeen,
    past: Mapping[str, tuple[Any, ...]],
    now: Mapping[int, tuple[Any, ...]],
    taken: set[str],
    shuffled: bool,
    there: Container[Key],
) -> Whose:
    """A row that does not read as any record was agreed to."""
    key = Key(seen.spec.entity, row.id)
    if shuffled and row.id:
        near = _nearest(now[row.number], {one: cells for one, cells in past.items() if one not in taken})
        return Whose(row, Key(seen.spec.entity, near)) if near else Whose(row, saying=Saying("book.say.whose"))
    if row.id and row.id not in taken:
        if row.id in past or key in there:
            return Whose(row, key)
        return Whose(row, saying=Saying("book.say.gone"))
    if row.id and now[row.number] == past.get(row.id):
        return Whose(row, saying=Saying("book.say.twice"))
    if not row.id and "id" not in seen.places and past:
        return Whose(row, saying=Saying("book.say.no_ids"))
    return Whose(row)


def _nearest(cells: tuple[Any, ...], others: Mapping[str, tuple[Any, ...]]) -> str | None:
    """The one record that shares most of the row's filled cells, and at least half of them."""
    filled = sum(cell is not None for cell in cells)
    scores = {
        one: sum(a is not None and a == b for a, b in zip(cells, past, strict=True)) for one, past in others.items()
    }
    best = max(scores.values(), default=0)
    nearest = [one for one, score in scores.items() if score == best]
    return nearest[0] if len(nearest) == 1 and best * 2 >= filled else None


def _content(raw: Mapping[str, list[Any]], seen: SheetSeen) -> tuple[Any, ...]:
    """The cells by which a row is known: those of the columns that are there, as hashable values."""
    columns = [column.name for column in seen.spec.columns if column.name in seen.places]
    return tuple(_plain(raw.get(name, [None])[0]) for name in columns if name not in ("id", "message"))


def _plain(value: Any) -> Any:
    return tuple(sorted(value.items())) if isinstance(value, dict) else value
