"""Who and which room is taken when, and how full the days, weeks and months are: the hard limits of a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from npmsync.domain.meeting import Participant
from npmsync.domain.world import stands
from npmsync.scheduling.constraints import Limits
from npmsync.scheduling.need import Need
from npmsync.scheduling.presence import identity, present, required
from npmsync.scheduling.surroundings import Surroundings


class Obstacle(StrEnum):
    """Why a meeting cannot be held on a day whatever the hour, in the order in which they are looked for."""

    NOT_WORKING = "no working day"
    CLOSED = "closed to this meeting"
    ASKED_OFF = "declined or excluded"
    NOTICE = "too soon to invite in time"
    DAY_FULL = "day full"
    WEEK_FULL = "week full"
    MONTH_FULL = "month full"
    AWAY = "somebody is absent"


@dataclass(frozen=True, slots=True)
class Room:
    """One limit: `group` gives the day, week or month (its first day) that a day counts for, `left` how many more
    meetings that can take. Days are ordinals."""

    group: Callable[[int], int]
    left: Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of day at which a meeting could begin, and the room that it would have (None: it needs none)."""

    start: datetime
    room: str | None = None


@dataclass(frozen=True, slots=True)
class _Taken:
    start: datetime
    end: datetime
    city: str | None
    busy: bool = False
    """From a calendar: nobody knows the way there."""


