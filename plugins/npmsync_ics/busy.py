"""When somebody is busy, out of any calendar: intervals and nothing else.

Repetitions are expanded by `dateutil` within bounds: at most `_MOST` occurrences of an event, none that comes oftener
than daily (a rule of seconds is a trap or a mistake; of such an event the first occurrence counts, and that is said).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from npmsync.ports import CalendarRead
from npmsync_ics.content import Line, Part, calendars
from npmsync_ics.events import ReadEvent, events
from npmsync_ics.moments import length, moment_of, wall
from npmsync_ics.zone_names import Zones

_MOST = 2_000
_LOOKED_AT = 60_000
"""Occurrences before the period, at most: a daily event of 160 years."""
_FREE = frozenset({"FREE"})
_RULE = re.compile(r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)\b", re.I)
_UNTIL = re.compile(r"UNTIL=([0-9TZ]+)", re.I)
_NO_TIME = timedelta(0)
Span = tuple[datetime, datetime]


def busy(data: bytes, first: date, last: date, timezone: str, but: Collection[str] = ()) -> CalendarRead:
    """The intervals from `first` to `last`, both included, on the wall clock of `timezone`, joined and in order; events
    with a UID of `but` are left out."""
    zone = ZoneInfo(timezone)
    notes: list[str] = []
    since = datetime(first.year, first.month, first.day)  # noqa: DTZ001
    until = datetime(last.year, last.month, last.day) + timedelta(days=1)  # noqa: DTZ001
    spans = [*_of_events(data, since, until, zone, frozenset(but), notes), *_of_free_busy(data, zone, notes)]
    kept = sorted((max(start, since), min(end, until)) for start, end in spans if start < until and end > since)
    return CalendarRead(busy=tuple(_joined(kept)), notes=tuple(notes))


def _of_events(
    data: bytes, since: datetime, until: datetime, zone: tzinfo, but: frozenset[str], notes: list[str]
) -> Iterator[Span]:
    found = [event for event in events(data, notes) if event.uid not in but]
    moved: dict[str, set[datetime]] = {}
    shifted: dict[str, list[tuple[datetime, timedelta, timedelta]]] = {}
    for event in found:
        if event.instead_of is not None:
            moved.setdefault(event.uid, set()).add(_on(event.instead_of, zone))
            if (from_then_on := _from_then_on(event, zone)) is not None:
                shifted.setdefault(event.uid, []).append(from_then_on)
    for event in found:
        if event.cancelled or event.part.text("TRANSP").upper() == "TRANSPARENT":
            continue
        if event.part.text("X-MICROSOFT-CDO-BUSYSTATUS").upper() in _FREE:
            continue
        lasting = _on(event.end, zone) - _on(event.start, zone)
        if lasting <= _NO_TIME:
            continue
        elsewhere = moved.get(event.uid, set()) if event.instead_of is None else set()
        later = sorted(shifted.get(event.uid, [])) if event.instead_of is None else []
        around = max((abs(shift) + lasts for _, shift, lasts in later), default=lasting)
        for start in _occurrences(event, since - max(around, lasting), until + around, zone, notes):
            if start in elsewhere:
                continue
            shift, lasts = next(((s, d) for at, s, d in reversed(later) if at <= start), (_NO_TIME, lasting))
            if lasts > _NO_TIME:
                yield start + shift, start + shift + lasts
        for line in event.part.every("RDATE"):
            if "/" in line.value:  # a time with a length of its own
                yield from _periods(line, event.zones, zone, notes)


def _from_then_on(event: ReadEvent, zone: tzinfo) -> tuple[datetime, timedelta, timedelta] | None:
    """(from when on, by how much later, how long) where a series is moved from one day on (RANGE=THISANDFUTURE, RFC
    5545 section 3.2.13); no time at all where it ends there."""
    line = event.part.first("RECURRENCE-ID")
    if event.instead_of is None or line is None or line.parameters.get("RANGE", "").upper() != "THISANDFUTURE":
        return None
    at, start = _on(event.instead_of, zone), _on(event.start, zone)
    return at, start - at, _NO_TIME if event.cancelled else _on(event.end, zone) - start


def _occurrences(
    event: ReadEvent, since: datetime, until: datetime, zone: tzinfo, notes: list[str]
) -> Iterator[datetime]:
    """The beginnings between the two, on the clock of `zone`: a series keeps the hour of its own zone."""
    own = event.start.tzinfo if isinstance(event.start, datetime) else None
    start = wall(event.start)

    def here(moment: datetime) -> datetime:
        return moment.replace(tzinfo=own).astimezone(zone).replace(tzinfo=None) if own else moment

    left_out = {_on(day, zone) for day in _listed(event.part, "EXDATE", event.zones, notes)}
    around = timedelta(days=2)  # the two zones are never further apart
    found = {start} if event.instead_of is not None or not event.repeats else set()
    if not found:
        found = {start} | set(_by_rules(event, start, since - around, until + around, own, notes))
        for added in _listed(event.part, "RDATE", event.zones, notes):
            found.add(wall(added) if own is None else _on(added, own))
    for number, moment in enumerate(sorted(found)):
        if number == _MOST:
            notes.append(f"the event of line {event.part.at} repeats too often; the first {_MOST} times count")
            return
        if here(moment) not in left_out and since <= here(moment) < until:
            yield here(moment)


def _by_rules(
    event: ReadEvent, start: datetime, since: datetime, until: datetime, own: tzinfo | None, notes: list[str]
) -> Iterator[datetime]:
    from dateutil.rrule import rrulestr

    for line in event.part.every("RRULE"):
        if not _RULE.search(line.value):
            notes.append(f"the event of line {event.part.at} repeats within the day; its first time counts")
            continue
        try:
            rule = rrulestr(_rule(line.value, own, event.zones), dtstart=start)
            for number, moment in enumerate(rule):
                if moment >= until or number >= _LOOKED_AT:
                    break
                if moment >= since:
                    yield moment
        except (ValueError, TypeError, OverflowError, AttributeError, IndexError) as error:
            notes.append(
                f"how the event of line {event.part.at} repeats is unclear ({str(error)[:60]}); its first time counts"
            )


def _rule(text: str, own: tzinfo | None, zones: Zones) -> str:
    """The rule without what programs leave at its ends, UNTIL on the event's own clock."""
    parts = [part.strip().rstrip(",\\") for part in text.strip().split(";") if part.strip().strip(",\\")]
    kept = [part for part in parts if not part.upper().startswith(("X-", "RSCALE=GREGORIAN", "SKIP=OMIT"))]
    return _UNTIL.sub(lambda found: f"UNTIL={_last(found[1], own, zones):%Y%m%dT%H%M%S}", ";".join(kept))


