"""Meetings as calendars show them, so that the merge can compare the two: four fields, as plain values.

time        2027-01-15T10:00/2027-01-15T11:30, on the clock of the meeting's own zone
place       the room
title
called_off  True, or None
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from npmsync.domain.meeting import Meeting
from npmsync.domain.record import Key, Rule
from npmsync.domain.words import MeetingKind, MeetingStatus, Role
from npmsync.domain.world import stands
from npmsync.ports import CalendarItem
from npmsync.scheduling.meetings import Shown
from npmsync.sync.model import Fields, HubChange, Snapshot

TIME, PLACE, TITLE, CALLED_OFF = "time", "place", "title", "called_off"
RULE = Rule()


@dataclass(frozen=True, slots=True)
class Entry:
    """An event of ours in one calendar. `values` are what the two agreed on, `seen` what it shows. `shown` is a digest
    of what we last wrote, `described` one of the description as it stood then. `data` is the object itself where it
    was just read."""

    href: str
    version: str
    seen: Fields
    values: Fields = field(default_factory=dict)
    shown: str = ""
    described: str = ""
    description: str = ""
    sequence: int = 0
    repeats: bool = False
    data: bytes | None = None

    @property
    def there(self) -> bool:
        """False for one that is gone, which a person is asked about."""
        return bool(self.version)

    def to_json(self) -> dict[str, Any]:
        """For the store, in the shape of every agreed base."""
        return {
            "values": dict(self.values),
            "answers": {},
            "raw": {},
            "rows": [],
            "content": "",
            "seen": dict(self.seen),
            "at": [self.href, self.version, self.shown, self.described, self.description, self.sequence, self.repeats],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Entry:
        href, version, shown, described, description, sequence, repeats = data["at"]
        return cls(href, version, data["seen"], data["values"], shown, described, description, sequence, repeats)


def in_calendars(meeting: Meeting) -> bool:
    """A visit is announced to nobody: the meeting at its end is in no calendar, invitation or feed."""
    return meeting.kind is not MeetingKind.VISIT_EXIT


def view(meeting: Meeting, own: bool = True) -> Fields:
    """The hub's side. The title in an authority's calendar is a neutral one and says nothing: it is not compared."""
    named = {TITLE: one_line(meeting.title) or None} if own else {}
    return {
        TIME: _span(meeting.start, meeting.end),
        PLACE: one_line(meeting.place or "") or None,
        **named,
        CALLED_OFF: True if meeting.status is MeetingStatus.CANCELLED else None,
    }


def seen(item: CalendarItem, timezone: str, own: bool = True) -> Fields:
    """The calendar's side, its times on the clock of the meeting's zone."""
    zone = ZoneInfo(timezone)
    return {
        TIME: _span(_local(item.start, zone), _local(item.end, zone)),
        PLACE: one_line(item.location) or None,
        **({TITLE: one_line(item.summary) or None} if own else {}),
        CALLED_OFF: True if item.cancelled else None,
    }


def one_line(text: str) -> str:
    return " ".join(text.split())


def snapshot(
    name: str, role: Role, entries: Mapping[Key, Entry], missing: Iterable[Key], meetings: Mapping[Key, Meeting]
) -> Snapshot:
    """What the merge compares. That a meeting is called off in a calendar, that it has become a whole day there, or
    that one is moved that was held: all that waits for a person. One that was deleted there after its day is no
    longer asked about."""
    disputed = set()
    for key, entry in entries.items():
        over = meetings[key].status in (MeetingStatus.HELD, MeetingStatus.CANCELLED)
        disputed |= {(key, CALLED_OFF)} if entry.seen[CALLED_OFF] else set()
        disputed |= {(key, TIME)} if over or "T" not in entry.seen[TIME] else set()
        disputed |= {(key, PLACE), (key, TITLE)} if over else set()
    records = {key: entry.seen for key, entry in entries.items()}
    return Snapshot(name, records, role, missing=frozenset(missing), disputed=frozenset(disputed))


def shown_of(meeting: Meeting, changes: Sequence[HubChange], sequence: int) -> Shown:
    """A meeting's changes in a calendar as a person made them there."""
    new = {change.field: change.new for change in changes}
    start, end = moments(new[TIME]) if TIME in new else (None, None)
    return Shown(start, end, (new[PLACE] or "") if PLACE in new else None, new.get(TITLE), sequence)


def moments(span: str) -> tuple[datetime, datetime]:
    """The two ends of a `time`. Raises `ValueError` for whole days."""
    first, _, last = span.partition("/")
    if "T" not in first:
        raise ValueError(f"{first} is a whole day")
    return datetime.fromisoformat(first), datetime.fromisoformat(last)


def wanted(meeting: Meeting, today: date) -> bool:
    """Whether a calendar that does not have it is to get it: it is to come, and not called off."""
    return in_calendars(meeting) and stands(meeting, today) and meeting.start.date() >= today


def digest(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:24]


def offsets(meeting: Meeting) -> list[str]:
    """How far from UTC its hours are by the rules of today: where a country changes them, the hours on the wall stay,
    and calendars are told the new rules."""
    zone = ZoneInfo(meeting.timezone)
    return [str(moment.replace(tzinfo=zone).utcoffset()) for moment in (meeting.start, meeting.end)]


def _local(value: datetime | date, zone: ZoneInfo) -> datetime | date:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(zone).replace(tzinfo=None)
    return value


def _span(start: datetime | date, end: datetime | date) -> str:
    return "/".join(m.isoformat(timespec="minutes") if isinstance(m, datetime) else m.isoformat() for m in (start, end))
