"""Removing a text from the store for good: from its record, from the history (whose chain keeps salted digests and
still holds), from what was agreed with endpoints, and from whatever waits or was issued."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import JSON, Connection, Text, null, select, update

from npmsync.domain import Key
from npmsync.store import schema
from npmsync.store.history import NO_FIELDS

MARK = "[redacted]"
"""What stands where a text had to stand."""
SHORTEST = 8
"""Characters from which a text is looked for in other places: a shorter one is in many of them by chance."""
_OWN = frozenset({"record", "history", "run", "agreed", "intent"})


def texts_of(connection: Connection, key: Key, field: str, now: Any) -> list[str]:
    """Every text that the field has held, as far as the store knows: now, in the history, and in endpoints."""
    h, found = schema.history.c, [now]
    same = (h.entity == key.entity) & (h.record == key.id)
    for old, new in connection.execute(select(h.old, h.new).where(same, h.field == field)):
        found += [old, new]
    for (new,) in connection.execute(select(h.new).where(same, h.field.in_(sorted(NO_FIELDS)))):
        if isinstance(new, dict) and new.get("field") == field:
            found.append(new.get("theirs"))
    a = schema.agreed.c
    for (data,) in connection.execute(select(a.data).where(a.entity == key.entity, a.record == key.id)):
        found.append(data.get("values", {}).get(field) if isinstance(data, dict) else None)
    return sorted({text for value in found for text in _strings(value) if text != MARK}, key=len, reverse=True)


def empty_history(connection: Connection, key: Key, field: str) -> int:
    """Empties the values and salts of a field's entries, and of decisions about it; returns how many. Their digests
    stay, so that the chain still verifies."""
    h = schema.history.c
    same = (h.entity == key.entity) & (h.record == key.id)
    chosen = [seq for (seq,) in connection.execute(select(h.seq).where(same, h.field == field))]
    for seq, new in connection.execute(select(h.seq, h.new).where(same, h.field.in_(sorted(NO_FIELDS)))):
        if isinstance(new, dict) and new.get("field") == field and new.get("kind") != "redact":
            chosen.append(seq)
    for seq in chosen:
        emptied = {"old": null(), "new": null(), "salt": null()}
        connection.execute(update(schema.history).where(h.seq == seq).values(emptied))
    return len(chosen)


def scrub(connection: Connection, texts: Sequence[str]) -> int:
    """Puts a mark in place of these texts in everything that waits, was issued or left; returns in how many rows."""
    long = [text for text in texts if len(text) >= SHORTEST]
    return sum(
        _scrub_table(connection, table, long) for table in schema.metadata.sorted_tables if table.name not in _OWN
    )


def scrub_agreed(connection: Connection, key: Key, texts: Sequence[str]) -> int:
    """The same in what endpoints agreed on for one record: only once they hold the text no more, for this is how the
    next sync knows what they held."""
    here = (key.entity, key.id)
    return sum(_scrub_table(connection, table, texts, here) for table in (schema.agreed, schema.intent))


def _scrub_table(connection: Connection, table: Any, texts: Sequence[str], here: tuple[str, str] | None = None) -> int:
    columns = [c for c in table.columns if isinstance(c.type, JSON | Text) and not c.primary_key and c.name != "path"]
    if not columns or not texts:
        return 0
    keys = list(table.primary_key.columns)
    query = select(*keys, *columns)
    if here is not None:
        query = query.where(table.c.entity == here[0], table.c.record == here[1])
    count = 0
    for row in connection.execute(query).all():
        values = {c.name: value for c, value in zip(columns, row[len(keys) :], strict=True)}
        after = {name: _without(value, texts) for name, value in values.items()}
        if after != values:
            where = [key == value for key, value in zip(keys, row, strict=False)]
            connection.execute(update(table).where(*where).values(after))
            count += 1
    return count


def _without(value: Any, texts: Iterable[str]) -> Any:
    if isinstance(value, str):
        for text in texts:
            value = value.replace(text, MARK)
        return value
    if isinstance(value, list):
        return [_without(part, texts) for part in value]
    if isinstance(value, dict):
        return {_without(name, texts): _without(part, texts) for name, part in value.items()}
    return value


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, list):
        return [text for part in value for text in _strings(part)]
    if isinstance(value, dict):
        return [text for part in value.values() for text in _strings(part)]
    return []
