"""What waits for a person, as `conflicts list` shows it."""

from __future__ import annotations

from typing import Any

from npmsync.actions.opened import Opened
from npmsync.domain import Key
from npmsync.store import decisions, records


def waiting_items(opened: Opened) -> list[dict[str, Any]]:
    """Every open item with both sides, and what a person calls the record."""
    with opened.store.transaction() as connection:
        items = decisions.open_decisions(connection)
        hub = records.load_fields(connection) if items else {}
    names = {identity: fields["name"] for (entity, identity), fields in hub.items() if entity == "authority"}
    shapes = []
    for item in items:
        fields = hub.get(Key(item.entity, item.record), {})
        if item.entity == "response":
            fields = hub.get(Key("recommendation", fields.get("recommendation", "")), {})
        title = fields.get("ref") or fields.get("name") or fields.get("title") or str(fields.get("text") or "")[:60]
        shapes.append(
            {
                "id": item.id,
                "kind": item.kind,
                "record": item.record,
                "title": title,
                "field": item.field,
                "ours": _named(item.ours, names),
                "theirs": _named(item.theirs, names),
                "endpoint": item.endpoint,
                "since": item.since,
                "detail": item.detail,
            }
        )
    return shapes


def _named(value: Any, names: dict[str, str]) -> Any:
    """Authorities by name instead of id."""
    if isinstance(value, list):
        return [names.get(part, part) for part in value]
    return names.get(value, value) if isinstance(value, str) else value
