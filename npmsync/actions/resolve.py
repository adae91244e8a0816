"""`conflicts`: what waits for a person, and what happens once the person has decided.

`ours` is the hub's value. `theirs` means: a conflict or correction takes the other side's value, a vanished row is
deleted, a reply counts, a near name is the same authority. Trackers are brought in step by the next `sync`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from sqlalchemy import Connection

from npmsync.actions.opened import Opened
from npmsync.actions.same_authority import join_authorities
from npmsync.domain import Key
from npmsync.domain.words import Partstat
from npmsync.errors import UnknownName
from npmsync.store import agreements, decisions, history, records
from npmsync.store.decisions import Decision
from npmsync.store.history import Change

Take = Literal["ours", "theirs"]


def resolve(opened: Opened, identity: str | None, take: Take, why: str | None) -> dict[str, Any]:
    """Carries out one decision (by its id or an unambiguous beginning), or the same for all that wait (None), as one
    run. Raises `UnknownName` for an id that does not wait."""
    with opened.store.transaction() as connection:
        items = decisions.open_decisions(connection)
        if identity is not None:
            items = [item for item in items if item.id == identity] or [i for i in items if i.id.startswith(identity)]
            if len(items) != 1:
                what = "More than one thing" if items else "Nothing"
                hint = "See: npmsync conflicts list"
                raise UnknownName("unknown-decision", f"{what} waits under {identity!r}.", hint)
        if not items:
            return {"run": None, "resolved": 0, "items": []}
        run = opened.begin(connection, "conflicts resolve")
        for item in items:
            history.append(connection, run, _CARRY_OUT[item.kind](connection, item, take))
            decisions.settle(connection, item.id, take, why, opened.now)
            decided = {"kind": item.kind, "field": item.field, "take": take, "why": why, "theirs": item.theirs}
            change = Change(item.entity, item.record, "decision", None, decided, item.endpoint)
            history.append(connection, run, [change])
    return {"run": run, "resolved": len(items), "items": [item.id for item in items]}


def _difference(connection: Connection, item: Decision, take: Take) -> list[Change]:
    if isinstance(item.detail, dict) and "content" in item.detail:
        decisions.put_detail(connection, item.id, {**item.detail, "is": item.record if take == "ours" else None})
        return []
    assert item.endpoint is not None and item.field is not None
    changes = []
    hub = records.load_fields(connection)
    fields = hub.get(Key(item.entity, item.record), {})
    if take == "theirs" and fields.get(item.field) != item.theirs:
        changes = [Change(item.entity, item.record, item.field, fields.get(item.field), item.theirs, item.endpoint)]
        records.put(connection, {Key(item.entity, item.record): {**fields, item.field: item.theirs}})
    _seen(connection, item, fields)
    return changes


def _seen(connection: Connection, item: Decision, fields: dict[str, Any]) -> None:
    """What the endpoint shows has been dealt with: from now on only what is new there counts as a change."""
    assert item.endpoint is not None
    response = item.entity == "response"
    key = Key("recommendation", fields["recommendation"]) if response else Key(item.entity, item.record)
    base = agreements.agreements(connection, item.endpoint).get(key)
    if base is not None:
        part = base["answers"].setdefault(fields["authority"] or "", {}) if response else base["values"]
        part[item.field] = item.theirs
        agreements.put_agreements(connection, item.endpoint, {key: base})


def _vanished(connection: Connection, item: Decision, take: Take) -> list[Change]:
    assert item.endpoint is not None
    if isinstance(item.detail, dict) and "content" in item.detail:
        decisions.put_detail(connection, item.id, {**item.detail, "is": item.record if take == "ours" else None})
        if take == "ours":
            return []
    agreements.drop_agreements(connection, item.endpoint, [Key(item.entity, item.record)])
    if take == "ours":
        return []
    hub = records.load_fields(connection)
    gone = [Key(item.entity, item.record)]
    gone += [key for key, fields in hub.items() if key[0] == "response" and fields["recommendation"] == item.record]
    records.bury(connection, gone)
    return [Change(*key, name, value, None, item.endpoint) for key in gone for name, value in hub.get(key, {}).items()]


def _near_name(connection: Connection, item: Decision, take: Take) -> list[Change]:
    return join_authorities(connection, item.detail["same_as"], item.record) if take == "theirs" else []


def _reply(connection: Connection, item: Decision, take: Take) -> list[Change]:
    if take == "ours":
        return []
    meeting = records.load_fields(connection)[Key("meeting", item.record)]
    address, partstat = item.detail["attendee"], Partstat(item.detail["partstat"]).value
    people = [
        {**person, "partstat": partstat} if (person["email"] or "").casefold() == address.casefold() else person
        for person in meeting["participants"]
    ]
    if people == meeting["participants"]:
        return []
    records.put(connection, {Key("meeting", item.record): {**meeting, "participants": people}})
    return [Change("meeting", item.record, "participants", meeting["participants"], people)]


_CARRY_OUT: dict[str, Callable[[Connection, Decision, Take], list[Change]]] = {
    "conflict": _difference,
    "correction": _difference,
    "vanished": _vanished,
    "near_name": _near_name,
    "reply": _reply,
}
