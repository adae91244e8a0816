"""The planned year as plain rows and days: what the terminal, the page and a sheet of the workbook show alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from npmsync.domain.meeting import Meeting
from npmsync.domain.words import ParticipantRole
from npmsync.domain.world import World
from npmsync.scheduling.working_time import WorkingTime

COLUMNS = ("Date", "From", "To", "Meeting", "With", "Led by", "Status", "Change", "Best date", "Place", "Why")


@dataclass(frozen=True, slots=True)
class YearRow:
    """A meeting as a line. `change` is what this plan does to it: "new", "moved from ...", or empty."""

    id: str
    start: datetime
    end: datetime
    kind: str
    title: str
    authorities: tuple[str, ...]
    led_by: str
    status: str
    change: str
    ideal: date | None
    place: str | None
    because: str

    @property
    def cells(self) -> tuple[object, ...]:
        """The values under `COLUMNS`, typed: a sheet formats them."""
        return (
            self.start.date(), self.start.time(), self.end.time(), self.title, "; ".join(self.authorities), self.led_by,
            self.status, self.change, self.ideal, self.place, self.because,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Day:
    """`off` says why nobody meets: a holiday's name, "a weekend", a closure; None for a working day."""

    day: date
    off: str | None


@dataclass(frozen=True, slots=True)
class Month:
    """The weeks of a month, each of seven days from the country's first day of the week; None outside the month."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]
    rows: tuple[YearRow, ...]


def year_rows(world: World, meetings: Iterable[Meeting], changes: Mapping[str, str]) -> list[YearRow]:
    """The meetings by start and title; `changes`: id -> what this plan does to it."""
    return [
        YearRow(
            id=one.id,
            start=one.start,
            end=one.end,
            kind=one.kind.value,
            title=one.title,
            authorities=tuple(world.name(seat) for seat in world.seats(one.authorities)),
            led_by=next((p.name for p in one.participants if p.role is ParticipantRole.CHAIR), ""),
            status=one.status.value,
            change=changes.get(one.id, ""),
            ideal=one.ideal,
            place=one.place,
            because=one.because or "",
        )
        for one in sorted(meetings, key=lambda one: (one.start, one.title))
    ]


def months(rows: Iterable[YearRow], days: WorkingTime, first: date, last: date) -> list[Month]:
    """Every month that the period touches, with its meetings."""
    rows = list(rows)
    found = []
    begin = first.replace(day=1)
    while begin <= last:
        following = (begin + timedelta(days=32)).replace(day=1)
        mine = tuple(row for row in rows if begin <= row.start.date() < following)
        found.append(Month(begin, _weeks(begin, following, days), mine))
        begin = following
    return found


def _weeks(begin: date, following: date, days: WorkingTime) -> tuple[tuple[Day | None, ...], ...]:
    weeks = []
    week = days.week(begin)
    while week < following:
        line = [week + timedelta(days=n) for n in range(7)]
        weeks.append(tuple(Day(day, days.why_not(day)) if begin <= day < following else None for day in line))
        week += timedelta(days=7)
    return tuple(weeks)
