"""What each endpoint agreed on with the hub, what is being written to it, and what was last read of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Text, cast, delete, insert, select, update

from npmsync.domain import Key
from npmsync.store import schema
from npmsync.store.reading import LastRead
from npmsync.store.rows import insert_rows, json_text, keyed_objects


def agreements(connection: Connection, endpoint: str, only: Key | None = None) -> dict[Key, dict[str, Any]]:
    """The agreed base of an endpoint, by record, as JSON; of one record, or of all."""
    a = schema.agreed.c
    query = select(a.entity, a.record, cast(a.data, Text)).where(a.endpoint == endpoint)
    if only is not None:
        query = query.where(a.entity == only.entity, a.record == only.id)
    return {Key(entity, record): data for entity, record, data in keyed_objects(connection, query)}


def put_agreements(connection: Connection, endpoint: str, bases: Mapping[Key, Mapping[str, Any]]) -> None:
    """Writes the agreed base of these records anew."""
    _replace(connection, schema.agreed, endpoint, bases, {})


def drop_agreements(connection: Connection, endpoint: str, keys: Iterable[Key]) -> None:
    """Forgets that the endpoint ever held these records."""
    _delete(connection, schema.agreed, endpoint, keys)


def intents(connection: Connection, endpoint: str) -> dict[Key, dict[str, Any]]:
    """What was meant to be written to an endpoint and was not yet seen there."""
    i = schema.intent.c
    query = select(i.entity, i.record, cast(i.data, Text)).where(i.endpoint == endpoint)
    return {Key(entity, record): data for entity, record, data in keyed_objects(connection, query)}


def put_intents(connection: Connection, endpoint: str, run: str, meant: Mapping[Key, Mapping[str, Any]]) -> None:
    """Puts down what is about to be written, before it is."""
    _replace(connection, schema.intent, endpoint, meant, {"run": run})


def clear_intents(connection: Connection, endpoint: str) -> None:
    """The endpoint was read after the write: what it holds now is known."""
    connection.execute(delete(schema.intent).where(schema.intent.c.endpoint == endpoint))


def agree_as_meant(connection: Connection, endpoint: str) -> None:
    """What was meant to be written to an endpoint is what is agreed with it from now on: it was seen there, all of it.
    The store does it by itself, however many records there are."""
    a, i = schema.agreed.c, schema.intent.c
    meant = select(i.endpoint, i.entity, i.record, i.data).where(i.endpoint == endpoint)
    same = select(i.record).where(i.endpoint == endpoint, i.entity == a.entity, i.record == a.record)
    connection.execute(delete(schema.agreed).where(a.endpoint == endpoint, same.exists()))
    connection.execute(insert(schema.agreed).from_select(["endpoint", "entity", "record", "data"], meant))
    clear_intents(connection, endpoint)


def last_read(connection: Connection, endpoint: str) -> LastRead | None:
    """What was last read of an endpoint; None before its first sync."""
    e = schema.endpoint.c
    row = connection.execute(
        select(e.digest, e.mapping, e.read, e.history, e.waiting, e.content).where(e.name == endpoint)
    ).first()
    return LastRead(*row) if row else None


def put_last_read(connection: Connection, endpoint: str, state: LastRead) -> None:
    connection.execute(delete(schema.endpoint).where(schema.endpoint.c.name == endpoint))
    connection.execute(insert(schema.endpoint), {"name": endpoint, **asdict(state)})


def put_versions(connection: Connection, endpoint: str, digests: Iterable[str]) -> None:
    """Remembers that the endpoint was seen with these digests."""
    v = schema.version.c
    wanted = sorted(set(digests))
    known = set(connection.execute(select(v.digest).where(v.endpoint == endpoint, v.digest.in_(wanted))).scalars())
    rows = [{"endpoint": endpoint, "digest": digest} for digest in wanted if digest not in known]
    if rows:
        connection.execute(insert(schema.version), rows)


def is_old_copy(connection: Connection, endpoint: str, digest: str) -> bool:
    """The endpoint was seen with this digest before, and has had another one since."""
    v, last = schema.version.c, last_read(connection, endpoint)
    if last is None or last.digest == digest:
        return False
    found = select(v.digest).where(v.endpoint == endpoint, v.digest == digest)
    return connection.execute(found).first() is not None


def rename(connection: Connection, old: str, new: str) -> None:
    """What was known of an endpoint is known under its new name from now on."""
    for table in (schema.agreed, schema.intent, schema.version, schema.released, schema.decision):
        connection.execute(update(table).where(table.c.endpoint == old).values(endpoint=new))
    connection.execute(update(schema.endpoint).where(schema.endpoint.c.name == old).values(name=new))


def _replace(
    connection: Connection, table: Any, endpoint: str, data: Mapping[Key, Mapping[str, Any]], more: dict[str, str]
) -> None:
    if not data:
        return
    _delete(connection, table, endpoint, data)
    columns = ("endpoint", "entity", "record", "data", *more)
    rows = ((endpoint, *key, json_text(dict(value)), *more.values()) for key, value in data.items())
    insert_rows(connection, table, columns, rows)


def _delete(connection: Connection, table: Any, endpoint: str, keys: Iterable[Key]) -> None:
    by_entity: dict[str, list[str]] = {}
    for entity, record in keys:
        by_entity.setdefault(entity, []).append(record)
    for entity, ids in by_entity.items():
        # SQLite takes 32,766 variables a statement; a thousand at a time keeps well below.
        for start in range(0, len(ids), 1000):
            chosen = table.c.record.in_(ids[start : start + 1000])
            connection.execute(delete(table).where(table.c.endpoint == endpoint, table.c.entity == entity, chosen))


def endpoints(connection: Connection) -> list[str]:
    """The endpoints that have agreed on anything."""
    rows = connection.execute(select(schema.agreed.c.endpoint).distinct())
    return sorted(name for (name,) in rows)
