"""Records into the store with their history: every field that changed, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from npmsync.domain import ENTITIES, Key, Record
from npmsync.store import history, records
from npmsync.store.history import Change


def save(
    connection: Connection,
    run: str,
    changed: Iterable[Record],
    endpoint: str | None = None,
    hub: Mapping[Key, Mapping[str, Any]] | None = None,
) -> int:
    """Puts records into the store under a run; returns how many fields changed. `hub` are the fields as they are now,
    of these records at least; None: they are read from the store."""
    hub = records.load_fields(connection) if hub is None else hub
    after = {Key(records.entity_name(type(record)), record.id): records.fields_of(record) for record in changed}
    changes = [
        Change(*key, name, hub.get(key, {}).get(name), value, endpoint)
        for key, fields in after.items()
        for name, value in fields.items()
        if hub.get(key, {}).get(name) != value and not _unsaid(key, name, value, hub)
    ]
    records.put(connection, after)
    return history.append(connection, run, changes)


def _unsaid(key: Key, name: str, value: Any, hub: Mapping[Key, Mapping[str, Any]]) -> bool:
    """Nobody said it: an empty field of a new record, or what the entity's class has where a known one says nothing."""
    if key not in hub:
        return value in (None, [])
    default = ENTITIES[key.entity].model_fields[name].default
    return name not in hub[key] and value == (list(default) if isinstance(default, tuple) else default)
