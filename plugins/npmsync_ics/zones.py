"""VTIMEZONE components (RFC 5545 section 3.6.5), made from the time zone database.

Where a zone's changes follow a yearly rule, the rule is written. Elsewhere (Morocco moves with Ramadan) each change in
the years needed is an observance of its own, with DTSTART alone. Lists of RDATEs are avoided: readers misread them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from npmsync.errors import Refused

if TYPE_CHECKING:
    from icalendar import Timezone

_AHEAD = 10
"""Years over which a rule must hold to be called one."""
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Onset:
    """A change of the clock: from when on, in wall-clock time before the change (as DTSTART wants it), what offset was
    and is in force, the new time's name, and whether it is summer time."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool

    @property
    def rule(self) -> str:
        """When in the year: `BYMONTH=3;BYDAY=-1SU`. The day is the last of its kind in the month, or the nth."""
        last = (self.at + timedelta(days=7)).month != self.at.month
        place = -1 if last else (self.at.day - 1) // 7 + 1
        return f"BYMONTH={self.at.month};BYDAY={place}{_DAYS[self.at.weekday()]}"


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of an IANA name, None for UTC, which needs no VTIMEZONE. Raises `Refused` for a name nobody knows."""
    if name in ("UTC", "Etc/UTC"):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(
            "unknown-time-zone",
            f"There is no time zone {name!r}.",
            "Use a name such as Europe/Paris or Africa/Tunis (the IANA list), in npmsync.toml under [workspace].",
        ) from None


@cache
def timezone_text(name: str, first_year: int, last_year: int) -> bytes:
    """The VTIMEZONE as it stands in a file, b"" for UTC. Remembered: invitations come in batches."""
    component = timezone_component(name, first_year, last_year)
    return component.to_ical(sorted=False) if component is not None else b""


def timezone_component(name: str, first_year: int, last_year: int) -> Timezone | None:
    """The VTIMEZONE of a zone, right for events from `first_year` to `last_year`, both included; None for UTC."""
    from icalendar import Timezone

    zone = zone_named(name)
    if zone is None:
        return None
    component = Timezone()
    component.add("tzid", name)
    onsets = _onsets(name, first_year - 1, first_year + _AHEAD)
    summer_and_winter = _yearly(onsets, first_year - 1)
    if summer_and_winter is not None:
        for onset in summer_and_winter:
            _observe(component, onset, rule=onset.rule)
        return component
    # The offset in force when the first year begins, then every change until the last one ends.
    start = datetime(first_year - 1, 1, 1, tzinfo=UTC)
    _observe(component, _standing(zone, start), rule="")
    for onset in _onsets(name, first_year - 1, last_year + 1):
        _observe(component, onset, rule="")
    return component


def _yearly(onsets: Sequence[Onset], first_year: int) -> tuple[Onset, Onset] | None:
    """The two changes of the first year, where every year up to the horizon repeats them."""
    by_year: dict[int, list[Onset]] = {}
    for onset in onsets:
        by_year.setdefault(onset.at.year, []).append(onset)
    first = by_year.get(first_year, [])
    if len(first) != 2:
        return None
    # A last Sunday may happen to be the fourth as well: the rule has to be read from all years together.
    shapes = [_shape(by_year.get(year, []), k) for k in (0, 1) for year in range(first_year, first_year + _AHEAD)]
    halves = shapes[:_AHEAD], shapes[_AHEAD:]
    if all(len(set(half)) == 1 and half[0] is not None for half in halves):
        return first[0], first[1]
    return None


def _shape(changes: list[Onset], which: int) -> tuple[str, timedelta, timedelta, timedelta, str] | None:
    if len(changes) != 2:
        return None
    one = changes[which]
    clock = timedelta(hours=one.at.hour, minutes=one.at.minute, seconds=one.at.second)
    return one.rule, clock, one.before, one.after, one.name


@cache
def _onsets(name: str, first_year: int, last_year: int) -> tuple[Onset, ...]:
    """Every change from the first moment of `first_year` to the last of `last_year`, in order. Remembered: a batch of
    invitations has one zone, and a decade of days is looked at."""
    return tuple(_found(ZoneInfo(name), first_year, last_year))


def _found(zone: ZoneInfo, first_year: int, last_year: int) -> Iterator[Onset]:
    """The changes, day by day; within a day of change the second is found by halving."""
    day, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while day < end:
        following = day + timedelta(days=1)
        if _state(zone, day) != _state(zone, following):
            early, late = day, following
            while late - early > timedelta(seconds=1):
                middle = (early + (late - early) / 2).replace(microsecond=0)
                early, late = (early, middle) if _state(zone, middle) != _state(zone, day) else (middle, late)
            before = _state(zone, early)[0]
            after, name, summer = _state(zone, late)
            yield Onset((late + before).replace(tzinfo=None), before, after, name, summer)
        day = following


def _state(zone: ZoneInfo, moment: datetime) -> tuple[timedelta, str, bool]:
    local = moment.astimezone(zone)
    return local.utcoffset() or timedelta(), local.tzname() or "", bool(local.dst())


def _standing(zone: ZoneInfo, at: datetime) -> Onset:
    offset, name, summer = _state(zone, at)
    return Onset(at.replace(tzinfo=None), offset, offset, name, summer)


def _observe(component: Timezone, onset: Onset, rule: str) -> None:
    from icalendar import TimezoneDaylight, TimezoneStandard, vDatetime, vRecur

    part = TimezoneDaylight() if onset.summer else TimezoneStandard()
    part.add("dtstart", vDatetime(onset.at))
    part.add("tzoffsetfrom", onset.before)
    part.add("tzoffsetto", onset.after)
    if onset.name and not onset.name.startswith(("+", "-")):
        part.add("tzname", onset.name)
    if rule:
        part.add("rrule", vRecur.from_ical(f"FREQ=YEARLY;{rule}"))
    component.add_component(part)
