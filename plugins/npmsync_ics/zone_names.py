"""Which zone a TZID means: an IANA name, one of Windows', one with a path before it, or one that the data describe."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from npmsync_ics.content import Part

_OFFSET = re.compile(r"(?:GMT|UTC|Etc/GMT)?\s*([+-])(\d{1,2}):?(\d{2})?$", re.IGNORECASE)
_SHOWN = re.compile(r"\(?(?:GMT|UTC) ?([+-])(\d{1,2}):?(\d{2})\)?", re.IGNORECASE)
# What Outlook has shown beside the offset over the years, where the Windows name itself is not given.
_CITIES = {
    "amsterdam": "Europe/Berlin", "belgrade": "Europe/Budapest", "brussels": "Europe/Paris",
    "sarajevo": "Europe/Warsaw",
    "athens": "Europe/Bucharest", "helsinki": "Europe/Kiev", "cairo": "Africa/Cairo", "jerusalem": "Asia/Jerusalem",
    "dublin": "Europe/London", "lisbon": "Europe/London", "casablanca": "Africa/Casablanca", "moscow": "Europe/Moscow",
    "eastern time": "America/New_York", "central time": "America/Chicago", "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles", "tbilisi": "Asia/Tbilisi", "brasilia": "America/Sao_Paulo",
    "beijing": "Asia/Shanghai", "tokyo": "Asia/Tokyo", "osaka": "Asia/Tokyo", "chennai": "Asia/Calcutta",
    "sydney": "Australia/Sydney", "canberra": "Australia/Sydney", "islamabad": "Asia/Karachi",
    "baghdad": "Asia/Baghdad",
}  # fmt: skip


class Zones:
    """The zones of one calendar: what its TZIDs mean. `unknown` gathers those that nobody can make out."""

    def __init__(self, calendar: Part) -> None:
        self._described = {
            (part.text("TZID") or part.text("X-LIC-LOCATION")): part for part in calendar.within("VTIMEZONE")
        }
        self._known: dict[str, tzinfo | None] = {}
        self.unknown: set[str] = set()

    def zone(self, tzid: str) -> tzinfo | None:
        """The zone, None where it cannot be made out: the time is then taken as one on the wall."""
        if tzid not in self._known:
            name = zone_name(tzid)
            found: tzinfo | None = ZoneInfo(name) if name else None
            if found is None:
                found = _described(self._described.get(tzid)) or fixed_offset(tzid)
            if found is None:
                self.unknown.add(tzid)
            self._known[tzid] = found
        return self._known[tzid]


@cache
def zone_name(tzid: str) -> str | None:
    """The IANA name that is meant, None for another kind of name."""
    bare = tzid.strip().strip('"').strip()
    names = _by_folded_name()
    parts = bare.strip("/").split("/")
    # /freeassociation.sourceforge.net/Tzfile/Europe/Paris, /mozilla.org/20050126_1/America/Indiana/Knox
    for count in (len(parts), 3, 2, 1):
        if found := names.get("/".join(parts[-count:]).casefold()):
            return found
    windows = _windows()
    for name in (bare, bare.removesuffix(" 1"), re.sub(r"^\w+/", "", bare), re.sub(r"\s*\d+$", "", bare)):
        if found := windows.get(name.casefold()):
            return found
    if _SHOWN.match(bare) or ", " in bare:
        rest = bare.casefold()
        return next((zone for city, zone in _CITIES.items() if city in rest), None)
    return None


def fixed_offset(tzid: str) -> timezone | None:
    """A zone that is named by its distance from UTC alone: GMT+0100, UTC-05:00."""
    found = _OFFSET.fullmatch(tzid.strip()) or _SHOWN.match(tzid.strip())
    if found is None:
        return None
    sign, hours, minutes = found.groups()
    distance = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(distance if sign == "+" else -distance) if distance < timedelta(hours=24) else None


def _described(part: Part | None) -> tzinfo | None:
    """The zone that a VTIMEZONE describes: the one whose name it gives on the side, else its own rules."""
    if part is None:
        return None
    for said in (
        part.text("X-LIC-LOCATION"),
        part.text("TZURL").rpartition("zoneinfo")[2].strip("/"),
        part.text("X-TZINFO"),
    ):
        name = zone_name(said.partition("[")[0]) if said else None
        if name:
            return ZoneInfo(name)
    return _made(part)


_OBSERVED = frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE", "RDATE"})


def _made(part: Part) -> tzinfo | None:
    """The rules as they are described; lines that a VTIMEZONE has no use for (RFC 7808's, comments) stop the library
    and are left out."""
    from icalendar import Timezone

    lines = ["BEGIN:VTIMEZONE", "TZID:described"]
    for observance in part.parts:
        if observance.kind in ("STANDARD", "DAYLIGHT"):
            lines += [f"BEGIN:{observance.kind}"]
            lines += [line.text for line in observance.lines if line.name in _OBSERVED]
            lines += [f"END:{observance.kind}"]
    lines.append("END:VTIMEZONE")
    try:
        zone: tzinfo = _to_tz(Timezone.from_ical("\r\n".join(lines)))
        datetime(2026, 1, 1, tzinfo=zone).utcoffset()
    except Exception:
        return None
    return zone


def _to_tz(component: Any) -> tzinfo:
    made: tzinfo = component.to_tz(lookup_tzid=False)
    return made


@cache
def _by_folded_name() -> Mapping[str, str]:
    return {name.casefold(): name for name in sorted(available_timezones())}


@cache
def _windows() -> Mapping[str, str]:
    """CLDR's table of Windows' names, as the library carries it."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items() if zone in available_timezones()}
