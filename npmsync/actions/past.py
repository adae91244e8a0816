"""`history`: what changed, by whom, from where."""

from __future__ import annotations

from typing import Any

from npmsync.actions.opened import Opened
from npmsync.domain import Key
from npmsync.errors import UnknownName
from npmsync.store import history, records
from npmsync.vocabulary import fold


def list_history(opened: Opened, record: str | None) -> list[dict[str, Any]]:
    """The history, oldest first; of one record, named by id, reference, name or an unambiguous beginning of the id."""
    with opened.store.transaction() as connection:
        hub = records.load_fields(connection)
        chosen = _records(hub, record) if record else None
        titles = {key[1]: fields.get("ref") or fields.get("name") or fields.get("title") for key, fields in hub.items()}
        for (entity, identity), fields in hub.items():
            if entity == "response":
                titles[identity] = titles.get(fields["recommendation"])
        return [
            {
                "run": entry.run,
                "at": entry.at,
                "by": entry.by,
                "command": entry.command,
                "endpoint": entry.change.endpoint,
                "entity": entry.change.entity,
                "record": entry.change.record,
                "title": titles.get(entry.change.record),
                "field": entry.change.field,
                "old": entry.change.old,
                "new": entry.change.new,
            }
            for entry in history.entries(connection, chosen)
        ]


def _records(hub: dict[Key, dict[str, Any]], name: str) -> set[str]:
    exact = {
        identity
        for (_, identity), fields in hub.items()
        if identity == name or fold(name) in {fold(str(fields.get(k) or "")) for k in ("ref", "name", "uid")}
    }
    found = exact or {identity for _, identity in hub if len(name) >= 6 and identity.startswith(name)}
    if not found:
        raise UnknownName("unknown-record", f"No record is called {name!r}.", "Give its reference, its name or its id.")
    return found | {key[1] for key, fields in hub.items() if key[0] == "response" and fields["recommendation"] in found}
