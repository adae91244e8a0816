"""`conflicts`: what waits for a person, and what happens once the person has decided.

`ours` is the hub's value. `theirs` means: a conflict or correction takes the other side's value, a vanished row is
deleted, a reply counts, a near name is the same authority, a message was sent. The next `sync` brings trackers in step.

What a decision was about may be gone by the time it is taken, by another decision or an undo; then nothing is left to
change, and only the decision is put down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection

from npmsync.actions.meetings import with_answer
from npmsync.actions.opened import Opened
from npmsync.actions.same_authority import join_authorities
from npmsync.actions.take_field import take_field, take_row
from npmsync.actions.take_meeting import take_meeting
from npmsync.domain import Key, Meeting
from npmsync.domain.words import Partstat
from npmsync.errors import Refused, UnknownName
from npmsync.scheduling.meetings import cancel, delegate, move
from npmsync.store import agreements, decisions, history, mailings, records
from npmsync.store.decisions import Decision
from npmsync.store.history import Change

Take = Literal["ours", "theirs"]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """One decision on its way: `hub` are the live records as they are now."""

    opened: Opened
    connection: Connection
    item: Decision
    take: Take
    hub: dict[Key, dict[str, Any]]

    @property
    def of_a_row(self) -> bool:
        """It is about whose row a row is, not about a value."""
        return isinstance(self.item.detail, dict) and "content" in self.item.detail


def resolve(opened: Opened, identity: str | None, take: Take, why: str | None) -> dict[str, Any]:
    """Carries out one decision (by its id or an unambiguous beginning), or the same for all that wait (None), as one
    run. Of several values for one field, `theirs` is no answer: with None those are left waiting, and so is what
    cannot be taken; `left` says how many.

    Raises `UnknownName` for an id that does not wait, `Refused` where what it proposes cannot be taken.
    """
    with opened.store.transaction() as connection:
        waiting = decisions.open_decisions(connection)
        items = _one(waiting, identity) if identity is not None else _clear(waiting, take)
        done = []
        run = opened.begin(connection, "conflicts resolve") if items else None
        for item in items:
            chosen = _Chosen(opened, connection, item, take, records.load_fields(connection))
            try:
                changes = _CARRY_OUT[item.kind](chosen)
            except Refused:
                if identity is not None:
                    raise
                continue
            decided = {"kind": item.kind, "field": item.field, "take": take, "why": why, "theirs": item.theirs}
            changes.append(Change(item.entity, item.record, history.DECISION, None, decided, item.endpoint))
            assert run is not None
            history.append(connection, run, changes)
            decisions.settle(connection, item.id, take, why, opened.now)
            done.append(item.id)
        if run is not None and not done:
            history.drop_empty_run(connection, run)
            run = None
    left = 0 if identity is not None else len(waiting) - len(done)
    return {"run": run, "resolved": len(done), "items": done, "left": left}


def _one(waiting: Sequence[Decision], identity: str) -> list[Decision]:
    items = [item for item in waiting if item.id == identity] or [i for i in waiting if i.id.startswith(identity)]
    if len(items) != 1:
        what = "More than one thing" if items else "Nothing"
        raise UnknownName("unknown-decision", f"{what} waits under {identity!r}.", "See: npmsync conflicts list")
    return items


def _clear(waiting: Sequence[Decision], take: Take) -> list[Decision]:
    """The items that one word decides."""
    said: dict[tuple[str, str, str | None], set[str]] = defaultdict(set)
    for item in waiting:
        said[item.entity, item.record, item.field].add(repr(item.theirs))
    return [i for i in waiting if take == "ours" or len(said[i.entity, i.record, i.field]) == 1]


def _difference(chosen: _Chosen) -> list[Change]:
    item = chosen.item
    if chosen.of_a_row:
        _say_whose_row(chosen)
        if item.kind == "correction":
            return take_row(chosen.connection, item) if chosen.take == "theirs" else []
        return []
    changes = []
    if chosen.take == "theirs":
        language = chosen.opened.settings.workspace.language
        changes = take_field(chosen.connection, item, chosen.hub, language, chosen.opened.new_id)
    if item.endpoint is not None:
        _seen(chosen.connection, item.endpoint, item, chosen.hub)
    return changes


def _say_whose_row(chosen: _Chosen) -> None:
    """Remembers what a person said of a row. `ours`: it is the record it was taken for, and an authority's addition is
    none; `theirs`: it is another one, and an authority's addition becomes a recommendation."""
    same = "theirs" if chosen.item.kind == "correction" else "ours"
    whose = chosen.item.record if chosen.take == same else None
    decisions.put_detail(chosen.connection, chosen.item.id, {**chosen.item.detail, "is": whose})


