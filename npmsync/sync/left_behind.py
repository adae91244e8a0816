"""Columns that a sort left behind.

Whoever selects some columns and sorts them moves those and leaves the others where they stood: every deadline, every
answer then stands beside another recommendation, and each looks like an honest edit. What gives it away is that the
column holds the very cells that it held before, only with other records. Such a column is not read until it is put
right; single cells that were exchanged are edits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from npmsync.domain import Key
from npmsync.sync.agreed import Agreed
from npmsync.tables.sources import Source

LEAST = 5
"""So many records must have got another's cell ..."""
SHARE = 10
"""... and at least one in so many."""
KNOWN_BY = frozenset({"ref", "text", "name", "email"})
"""What a record is recognised by; where these slide, identity has a say of its own (`identity.py`)."""


def left_behind(now: Mapping[Key, Mapping[str, list[Any]]], base: Mapping[Key, Agreed]) -> dict[str, frozenset[str]]:
    """entity -> the column fields whose cells stand with other records than were agreed, none of them new and none
    gone. `now` are the records' cells as `raw_cells` gives them."""
    found: dict[str, frozenset[str]] = {}
    for entity in sorted({key.entity for key in now}):
        pairs = [(cells, base[key].raw) for key, cells in now.items() if key.entity == entity and key in base]
        if sum(cells != past for cells, past in pairs) < LEAST:
            found[entity] = frozenset()
            continue
        fields = {field for cells, _ in pairs for field in cells if not field.startswith("=")} - KNOWN_BY
        found[entity] = frozenset(field for field in fields if _moved(field, pairs))
    return found


def without(source: Source, fields: frozenset[str]) -> Source:
    """The source with these columns unreadable."""
    if not fields:
        return source
    places = (
        replace(
            place,
            row=replace(place.row, values={**place.row.values, **dict.fromkeys(fields & place.row.values.keys())}),
            odd=place.odd | fields,
        )
        for place in source.places
    )
    return replace(source, places=tuple(places))


def _moved(field: str, pairs: list[tuple[Mapping[str, list[Any]], Mapping[str, list[Any]]]]) -> bool:
    both = [(cells[field], past[field]) for cells, past in pairs if field in cells and field in past]
    changed = [(repr(cells), repr(past)) for cells, past in both if cells != past]
    if len(changed) < max(LEAST, len(both) / SHARE):
        return False
    return Counter(cells for cells, _ in changed) == Counter(past for _, past in changed)
