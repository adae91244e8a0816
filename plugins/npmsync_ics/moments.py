"""Dates, times and lengths as calendar data write them (RFC 5545 section 3.3), and as programs write them instead."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from npmsync_ics.content import Line
from npmsync_ics.zone_names import Zones

_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})Z?", re.I)
_TIME = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?", re.I
)
_TIME_AND_MORE = re.compile(_TIME.pattern + "(?=[A-Za-z])")
_LENGTH = re.compile(r"([+-])?P((?:T?\d+[WDHMS])+)T?", re.I)
_LONGEST = 100 * 366 * 86_400
_SECONDS = {"W": 604_800, "D": 86_400, "H": 3_600, "M": 60, "S": 1}


def moment(line: Line, zones: Zones) -> datetime | date:
    """A DATE or DATE-TIME: a date, a datetime with a zone, or one without ("floating"). Raises `ValueError`."""
    return moment_of(line.value, line.parameters.get("TZID"), zones)


def moment_of(text: str, tzid: str | None, zones: Zones) -> datetime | date:
    """The same from a value and its TZID. Raises `ValueError`."""
    text = text.strip().strip('"')
    if found := _DATE.fullmatch(text):
        return date(*map(int, found.groups()))
    # What follows a whole time is a line that lost its break.
    found = _TIME.fullmatch(text) or _TIME_AND_MORE.match(text)
    if found is None:
        raise ValueError(f"{text[:40]!r} is no date and no time")
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    # A leap second is written 60 (RFC 5545 section 3.3.12); midnight at the end of a day is written 24 by some.
    extra = timedelta(days=hour == 24)
    wall = datetime(year, month, day, hour % 24, minute, min(second, 59)) + extra  # noqa: DTZ001
    offset = found[7]
    if offset and offset.upper() == "Z":
        return wall.replace(tzinfo=UTC)
    if offset:
        return datetime.fromisoformat(wall.isoformat() + offset)
    zone = zones.zone(tzid) if tzid else None
    return wall.replace(tzinfo=zone)


def length(text: str) -> timedelta:
    """A DURATION, its parts in whatever order. Raises `ValueError`."""
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text[:40]!r} is no length of time")
    seconds = sum(int(number) * _SECONDS[unit.upper()] for number, unit in re.findall(r"(\d+)(\w)", found[2]))
    if seconds > _LONGEST:
        raise ValueError(f"{text[:40]!r} is too long")
    return timedelta(seconds=-seconds if found[1] == "-" else seconds)


def wall(value: datetime | date) -> datetime:
    """The wall-clock time, without zone; midnight for a day."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime(value.year, value.month, value.day)  # noqa: DTZ001
