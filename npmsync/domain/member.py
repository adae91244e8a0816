"""A person of the NPM, who of them leads what, and who else is asked: as npmsync.toml names them."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from npmsync.domain.words import Level, MeetingKind, Rank


class MemberRole(StrEnum):
    HEAD = "head"
    MEMBER = "member"
    STAFF = "staff"


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEKDAYS = tuple(Weekday)
"""In the order of `date.weekday()`."""


class Absence(BaseModel):
    """Away from `first` to `last`, both included."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    first: date = Field(description="First day away.")
    last: date = Field(description="Last day away.")


class Member(BaseModel):
    """A person of the NPM; until some are named, the organiser is the whole team."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    name: str = Field(description="As invitations give it.")
    email: str = Field(description="The address from which, or at which, this person meets.")
    role: MemberRole = Field(MemberRole.MEMBER, description="head, member or staff.")
    works_on: tuple[Weekday, ...] = Field(
        (), description='Part-time: the weekdays on which this person works, for example "monday"; none: all.'
    )
    starts: time | None = Field(None, description="Part-time: no meeting before this time of day.")
    ends: time | None = Field(None, description="Part-time: no meeting after this time of day.")
    city: str | None = Field(
        None, description="A regional office: where this person sets out in the morning; none: the office's city."
    )
    absences: tuple[Absence, ...] = ()

    def away(self, day: date) -> bool:
        """Whether this person cannot come on a day, whatever the hour."""
        off = bool(self.works_on) and WEEKDAYS[day.weekday()] not in self.works_on
        return off or any(gone.first <= day <= gone.last for gone in self.absences)


class PersonAway(Absence):
    """`[[absence]]`: somebody is away, of the NPM or of an authority: on leave, ill, on a long mission. Both ends
    included."""

    who: str = Field(min_length=1, description="The address or the name of a member or a contact.")
    authority: str | None = Field(None, description="Only the contact at this authority, where two have the name.")

    @property
    def days(self) -> Absence:
        return Absence(first=self.first, last=self.last)


class Responsibility(BaseModel):
    """Who of the NPM leads which dialogue; of several that fit a meeting the one that says most counts. Nobody named
    for a meeting: the organiser leads it."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    lead: str = Field(description="The address of the member who leads.")
    deputy: str | None = Field(None, description="The address of the member who leads while the lead is away.")
    team: tuple[str, ...] = Field((), description="The addresses of other members who come along.")
    authority: str | None = Field(None, description="Only with this authority, by its name.")
    city: str | None = Field(None, description="Only with authorities in this city: a regional office leads there.")
    level: Level | None = Field(None, description="Only with authorities of this level.")
    topic: str | None = Field(None, description="Only on this topic.")
    kind: MeetingKind | None = Field(None, description="Only for meetings of this kind.")
    rank: Rank | None = Field(None, description="Only where a person of this rank is asked.")


class Guest(BaseModel):
    """Who is asked beside those at the table: a supporter (an authority that can help) or a partner (no authority). A
    guest sees public texts only, and no meeting waits for one."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    name: str = Field(description="The person or the organisation.")
    email: str | None = Field(None, description="Where invitations go.")
    authority: str | None = Field(None, description="A supporter's authority, by its name; none: a partner.")
    topics: tuple[str, ...] = Field((), description="The topics that concern the guest; none: all.")
    kinds: tuple[MeetingKind, ...] = Field(
        (MeetingKind.ROUNDTABLE, MeetingKind.SERIES), description="The kinds of meetings to which the guest is asked."
    )
