"""Taking a calendar's word for a meeting: its time, room or title, or that it is called off."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from npmsync.domain import Key, Meeting
from npmsync.errors import Refused
from npmsync.scheduling.meetings import as_shown, cancel
from npmsync.store import records
from npmsync.store.decisions import Decision
from npmsync.store.history import Change
from npmsync.sync.calendar import CALLED_OFF, PLACE, TIME, TITLE, shown_of
from npmsync.sync.model import HubChange


def take_meeting(
    connection: Connection, key: Key, make: Callable[[Meeting], Meeting], endpoint: str | None
) -> list[Change]:
    """Puts a meeting into the store as `make` has it, and returns what changed; nothing where it is gone."""
    before = next((one for one in records.load(connection, Meeting) if one.id == key.id), None)
    if before is None:
        return []
    after = make(before)
    old, new = records.fields_of(before), records.fields_of(after)
    records.put(connection, {key: new})
    return [Change(*key, name, old[name], value, endpoint) for name, value in new.items() if old[name] != value]


def as_in_calendar(meeting: Meeting, item: Decision) -> Meeting:
    """The meeting with the one field in which a calendar or the dialogue workbook differs. Raises `Refused` where no
    meeting can be so."""
    if item.field not in (CALLED_OFF, TIME, PLACE, TITLE):
        return _as_in_workbook(meeting, item)
    if item.field == CALLED_OFF:
        return cancel(meeting, f"it was called off in the calendar {item.endpoint}")
    change = HubChange(Key(item.entity, item.record), item.field or "", item.ours, item.theirs, item.endpoint or "")
    try:
        return as_shown(meeting, shown_of(meeting, [change], 0))
    except ValueError:
        raise Refused(
            "cannot-be-taken",
            f"{meeting.title} takes a whole day in the calendar: that is no time at which people can come.",
            "Give it a time there and sync, or take ours.",
        ) from None


def _as_in_workbook(meeting: Meeting, item: Decision) -> Meeting:
    from npmsync.workbook.model import NotTaken
    from npmsync.workbook.taking_meetings import changed_meeting

    try:
        return changed_meeting(meeting, {item.field or "": item.theirs})
    except NotTaken as error:
        why = str(error.saying.gaps.get("why", ""))
        raise Refused("cannot-be-taken", f"{meeting.title} cannot be so: {why}", "Take ours.") from error