class Diary:
    """Starts with what is given and takes in placements one by one. The order of calls does not matter."""

    def __init__(self, given: Surroundings) -> None:
        self.given = given
        self._taken: dict[tuple[str, date], list[_Taken]] = defaultdict(list)
        self._in_room: dict[tuple[str, date], list[_Taken]] = defaultdict(list)
        self._held: dict[int, int] = defaultdict(int)
        self._weeks: dict[int, int] = defaultdict(int)
        self._months: dict[int, int] = defaultdict(int)
        self._working: dict[date, bool] = {}
        self._week_of: dict[int, int] = {}
        self._starts: dict[tuple[int, object], list[time]] = {}
        self._away: dict[tuple[str, date], bool] = {}
        self._part_time = any(member.starts or member.ends or member.city for member in given.members)
        self._replaceable: dict[int, tuple[Need, list[str]]] = {}
        self._crews: dict[tuple[int, date], tuple[Participant, ...]] = {}
        self._known: dict[int, tuple[tuple[Participant, ...], list[str]]] = {}
        for meeting in given.meetings:
            if stands(meeting, given.today):
                people = [identity(person) for person in required(meeting.participants)]
                self.put(people, meeting.start, meeting.end, given.city(meeting), meeting.place)
        for busy in given.busy:
            taken = _Taken(busy.start, busy.end, None, busy=True)
            for day in _days(busy.start, busy.end):
                self._taken[busy.email.strip().casefold(), day].append(taken)

    def put(
        self, people: Iterable[str], start: datetime, end: datetime, city: str | None = None, room: str | None = None
    ) -> None:
        """A meeting is held: it counts against the limits and takes its people and its room."""
        self._count(start.date(), 1)
        taken = _Taken(start, end, city)
        for day in _days(start, end):
            for person in people:
                self._taken[person, day].append(taken)
            if room is not None:
                self._in_room[room, day].append(taken)

    def obstacle(self, need: Need, day: date) -> Obstacle | None:
        """What keeps the need from being met on a day whatever the hour, except that people are taken."""
        if day not in self._working:
            self._working[day] = self.given.working_time.is_working_day(day)
        if not self._working[day]:
            return Obstacle.NOT_WORKING
        if need.closed and any(one.first <= day <= one.last for one in need.closed):
            return Obstacle.CLOSED
        if day in need.not_on:
            return Obstacle.ASKED_OFF
        if day < first_day(need, self.given.limits, self.given.today) and not _stays(need, day):
            return Obstacle.NOTICE
        return self.full(day) or (Obstacle.AWAY if self.away(need, day) else None)

    def full(self, day: date) -> Obstacle | None:
        """Which of the team's limits the day, its week or its month has reached; None: one more can be held."""
        limits = self.given.limits
        at = day.toordinal()
        if self._held.get(at, 0) >= limits.meetings_a_day:
            return Obstacle.DAY_FULL
        if self._weeks.get(self._week(at), 0) >= limits.meetings_a_week:
            return Obstacle.WEEK_FULL
        if limits.meetings_a_month is not None and self._months.get(_month(at), 0) >= limits.meetings_a_month:
            return Obstacle.MONTH_FULL
        return None

    def rooms(self) -> list[Room]:
        """How many more meetings each day, week and month can take as things stand."""
        limits = self.given.limits
        found = [
            Room(lambda day: day, _left(limits.meetings_a_day, self._held)),
            Room(self._week, _left(limits.meetings_a_week, self._weeks)),
        ]
        if limits.meetings_a_month is not None:
            found.append(Room(_month, _left(limits.meetings_a_month, self._months)))
        return found

    def crew(self, need: Need, day: date) -> tuple[Participant, ...]:
        """The need's people as they come that day (presence.py); the very tuple of the need where nobody is away."""
        known = self._replaceable.get(id(need))
        if known is None or known[0] is not need:
            who = [identity(one) for one in need.participants if identity(one) in self.given.contacts_away]
            known = (need, [*who, need.lead] if need.deputy is not None and need.lead is not None else who)
            self._replaceable[id(need)] = known
        away = frozenset(one for one in known[1] if self._is_away(one, day))
        if not away:
            return need.participants
        key = (id(need), day)
        if key not in self._crews:
            self._crews[key] = present(
                need.participants, need.lead, need.deputy, need.instead, lambda one: self._is_away(identity(one), day)
            )
        return self._crews[key]

    def changes(self, need: Need, day: date) -> bool:
        """Whether somebody comes in another's place that day, or an authority sends fewer."""
        return self.crew(need, day) is not need.participants

    def away(self, need: Need, day: date) -> list[str]:
        """The names of those without whom the need is not met and who are away that day."""
        crew = self.crew(need, day)
        if not any(self._is_away(one, day) for one in self._identities(crew)):
            return []
        return [person.name for person in required(crew) if self._is_away(identity(person), day)]

    def _identities(self, people: tuple[Participant, ...]) -> list[str]:
        """Those without whom the meeting is not held; remembered by the tuple itself, which is asked for every day."""
        known = self._known.get(id(people))
        if known is None or known[0] is not people:
            known = self._known[id(people)] = (people, [identity(one) for one in required(people)])
        return known[1]

    def starts(self, minutes: int, day: date) -> list[time]:
        open_ = self.given.working_time.open_on(day)
        key = (minutes, open_)
        if key not in self._starts:
            self._starts[key] = self.given.working_time.starts(minutes, day)
        return self._starts[key]

    def slots(self, need: Need, day: date, first_only: bool = False) -> list[Slot]:
        """The times of the day at which all who are needed are free and a room is, the preferred ones first. On the day
        on which the need has its home, that time alone, if it can stay."""
        crew = self.crew(need, day)
        people = self._identities(crew)
        length = timedelta(minutes=need.duration_minutes)
        rooms = self.given.rooms_for(need.kind, len(crew)) if self.given.rooms else None
        taken = [entry for person in people for entry in self._taken.get((person, day), ())]
        times = self.starts(need.duration_minutes, day)
        if first_only and times and not taken and rooms is None and need.home is None and not self._part_time:
            return [Slot(datetime.combine(day, times[0]))]
        starts = [datetime.combine(day, one) for one in times]
        if need.home is not None and need.home.date() == day:
            starts = [need.home, *(one for one in starts if one != need.home)]
        found = []
        for start in starts:
            end = start + length
            if not self._within(people, start, end, need.city) or any(
                self._meets(one, start, end, need.city) for one in taken
            ):
                continue
            free: Sequence[str | None] = (None,) if rooms is None else [r for r in rooms if self._free(r, start, end)]
            found += [Slot(start, room) for room in free]
            if found and (first_only or start == need.home):
                return found
        return found

    def is_taken(self, person: str, start: datetime, end: datetime, city: str | None = None) -> bool:
        entries = self._taken.get((person, start.date()), ())
        return not self._within((person,), start, end, city) or any(
            self._meets(one, start, end, city) for one in entries
        )

    def _meets(self, taken: _Taken, start: datetime, end: datetime, city: str | None) -> bool:
        way = timedelta() if taken.busy else self.given.way(taken.city, city)
        return start < taken.end + way and taken.start < end + way

    def _free(self, room: str, start: datetime, end: datetime) -> bool:
        return not any(one.start < end and start < one.end for one in self._in_room.get((room, start.date()), ()))

    def _within(self, people: Iterable[str], start: datetime, end: datetime, city: str | None) -> bool:
        return not self._part_time or all(self.given.is_there(person, start, end, city) for person in people)

    def _is_away(self, person: str, day: date) -> bool:
        key = (person, day)
        if key not in self._away:
            self._away[key] = self.given.away(person, day)
        return self._away[key]

    def _count(self, day: date, change: int) -> None:
        at = day.toordinal()
        self._held[at] += change
        self._weeks[self._week(at)] += change
        self._months[_month(at)] += change

    def _week(self, at: int) -> int:
        if at not in self._week_of:
            self._week_of[at] = self.given.working_time.week(date.fromordinal(at)).toordinal()
        return self._week_of[at]


def first_day(need: Need, limits: Limits, today: date) -> date:
    """The first day on which everybody whom the need asks for has been invited in time."""
    lead = need.lead_days
    if lead is None:
        lead = max(limits.lead_days, limits.lead_days_political) if need.political else limits.lead_days
    return today + timedelta(days=lead)


def _stays(need: Need, day: date) -> bool:
    """Nobody has to be told anew of a meeting that stays where it is."""
    return need.home is not None and need.home.date() == day


def _month(at: int) -> int:
    day = date.fromordinal(at)
    return at - day.day + 1


def _left(most: int, held: Mapping[int, int]) -> Callable[[int], int]:
    """Begins as a copy: what is placed later does not change it."""
    before = dict(held)
    return lambda group: most - before.get(group, 0)


def _days(start: datetime, end: datetime) -> list[date]:
    """Every day that an interval touches."""
    return [start.date() + timedelta(days=n) for n in range((end.date() - start.date()).days + 1)]
