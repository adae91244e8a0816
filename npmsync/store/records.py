"""Records in and out of the store. Values are JSON; an entity's class checks them on the way out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Text, bindparam, cast, select, update

from npmsync.domain import ENTITIES, Key, Record
from npmsync.store import schema
from npmsync.store.reading import entity_name, load
from npmsync.store.rows import insert_rows, json_text, keyed_objects

__all__ = ["bury", "entity_name", "fields_of", "load", "load_fields", "put", "tombstones"]


def load_fields(connection: Connection) -> dict[Key, dict[str, Any]]:
    """Every live record's fields as JSON values, without checking them (the store only holds what was checked)."""
    r = schema.record.c
    query = select(r.entity, r.id, cast(r.data, Text)).where(~r.deleted)
    return {Key(entity, identity): data for entity, identity, data in keyed_objects(connection, query)}


def tombstones(connection: Connection) -> dict[Key, dict[str, Any]]:
    """The records that were deleted, as they were: their ids are never used again."""
    r = schema.record.c
    rows = connection.execute(select(r.entity, r.id, r.data).where(r.deleted))
    return {Key(entity, identity): data for entity, identity, data in rows}


def fields_of(record: Record) -> dict[str, Any]:
    """A record's fields as JSON values, without its id."""
    return record.model_dump(mode="json", exclude={"id"})


def put(connection: Connection, records: Mapping[Key, Mapping[str, Any]]) -> None:
    """Writes records whole, new or not. Every one is checked by its entity's class first."""
    if not records:
        return
    for (entity, identity), data in records.items():
        ENTITIES[entity].model_validate({"id": identity, **data})
    known = set()
    for entity in {entity for entity, _ in records}:
        found = connection.execute(select(schema.record.c.id).where(schema.record.c.entity == entity))
        known |= {(entity, identity) for (identity,) in found}
    new = ((*key, json_text(dict(data)), False) for key, data in records.items() if key not in known)
    insert_rows(connection, schema.record, ("entity", "id", "data", "deleted"), new)
    old = [{"e": key[0], "i": key[1], "data": dict(data)} for key, data in records.items() if key in known]
    if old:
        statement = (
            update(schema.record)
            .where(schema.record.c.entity == bindparam("e"), schema.record.c.id == bindparam("i"))
            .values(data=bindparam("data"), deleted=False)
        )
        connection.execute(statement, old)


def bury(connection: Connection, keys: Iterable[Key]) -> None:
    """Turns records into tombstones. What endpoints agreed on for them stays, so that rows of a deleted record that are
    still somewhere are known for what they are."""
    for entity, identity in keys:
        connection.execute(
            update(schema.record)
            .where(schema.record.c.entity == entity, schema.record.c.id == identity)
            .values(deleted=True)
        )
