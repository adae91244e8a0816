"""Records into the store with their history: every field that changed, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from npmsync.domain import Key, Record
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
        if hub.get(key, {}).get(name) != value and not (key not in hub and value in (None, []))
    ]
    records.put(connection, after)
    return history.append(connection, run, changes)
