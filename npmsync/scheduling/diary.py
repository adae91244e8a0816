"""Who is taken when, and how full the days, weeks and months are: every hard limit of a plan is checked here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from npmsync.domain.meeting import Meeting
from npmsync.domain.member import Member
from npmsync.domain.world import stands
from npmsync.scheduling.need import Need
from npmsync.scheduling.participants import identity
from npmsync.scheduling.settings import Limits
from npmsync.scheduling.working_time import WorkingTime


@dataclass(frozen=True, slots=True)
class Busy:
    """A time in which somebody cannot come, from a calendar. `email` says who; times are on the meetings' clock."""

    email: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a plan has to fit into: the working time, the limits, today, the meetings that stay as they are, the times
    in which people are busy and the members with their absences."""

    working_time: WorkingTime
    limits: Limits
    today: date
    meetings: tuple[Meeting, ...] = ()
    busy: tuple[Busy, ...] = ()
    members: tuple[Member, ...] = ()


class Obstacle(StrEnum):
    """Why a meeting cannot be held on a day whatever the hour, in the order in which they are looked for."""

    NOT_WORKING = "no working day"
    NOTICE = "too soon to invite in time"
    DAY_FULL = "day full"
    WEEK_FULL = "week full"
    MONTH_FULL = "month full"
    AWAY = "somebody is absent"


@dataclass(frozen=True, slots=True)
class Room:
    """One limit: `group` gives the day, week or month (its first day) that a day counts for, `left` how many more
    meetings that can take."""

    group: Callable[[date], date]
    left: Callable[[date], int]


class Diary:
    """Starts with what is given and takes in placements one by one. The order of calls does not matter."""

    def __init__(self, given: Surroundings) -> None:
        self._given = given
        self._travel = timedelta(minutes=given.limits.travel_minutes)
        self._taken: dict[tuple[str, date], list[tuple[datetime, datetime]]] = defaultdict(list)
        self._held: dict[date, int] = defaultdict(int)
        self._weeks: dict[date, int] = defaultdict(int)
        self._months: dict[date, int] = defaultdict(int)
        self._working: dict[date, bool] = {}
        self._week_of: dict[date, date] = {}
        self._absences = {member.email.strip().casefold(): member.absences for member in given.members}
        for meeting in given.meetings:
            if stands(meeting, given.today):
                self.put((identity(person) for person in meeting.participants), meeting.start, meeting.end)
        for busy in given.busy:
            self._take(busy.email.strip().casefold(), busy.start, busy.end)

    def put(self, people: Iterable[str], start: datetime, end: datetime) -> None:
        """A meeting is held: it counts against the limits and takes its people, with the way there and back."""
        self._count(start.date(), 1)
        for person in people:
            self._take(person, start - self._travel, end + self._travel)

    def remove(self, people: Iterable[str], start: datetime, end: datetime) -> None:
        """Takes back a `put` with the same arguments."""
        self._count(start.date(), -1)
        for person in people:
            for day, interval in _by_day(start - self._travel, end + self._travel):
                self._taken[person, day].remove(interval)

    def obstacle(self, need: Need, day: date) -> Obstacle | None:
        """What keeps the need from being met on a day whatever the hour, except that people are taken."""
        if day not in self._working:
            self._working[day] = self._given.working_time.is_working_day(day)
        if not self._working[day]:
            return Obstacle.NOT_WORKING
        if day < first_day(need, self._given.limits, self._given.today):
            return Obstacle.NOTICE
        return self.full(day) or (Obstacle.AWAY if self.away(need, day) else None)

    def full(self, day: date) -> Obstacle | None:
        """Which of the team's limits the day, its week or its month has reached; None: one more can be held."""
        limits = self._given.limits
        if self._held[day] >= limits.meetings_a_day:
            return Obstacle.DAY_FULL
        if self._weeks[self._week(day)] >= limits.meetings_a_week:
            return Obstacle.WEEK_FULL
        if limits.meetings_a_month is not None and self._months[_month(day)] >= limits.meetings_a_month:
            return Obstacle.MONTH_FULL
        return None

    def rooms(self) -> list[Room]:
        """How many more meetings each day, week and month can take as things stand."""
        limits = self._given.limits
        found = [
            Room(lambda day: day, _left(limits.meetings_a_day, self._held)),
            Room(self._week, _left(limits.meetings_a_week, self._weeks)),
        ]
        if limits.meetings_a_month is not None:
            found.append(Room(_month, _left(limits.meetings_a_month, self._months)))
        return found

    def start(self, people: Iterable[str], starts: Iterable[datetime], minutes: int) -> datetime | None:
        """The first of `starts` at which all of `people` are free for so long; None if there is none."""
        length = timedelta(minutes=minutes)
        crowd = tuple(people)
        for start in starts:
            if not any(self.is_taken(person, start, start + length) for person in crowd):
                return start
        return None

    def is_taken(self, person: str, start: datetime, end: datetime) -> bool:
        return any(start < until and since < end for since, until in self._taken.get((person, start.date()), ()))

    def away(self, need: Need, day: date) -> list[str]:
        """The names of the NPM's people whom the need asks for and who are absent that day."""
        return [
            person.name
            for person in need.participants
            if person.authority is None
            and any(gone.first <= day <= gone.last for gone in self._absences.get(identity(person), ()))
        ]

    def _take(self, person: str, start: datetime, end: datetime) -> None:
        for day, interval in _by_day(start, end):
            self._taken[person, day].append(interval)

    def _count(self, day: date, change: int) -> None:
        self._held[day] += change
        self._weeks[self._week(day)] += change
        self._months[_month(day)] += change

    def _week(self, day: date) -> date:
        if day not in self._week_of:
            self._week_of[day] = self._given.working_time.week(day)
        return self._week_of[day]


def first_day(need: Need, limits: Limits, today: date) -> date:
    """The first day on which everybody whom the need asks for has been invited in time."""
    lead = need.lead_days
    if lead is None:
        lead = max(limits.lead_days, limits.lead_days_political) if need.political else limits.lead_days
    return today + timedelta(days=lead)


def _month(day: date) -> date:
    return day.replace(day=1)


def _left(most: int, held: Mapping[date, int]) -> Callable[[date], int]:
    """Begins as a copy: what is placed later does not change it."""
    before = dict(held)
    return lambda group: most - before.get(group, 0)


def _by_day(start: datetime, end: datetime) -> list[tuple[date, tuple[datetime, datetime]]]:
    """An interval under each day that it touches."""
    days = (end.date() - start.date()).days
    return [(start.date() + timedelta(days=n), (start, end)) for n in range(days + 1)]
