"""What the calendars hold of our meetings: read since the last time, compared with what is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.calendar_state import CalendarState
from npmsync.actions.opened import Opened
from npmsync.domain import Key, Meeting
from npmsync.errors import NpmsyncError
from npmsync.ports import CalendarFormat, StoredObject
from npmsync.store import agreements
from npmsync.sync.calendar import Entry, digest, seen

_UID = re.compile(rb"^UID(?:;[^:\r\n]*)?:(.*(?:\r?\n[ \t].*)*)", re.MULTILINE | re.IGNORECASE)


def take_in(
    opened: Opened, connection: Connection, state: CalendarState, meetings: Mapping[Key, Meeting]
) -> CalendarState:
    """The state with what is there of our meetings."""
    stored = {
        key: data for key, data in agreements.agreements(connection, state.name).items() if key.entity == "meeting"
    }
    state.held = {key: Entry.from_json(data) for key, data in stored.items() if key in meetings}
    meant = agreements.intents(connection, state.name)
    by_uid = {meeting.uid: key for key, meeting in meetings.items()}
    fresh: dict[Key, Entry] = {}
    for one in sorted(state.changes.changed, key=lambda one: one.href):
        for key, entry in _ours(opened, one, by_uid, meetings, state):
            known = state.held.get(key)
            if key in fresh and known is not None and fresh[key].href == known.href:
                continue  # a second copy of it elsewhere in the calendar is somebody's own
            fresh[key] = _with_past(entry, known, meant.get(key))
    changed = {one.href for one in state.changes.changed}
    for key, entry in state.held.items():
        if key in fresh:
            continue
        gone = not entry.there or entry.href in state.changes.gone
        if gone or entry.href in changed or state.changes.whole:
            state.missing.add(key)
        else:
            state.entries[key] = entry
    state.entries |= fresh
    return state


def _with_past(entry: Entry, known: Entry | None, meant: Mapping[str, Any] | None) -> Entry:
    """The event as it is, with what was agreed before: what was meant to be written and stands there counts."""
    if known is not None:
        entry = replace(entry, values=known.values, shown=known.shown, described=known.described)
    if meant is not None and meant["values"] == entry.seen:
        wrote = Entry.from_json(meant)
        entry = replace(entry, values=wrote.values, shown=wrote.shown, described=entry.description)
    return entry


def _ours(
    opened: Opened,
    one: StoredObject,
    by_uid: Mapping[str, Key],
    meetings: Mapping[Key, Meeting],
    state: CalendarState,
) -> list[tuple[Key, Entry]]:
    """The events of ours in an object. Most objects in a calendar are none: they are not even opened."""
    if not any(uid in by_uid for uid in _uids(one.data)):
        return []
    calendars: CalendarFormat = opened.plugin("calendar", "ics")
    try:
        read = calendars.items(one.data)
    except NpmsyncError as error:
        state.notes.append(f"an event of ours cannot be read: {error.message}")
        return []
    found = []
    for item in read.items:
        key = by_uid.get(item.uid)
        if key is None:
            continue
        meeting = meetings[key]
        if item.repeats:
            state.notes.append(f"{meeting.title} repeats in the calendar; its first time is the meeting's")
        values = seen(item, meeting.timezone, state.settings.own)
        found.append(
            (
                key,
                Entry(
                    one.href, one.version, values, description=digest(item.description), sequence=item.sequence,
                    repeats=item.repeats, data=one.data,
                ),
            )
        )  # fmt: skip
    return found


def _uids(data: bytes) -> set[str]:
    return {re.sub(rb"\r?\n[ \t]", b"", found).strip().decode("utf-8", "replace") for found in _UID.findall(data)}
