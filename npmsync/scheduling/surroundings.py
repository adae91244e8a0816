"""What a plan has to fit into, and the ways between the places where people are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from npmsync.domain.meeting import Meeting
from npmsync.domain.member import Absence, Member
from npmsync.domain.words import MeetingKind
from npmsync.scheduling.constraints import Limits, MeetingRoom, Travel
from npmsync.scheduling.working_time import WorkingTime


@dataclass(frozen=True, slots=True)
class Busy:
    """A time in which somebody cannot come, from a calendar. `email` says who; times are on the meetings' clock."""

    email: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Surroundings:
    """What a plan has to fit into: the working time, the limits, today, the meetings that stay as they are, the times
    in which people are busy, the members with their absences, rooms and ways. `cities`: id of an authority -> city;
    `contacts_away`: identity (presence.py) of an authority's contact -> when this person is away."""

    working_time: WorkingTime
    limits: Limits
    today: date
    meetings: tuple[Meeting, ...] = ()
    busy: tuple[Busy, ...] = ()
    members: tuple[Member, ...] = ()
    rooms: tuple[MeetingRoom, ...] = ()
    travel: tuple[Travel, ...] = ()
    cities: Mapping[str, str] = field(default_factory=dict)
    contacts_away: Mapping[str, tuple[Absence, ...]] = field(default_factory=dict)

    @cached_property
    def member_by_email(self) -> dict[str, Member]:
        return {member.email.strip().casefold(): member for member in reversed(self.members)}

    @cached_property
    def _ways(self) -> dict[frozenset[str], int]:
        return {frozenset(map(str.casefold, one.between)): one.minutes for one in self.travel}

    def way(self, one: str | None, other: str | None) -> timedelta:
        """The time that a person needs between a meeting in one city and a meeting in another; None is the office's."""
        home = self.working_time.office.city
        ends = frozenset((place or home or "").casefold() for place in (one, other))
        within = self.limits.travel_minutes
        if len(ends) == 1 or "" in ends:
            return timedelta(minutes=within)
        return timedelta(minutes=max(within, self._ways.get(ends, self.limits.travel_minutes_cities)))

    def away(self, person: str, day: date) -> bool:
        """Whether a member or a contact (identity) cannot come on a day, whatever the hour."""
        member = self.member_by_email.get(person)
        if member is not None and member.away(day):
            return True
        return any(one.first <= day <= one.last for one in self.contacts_away.get(person, ()))

    def is_there(self, person: str, start: datetime, end: datetime, city: str | None) -> bool:
        """Whether a time lies in the hours of a member who works part of the day; who works in another city than the
        meeting's sets out when the office opens."""
        member = self.member_by_email.get(person)
        if member is None:
            return True
        if (member.starts and start.time() < member.starts) or (member.ends and end.time() > member.ends):
            return False
        there = city or self.working_time.office.city
        if member.city is None or there is None or member.city.casefold() == there.casefold():
            return True
        opens = datetime.combine(start.date(), self.working_time.open_on(start.date()).opens)
        return start >= opens + self.way(member.city, there)

    def city(self, meeting: Meeting) -> str | None:
        """Where a meeting is held: at the one authority's that it is held with, else at the office."""
        if meeting.kind in (MeetingKind.ROUNDTABLE, MeetingKind.SERIES):
            return None
        return next((self.cities[one] for one in meeting.authorities if one in self.cities), None)

    def rooms_for(self, kind: MeetingKind, people: int) -> tuple[str, ...] | None:
        """The rooms, smallest first, that such a meeting may have; None where it needs none."""
        mine = [room for room in self.rooms if kind in room.kinds]
        if not mine:
            return None
        enough = [room for room in mine if room.seats >= people]
        return tuple(room.name for room in sorted(enough, key=lambda room: (room.seats, room.name)))