def _last(text: str, own: tzinfo | None, zones: Zones) -> datetime:
    """UNTIL on the event's own clock; a day means all of it."""
    last = moment_of(text, None, zones)
    if not isinstance(last, datetime):
        return datetime(last.year, last.month, last.day, 23, 59, 59)  # noqa: DTZ001
    return last.astimezone(own).replace(tzinfo=None) if last.tzinfo and own else last.replace(tzinfo=None)


def _listed(part: Part, name: str, zones: Zones, notes: list[str]) -> Iterator[datetime | date]:
    for line in part.every(name):
        for text in line.value.split(",") if "/" not in line.value else ():
            try:
                yield moment_of(text, line.parameters.get("TZID"), zones)
            except ValueError as error:
                notes.append(f"{name} in the event of line {part.at}: {error}")


def _of_free_busy(data: bytes, zone: tzinfo, notes: list[str]) -> Iterator[Span]:
    """VFREEBUSY (RFC 5545 section 3.6.4): what servers give of a calendar whose events nobody may see."""
    for calendar in calendars(data, []):
        zones = Zones(calendar)
        for line in (line for part in calendar.within("VFREEBUSY") for line in part.every("FREEBUSY")):
            if line.parameters.get("FBTYPE", "BUSY").upper() != "FREE":
                yield from _periods(line, zones, zone, notes)


def _periods(line: Line, zones: Zones, zone: tzinfo, notes: list[str]) -> Iterator[Span]:
    for text in line.value.split(","):
        begins, _, ends = text.strip().partition("/")
        try:
            start = moment_of(begins, line.parameters.get("TZID"), zones)
            lasts = ends[:1].upper() in "+-P"
            end = start + length(ends) if lasts else moment_of(ends, line.parameters.get("TZID"), zones)
        except ValueError as error:
            notes.append(f"a time of {line.name} cannot be read: {error}")
            continue
        yield _on(start, zone), _on(end, zone)


def _on(value: datetime | date, zone: tzinfo) -> datetime:
    """On the wall clock of a zone; what has no zone stays as it is."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        try:
            return value.astimezone(zone).replace(tzinfo=None)
        except OverflowError:
            return value.astimezone(UTC).replace(tzinfo=None)
    return wall(value)


def _joined(spans: list[Span]) -> Iterator[Span]:
    """Overlapping and touching intervals as one."""
    current: Span | None = None
    for start, end in spans:
        if current is not None and start <= current[1]:
            current = (current[0], max(current[1], end))
            continue
        if current is not None:
            yield current
        current = (start, end)
    if current is not None:
        yield current
