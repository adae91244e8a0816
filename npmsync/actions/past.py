"""`history` and `undo`: what changed, by whom, from where; and taking a run back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.opened import Opened
from npmsync.domain import Key
from npmsync.errors import Refused, UnknownName
from npmsync.store import agreements, history, records
from npmsync.store.history import Change, Entry
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


@dataclass(slots=True)
class Undone:
    """What was taken back, and what was not because it has changed since."""

    run: str
    undone: int = 0
    left: list[dict[str, Any]] = field(default_factory=list)


def undo(opened: Opened, run: str) -> Undone:
    """Takes a run back, as a run of its own. A field that changed since stays as it is and is named. Raises
    `UnknownName` for a run nobody knows and `Refused` where nothing of it can be taken back."""
    with opened.store.transaction() as connection:
        identity = _run(connection, run)
        entries = [e for e in history.entries(connection, run=identity) if e.change.field != "decision"]
        hub = records.load_fields(connection)
        result = Undone(identity)
        changes: list[Change] = []
        after: dict[Key, dict[str, Any]] = {}
        for entry in reversed(entries):
            _take_back(entry, hub, after, changes, result)
        if not changes:
            raise Refused(
                "nothing-to-undo", f"Nothing of run {identity} can be taken back: it has all changed since.", ""
            )
        new = opened.begin(connection, "undo", undoes=identity)
        gone = [key for key, fields in after.items() if all(value in (None, [], ()) for value in fields.values())]
        records.bury(connection, [key for key in gone if key in hub])
        records.put(connection, {key: fields for key, fields in after.items() if key not in gone})
        result.undone = history.append(connection, new, changes)
        _forget_created(connection, gone)
    return result


def _take_back(
    entry: Entry,
    hub: dict[Key, dict[str, Any]],
    after: dict[Key, dict[str, Any]],
    changes: list[Change],
    result: Undone,
) -> None:
    change = entry.change
    key = Key(change.entity, change.record)
    fields = after.setdefault(key, dict(hub.get(key, {})))
    if fields.get(change.field) != change.new:
        result.left.append({"record": change.record, "field": change.field, "now": fields.get(change.field)})
        return
    fields[change.field] = change.old
    changes.append(Change(change.entity, change.record, change.field, change.new, change.old))


def _run(connection: Connection, run: str) -> str:
    known = {entry.run for entry in history.entries(connection)}
    found = [identity for identity in known if identity == run] or [i for i in known if i.startswith(run)]
    if len(found) != 1:
        what = "More than one run begins" if found else "No run begins"
        raise UnknownName("unknown-run", f"{what} with {run!r}.", "See: npmsync history")
    return found[0]


def _forget_created(connection: Connection, gone: list[Key]) -> None:
    """Rows of a record that the undone run had made are new to us again."""
    for endpoint in agreements.endpoints(connection):
        agreements.drop_agreements(connection, endpoint, gone)
