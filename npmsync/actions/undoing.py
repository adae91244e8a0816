"""`undo`: taking a run back, as a run of its own. The trackers follow with the next sync.

Each field goes back to what it was, unless it has changed since: then it stays and is named. A record that the run made
is deleted, as a whole or not at all; one that it deleted comes back. Rows of a record that is deleted so stay where
they are and are not read; undoing the undoing makes them count again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.opened import Opened
from npmsync.domain import Key
from npmsync.errors import Refused, UnknownName
from npmsync.store import history, records
from npmsync.store.history import NO_FIELDS, Change
from npmsync.sync.model import unless_empty

Fields = dict[str, Any]
Leave = Callable[[Key, str | None, str], None]
"""(record, field or None for the whole of it, why) -> it stays as it is."""


@dataclass(slots=True)
class Undone:
    """What was taken back, and what was not, with the reason."""

    run: str
    undone: int = 0
    left: list[dict[str, Any]] = field(default_factory=list)


def undo(opened: Opened, run: str) -> Undone:
    """Takes a run back. Raises `UnknownName` for a run nobody knows and `Refused` where nothing of it can be taken
    back."""
    with opened.store.transaction() as connection:
        identity = _run(connection, run)
        hub = records.load_fields(connection)
        pasts = _pasts(connection, identity)
        result = Undone(identity)
        after = _taken_back(pasts, hub, records.tombstones(connection), result)
        changes = [
            Change(*key, name, hub.get(key, {}).get(name), fields.get(name))
            for key, fields in after.items()
            for name in sorted({*hub.get(key, {}), *fields})
            if unless_empty(hub.get(key, {}).get(name)) != unless_empty(fields.get(name))
        ]
        if not changes:
            raise Refused(
                "nothing-to-undo",
                f"Nothing of run {identity} can be taken back: it changed nothing, or all of it has changed since.",
                "See what it did: npmsync history",
            )
        new = opened.begin(connection, "undo", undoes=identity)
        records.bury(connection, [key for key, fields in after.items() if not fields])
        records.put(connection, {key: fields for key, fields in after.items() if fields})
        result.undone = history.append(connection, new, changes)
    return result


@dataclass(slots=True)
class _Past:
    """What a run did to one record: its fields before and after, as far as the history knows them; `touched` are those
    that the run changed, `later` those that changed since."""

    before: Fields = field(default_factory=dict)
    after: Fields = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    later: set[str] = field(default_factory=set)

    @property
    def made(self) -> bool:
        return not _says(self.before) and _says(self.after)

    @property
    def deleted(self) -> bool:
        return _says(self.before) and not _says(self.after)


def _pasts(connection: Connection, run: str) -> dict[Key, _Past]:
    concerned = {entry.change.record for entry in history.entries(connection, run=run)}
    pasts: dict[Key, _Past] = {}
    begun: set[Key] = set()
    for entry in history.entries(connection, concerned):
        change, key = entry.change, Key(entry.change.entity, entry.change.record)
        if change.field in NO_FIELDS:
            continue
        past = pasts.setdefault(key, _Past())
        if entry.run == run:
            begun.add(key)
            past.touched.add(change.field)
            past.after = {**(past.after or past.before), change.field: change.new}
        elif key not in begun:
            past.before[change.field] = change.new
        else:
            past.later.add(change.field)
    return {key: past for key, past in pasts.items() if past.touched}


def _taken_back(
    pasts: Mapping[Key, _Past], hub: Mapping[Key, Fields], buried: Mapping[Key, Fields], result: Undone
) -> dict[Key, Fields]:
    """The records as they are to be, {} for one that goes; adds what stays to `result`."""
    after: dict[Key, Fields] = {}

    def leave(key: Key, name: str | None, why: str) -> None:
        now = hub.get(key, {}).get(name) if name else None
        result.left.append({"record": key.id, "field": name, "now": now, "why": why})

    for key, past in pasts.items():
        if past.made and key in hub:
            if past.later:
                leave(key, None, "it was made by the run and has been changed since")
            else:
                after[key] = {}
        elif past.deleted and key not in hub:
            # The tombstone knows what no change ever spoke of: whose answer a response is.
            fields = {**buried.get(key, {}), **past.before}
            after[key] = {name: value for name, value in fields.items() if unless_empty(value) is not None}
        elif key not in hub:
            leave(key, None, "it has been deleted since")
        else:
            after[key] = dict(hub[key])
            for name in sorted(past.touched):
                if unless_empty(hub[key].get(name)) != unless_empty(past.after.get(name)):
                    leave(key, name, "it has changed since")
                else:
                    _put(after[key], name, past.before.get(name))
    _keep_whole(after, hub, {key.id for key in buried}, leave)
    return after


def _keep_whole(after: dict[Key, Fields], hub: Mapping[Key, Fields], buried: set[str], leave: Leave) -> None:
    """No record may speak of one that is not there: whatever would make it so stays as it is."""
    while True:
        there = {key: fields for key, fields in {**hub, **after}.items() if fields}
        going = [key for key, fields in after.items() if not fields]
        absent = (buried | {key.id for key in going}) - {key.id for key in there}
        staying: dict[Key, str] = {}
        for key, fields in there.items():
            if missing := _ids(fields) & absent:
                needed = {other: "other records speak of it" for other in going if other.id in missing}
                alone = {key: "it speaks of a record that is not there any more"} if key in after else {}
                staying |= needed or alone
        if not staying:
            return
        for key, why in staying.items():
            leave(key, None, why)
            del after[key]


def _ids(value: Any) -> set[str]:
    """All texts in a value: among them the ids of the records that it speaks of."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return {text for part in value for text in _ids(part)}
    return {value} if isinstance(value, str) else set()


def _put(fields: Fields, name: str, value: Any) -> None:
    """Empty fields are left out: the entity's class says what empty is."""
    if unless_empty(value) is None:
        fields.pop(name, None)
    else:
        fields[name] = value


def _says(fields: Mapping[str, Any]) -> bool:
    return any(unless_empty(value) is not None for value in fields.values())


def _run(connection: Connection, run: str) -> str:
    known = history.runs(connection)
    found = [identity for identity in known if identity == run] or [i for i in known if i.startswith(run)]
    if len(found) != 1:
        what = "More than one run begins" if found else "No run begins"
        raise UnknownName("unknown-run", f"{what} with {run!r}.", "See: npmsync history")
    return found[0]