def _seen(connection: Connection, endpoint: str, item: Decision, hub: dict[Key, dict[str, Any]]) -> None:
    """What the endpoint shows has been dealt with: from now on only what is new there counts as a change. A response
    stands in the row of its recommendation, or, in the dialogue workbook, in one of its own."""
    known = agreements.agreements(connection, endpoint)
    key, speaker = Key(item.entity, item.record), None
    if key.entity == "response" and key not in known:
        said = item.detail or hub.get(key, {})
        key, speaker = Key("recommendation", said.get("recommendation", "")), said.get("authority") or ""
    base = known.get(key)
    if base is not None and item.field is not None:
        part = base["values"] if speaker is None else base["answers"].setdefault(speaker, {})
        part[item.field] = item.theirs
        agreements.put_agreements(connection, endpoint, {key: base})


def _vanished(chosen: _Chosen) -> list[Change]:
    connection, item = chosen.connection, chosen.item
    assert item.endpoint is not None
    if chosen.of_a_row:
        _say_whose_row(chosen)
        if chosen.take == "ours":
            return []
    key = Key(item.entity, item.record)
    agreements.drop_agreements(connection, item.endpoint, [key])
    if chosen.take == "ours" or key not in chosen.hub:
        return []
    if key.entity == "meeting":
        why = f"its event was deleted in the calendar {item.endpoint}"
        return take_meeting(connection, key, lambda meeting: cancel(meeting, why), item.endpoint)
    gone = [key]
    gone += [k for k, fields in chosen.hub.items() if k.entity == "response" and fields["recommendation"] == key.id]
    records.bury(connection, gone)
    return [Change(*k, name, value, None, item.endpoint) for k in gone for name, value in chosen.hub[k].items()]


def _near_name(chosen: _Chosen) -> list[Change]:
    kept, gone = Key("authority", chosen.item.detail["same_as"]), Key("authority", chosen.item.record)
    if chosen.take == "ours" or kept not in chosen.hub or gone not in chosen.hub:
        return []
    return join_authorities(chosen.connection, kept.id, gone.id)


def _reply(chosen: _Chosen) -> list[Change]:
    key = Key("meeting", chosen.item.record)
    if chosen.take == "ours" or key not in chosen.hub:
        return []
    if proposed := chosen.item.detail.get("start"):
        moved = datetime.fromisoformat(proposed)
        return take_meeting(chosen.connection, key, lambda meeting: move(meeting, moved), None)
    address, partstat = chosen.item.detail["attendee"], Partstat(chosen.item.detail["partstat"])

    instead: list[str] = chosen.item.detail.get("delegated_to") or []

    def answered(meeting: Meeting) -> Meeting:
        if partstat is Partstat.DELEGATED and len(instead) == 1:
            return delegate(meeting, address, instead[0].partition("@")[0], instead[0], chosen.opened.now)
        asked = any((person.email or "").casefold() == address.casefold() for person in meeting.participants)
        return with_answer(meeting, address, partstat, chosen.opened.now) if asked else meeting

    return take_meeting(chosen.connection, key, answered, None)


def _mail(chosen: _Chosen) -> list[Change]:
    """Whether a message went out when nobody knew. `ours`: it did not, so the next run sends it."""
    state = "sent" if chosen.take == "theirs" else "written"
    said = "a person said that it was sent" if chosen.take == "theirs" else None
    mailings.moved_on(chosen.connection, [chosen.item.detail["message_id"]], state, chosen.opened.now, answer=said)
    return []


_CARRY_OUT: dict[str, Callable[[_Chosen], list[Change]]] = {
    "conflict": _difference,
    "correction": _difference,
    "vanished": _vanished,
    "near_name": _near_name,
    "reply": _reply,
    "mail": _mail,
}
