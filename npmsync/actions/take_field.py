"""Taking the other side's word: a value into the hub, or a row that an authority added."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from npmsync.actions.take_meeting import as_in_calendar, take_meeting
from npmsync.actions.typed_values import typed_value
from npmsync.domain import Key
from npmsync.errors import Refused
from npmsync.store import records
from npmsync.store.decisions import Decision
from npmsync.store.history import Change
from npmsync.sync.names import Directory
from npmsync.vocabulary.levels import suggested_level

Hub = dict[Key, dict[str, Any]]


def take_field(
    connection: Connection, item: Decision, hub: Hub, language: str, make_id: Callable[[], str]
) -> list[Change]:
    """Puts what a conflict or a correction proposes into the hub and returns what changed; nothing where its record is
    gone. Raises `Refused` where the record cannot hold it."""
    key = Key(item.entity, item.record)
    fields = _fields(item, hub)
    if fields is None or item.field is None:
        return []
    if item.entity == "meeting":
        return take_meeting(connection, key, lambda meeting: as_in_calendar(meeting, item), item.endpoint)
    if isinstance(item.theirs, dict):
        return _factual(connection, key, fields, item.theirs)
    value: Any = item.theirs
    made: list[Change] = []
    if item.endpoint is None and isinstance(value, str):
        value = typed_value(item.field, value, language)
    elif item.field == "addressees":
        value, made = _authorities(connection, value or [], hub, make_id)
    if (fields.get(item.field) or None) == value:
        return made
    return [*made, *_put(connection, key, fields, {item.field: value}, item.endpoint)]


def take_row(connection: Connection, item: Decision) -> list[Change]:
    """Makes a recommendation of a row that an authority added; its other cells follow with the next sync."""
    return _put(connection, Key(item.entity, item.record), {}, item.detail["fields"], item.endpoint)


def _fields(item: Decision, hub: Hub) -> dict[str, Any] | None:
    """The record as it stands; for a response that nobody has given yet, the beginning of one; None for one that is
    gone."""
    fields = hub.get(Key(item.entity, item.record))
    if fields is None and item.entity == "response" and item.detail:
        parent = Key("recommendation", item.detail["recommendation"])
        named = {name: item.detail[name] for name in ("recommendation", "authority")}
        return named if parent in hub else None
    return fields


def _put(
    connection: Connection, key: Key, fields: dict[str, Any], values: dict[str, Any], endpoint: str | None
) -> list[Change]:
    after = {**fields, **values}
    try:
        records.put(connection, {key: {name: value for name, value in after.items() if value is not None}})
    except ValidationError as error:
        name = ", ".join(values)
        raise Refused(
            "cannot-be-taken",
            f"The other side's {name} cannot be taken: {error.errors()[0]['msg']}. It still waits.",
            "Take ours, or put a value into the tracker and run sync.",
        ) from error
    return [Change(*key, name, fields.get(name), value, endpoint) for name, value in values.items()]


def _authorities(
    connection: Connection, names: list[str], hub: Hub, make_id: Callable[[], str]
) -> tuple[list[str] | None, list[Change]]:
    """The ids of addressees, some of which an authority's sheet gives by names that nobody knows yet."""
    known = {key.id: fields for key, fields in hub.items() if key.entity == "authority"}
    directory = Directory.of(known)
    ids = [name if name in known else directory.find_or_make(name, make_id()) for name in names]
    made = {
        Key("authority", identity): {"name": name, "level": suggested_level(name, set()).value}
        for identity, name in directory.made.items()
    }
    records.put(connection, made)
    changes = [Change(*key, name, None, value) for key, fields in made.items() for name, value in fields.items()]
    return ids or None, changes


def _factual(connection: Connection, key: Key, fields: dict[str, Any], said: dict[str, Any]) -> list[Change]:
    """A factual correction of a draft: where the words it is about stand once in the recommendation, they are replaced;
    where it is about another part of the report, accepting it is all there is to do here."""
    wrong, right, text = str(said.get("says") or "").strip(), said.get("should_say"), fields["text"]
    if not wrong or not right or text.count(wrong) != 1:
        return []
    return _put(connection, key, fields, {"text": text.replace(wrong, str(right).strip())}, None)
