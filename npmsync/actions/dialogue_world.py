"""The records as they are while a workbook is taken in: what one sheet made, the next one knows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from npmsync.domain import Record
from npmsync.domain.world import World

_COLLECTIONS = {
    "authority": "authorities",
    "contact": "contacts",
    "meeting": "meetings",
    "exchange": "exchanges",
    "commitment": "commitments",
    "recommendation": "recommendations",
    "response": "responses",
    "mapping": "mappings",
}


def with_record(world: World, entity: str, record: Record) -> World:
    """The records with one put in the place of what it was, or added."""
    name = _COLLECTIONS[entity]
    before = getattr(world, name)
    if any(one.id == record.id for one in before):
        after = tuple(record if one.id == record.id else one for one in before)
    else:
        after = (*before, record)
    changed: dict[str, Any] = {name: after}
    return replace(world, **changed)
