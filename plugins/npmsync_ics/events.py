"""Events as read: one for each VEVENT that can be read, with a sentence for each that cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from npmsync.ports import CalendarItem, CalendarRead
from npmsync_ics.content import Part, calendars
from npmsync_ics.moments import length, moment
from npmsync_ics.zone_names import Zones

_SEQUENCE = 2**31 - 1
_AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """A VEVENT. `instead_of` is its RECURRENCE-ID; `zones` are those of its calendar."""

    uid: str
    start: datetime | date
    end: datetime | date
    part: Part
    zones: Zones
    instead_of: datetime | date | None = None

    @property
    def cancelled(self) -> bool:
        return self.part.text("STATUS").upper() == "CANCELLED"

    @property
    def repeats(self) -> bool:
        return self.part.first("RRULE") is not None or self.part.first("RDATE") is not None


def events(data: bytes, notes: list[str]) -> Iterator[ReadEvent]:
    """Every event that can be read. Raises `Refused` for what is no calendar."""
    for calendar in calendars(data, notes):
        zones = Zones(calendar)
        for number, part in enumerate(calendar.within("VEVENT"), 1):
            try:
                yield _event(part, zones, number, notes)
            except (ValueError, OverflowError) as error:
                name = part.text("SUMMARY")[:40] or part.text("UID")[:40]
                notes.append(f"the event of line {part.at} ({name}) cannot be read: {error}")
        notes += [
            f"the time zone {name[:60]!r} is unknown; its times are taken as local" for name in sorted(zones.unknown)
        ]


def items(data: bytes) -> CalendarRead:
    """One item for each UID: the first occurrence of a series, as it was moved if it was."""
    notes: list[str] = []
    by_uid: dict[str, list[ReadEvent]] = {}
    for event in events(data, notes):
        by_uid.setdefault(event.uid, []).append(event)
    return CalendarRead(tuple(_item(uid, found) for uid, found in by_uid.items()), notes=tuple(notes))


def _item(uid: str, found: list[ReadEvent]) -> CalendarItem:
    masters = [event for event in found if event.instead_of is None]
    first = masters[0] if masters else found[0]
    shown = next((event for event in found if event.instead_of is not None and event.instead_of == first.start), first)
    part = shown.part
    said = part.text("SEQUENCE")
    return CalendarItem(
        uid=uid,
        start=shown.start,
        end=shown.end,
        summary=part.text("SUMMARY"),
        location=part.text("LOCATION"),
        description=part.text("DESCRIPTION"),
        sequence=min(int(said), _SEQUENCE) if said.isascii() and said.isdigit() else 0,
        cancelled=shown.cancelled,
        repeats=first.repeats or len(found) > 1,
    )


def _event(part: Part, zones: Zones, number: int, notes: list[str]) -> ReadEvent:
    begins = part.first("DTSTART")
    if begins is None:
        raise ValueError("it has no beginning (DTSTART)")
    start = moment(begins, zones)
    instead = part.first("RECURRENCE-ID")
    try:
        end = _end(part, zones, start)
    except (ValueError, OverflowError) as error:  # when it begins is known: somebody is busy then
        end = start + (_AN_HOUR if isinstance(start, datetime) else timedelta(days=1))
        notes.append(f"the end of the event of line {part.at} cannot be read ({error}); it is taken to last an hour")
    if isinstance(end, datetime) and isinstance(start, datetime) and _plain(end) < _plain(start):
        start, end = end, start  # two fields of a form in the wrong order
    # Some programs leave the UID out; without one an event is still a time in which somebody is busy.
    uid = part.text("UID") or f"without-uid-{number}-line-{part.at}"
    return ReadEvent(uid, start, end, part, zones, moment(instead, zones) if instead else None)


def _end(part: Part, zones: Zones, start: datetime | date) -> datetime | date:
    """DTEND, or the DURATION, or what RFC 5545 section 3.6.1 says of an event with neither. An end without the zone
    that the beginning has is in that zone."""
    whole_day = not isinstance(start, datetime)
    least: timedelta = timedelta(days=1) if whole_day else timedelta()
    ends, lasts = part.first("DTEND"), part.first("DURATION")
    if ends is not None:
        end = moment(ends, zones)
        if isinstance(end, datetime) == whole_day:  # one is a day, the other a time
            end = _like(start, end)
        if isinstance(end, datetime) and isinstance(start, datetime) and (end.tzinfo is None) != (start.tzinfo is None):
            end = end.replace(tzinfo=start.tzinfo)
        return end if not whole_day or end >= start + least else start + least
    if lasts is not None:
        lasting = length(lasts.value)
        return start + max(lasting, least)
    return start + least


def _plain(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _like(start: datetime | date, end: datetime | date) -> datetime | date:
    if isinstance(start, datetime):
        return datetime(end.year, end.month, end.day, tzinfo=start.tzinfo)
    return date(end.year, end.month, end.day)
