"""What a plan has to fit into, as `npmsync.toml` may say it: hours, days off, rooms, ways, limits and prices."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from npmsync.domain.words import Level, MeetingKind


def _of_the_clock(value: time) -> time:
    """A whole number is read as seconds of a day in UTC, and a time with a zone cannot be compared with one without."""
    if value.tzinfo is not None:
        raise ValueError("write a time of day, for example 09:00:00")
    return value


Clock = Annotated[time, AfterValidator(_of_the_clock)]


class Closed(BaseModel):
    """Unknown keys are errors; the message names the key."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def _check_hours(opens: time, closes: time, lunch_from: time | None, lunch_to: time | None) -> None:
    if opens >= closes:
        raise ValueError("the office must open before it closes (opens, closes)")
    if (lunch_from is None) != (lunch_to is None):
        raise ValueError("a lunch break has both a beginning and an end (lunch_from, lunch_to)")
    if lunch_from and lunch_to and lunch_from >= lunch_to:
        raise ValueError("the lunch break must begin before it ends (lunch_from, lunch_to)")


class Office(Closed):
    """`[office]`: when a meeting may be held, in the workspace's time zone."""

    opens: Clock = Field(time(9), description="No meeting begins earlier.")
    closes: Clock = Field(time(17), description="No meeting ends later.")
    lunch_from: Clock | None = Field(time(12, 30), description="No meeting runs into the break; leave out for none.")
    lunch_to: Clock | None = Field(time(13, 30), description="The end of the break.")
    preferred_start: Clock = Field(time(10), description="Meetings start as near to this time as they can.")
    grid_minutes: int = Field(30, ge=5, le=120, description="Meetings start at multiples of this, from the full hour.")
    city: str | None = Field(None, description="Where the office is, and every meeting whose authority has no city.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _check_hours(self.opens, self.closes, self.lunch_from, self.lunch_to)
        return self


class Hours(Closed):
    """`[[hours]]`: other office hours for a time, both ends included: Ramadan, summer."""

    first: date = Field(description="First day with these hours.")
    last: date = Field(description="Last day with these hours.")
    opens: Clock = Field(description="No meeting begins earlier.")
    closes: Clock = Field(description="No meeting ends later.")
    lunch_from: Clock | None = Field(None, description="No meeting runs into the break; leave out for none.")
    lunch_to: Clock | None = Field(None, description="The end of the break.")
    name: str = Field("other hours", description="What they are called when they stand in the way.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first > self.last:
            raise ValueError("hours must begin before they end (first, last)")
        _check_hours(self.opens, self.closes, self.lunch_from, self.lunch_to)
        return self


class Closure(Closed):
    """`[[closure]]`: days without meetings beyond public holidays: the NPM's own break, a recess of parliament. Both
    ends included. With levels or authorities it holds for meetings with those alone."""

    first: date = Field(description="First day without meetings.")
    last: date = Field(description="Last day without meetings.")
    name: str = Field("closed", description="What it is called when it stands in the way.")
    levels: tuple[Level, ...] = Field((), description='Only for authorities of these levels, for example "parliament".')
    authorities: tuple[str, ...] = Field((), description="Only for these authorities, by name.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first > self.last:
            raise ValueError("a closure must begin before it ends (first, last)")
        return self

    @property
    def for_all(self) -> bool:
        return not self.levels and not self.authorities


class MeetingRoom(Closed):
    """`[[room]]`: a room of the NPM. Once there is one for a kind of meeting, a meeting of that kind needs one that has
    a seat for everybody asked."""

    name: str = Field(description="The place that invitations give.")
    email: str | None = Field(
        None, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", description="Its address, where it books itself: it is asked too."
    )
    seats: int = Field(20, ge=1, le=1000, description="How many can sit there.")
    kinds: tuple[MeetingKind, ...] = Field(
        (MeetingKind.ROUNDTABLE, MeetingKind.SERIES), description="The kinds of meetings that are held there."
    )


class Travel(Closed):
    """`[[travel]]`: how long the way is between two cities."""

    between: tuple[str, str] = Field(description='The two cities, for example ["Tbilisi", "Batumi"].')
    minutes: int = Field(ge=0, le=24 * 60, description="Minutes from a meeting in one to a meeting in the other.")


class Limits(Closed):
    """`[limits]`: what the team can hold, how early it invites, and what a change costs."""

    meetings_a_day: int = Field(2, ge=1, le=20, description="Meetings a day, of the whole team.")
    meetings_a_week: int = Field(4, ge=1, le=100, description="Meetings a week, of the whole team.")
    meetings_a_month: int | None = Field(None, ge=1, le=400, description="No limit unless set.")
    lead_days: int = Field(14, ge=0, le=365, description="Days between invitation and meeting.")
    lead_days_political: int = Field(21, ge=0, le=365, description="The same where a political contact is invited.")
    travel_minutes: int = Field(60, ge=0, le=480, description="Minutes between two meetings of the same person.")
    travel_minutes_cities: int = Field(
        240, ge=0, le=24 * 60, description="The same between two cities for which no `[[travel]]` says it."
    )
    deputy_days: int = Field(14, ge=0, le=1000, description="A meeting led by the deputy counts as so many days off.")
    move_proposal_days: int = Field(
        14, ge=0, le=1000, description="What moving a proposed meeting costs, in weighted days, to make room."
    )
    move_invitation_days: int = Field(
        60, ge=0, le=1000, description="What moving an invited one costs; it moves only if it cannot stay."
    )


class NeedNote(Closed):
    """`[[need]]`: what you say of one meeting that a plan asks for: not this year, or otherwise than the rules have
    it. What is left out stays as the rules have it."""

    need: str = Field(description='As `plan` names it, or its beginning: "annual review: Ministry of Justice".')
    skip_until: date | None = Field(None, description="It is not needed up to this day.")
    why: str = Field("", description="The reason; it stays inside.")
    ideal: date | None = Field(None, description="The day on which it would best be held.")
    earliest: date | None = Field(None, description="Not before this day.")
    latest: date | None = Field(None, description="Not after this day.")
    duration_minutes: int | None = Field(None, ge=15, le=8 * 60, description="Its length.")
    weight: int | None = Field(None, ge=1, le=100, description="How much a day away from the best date matters.")

    @model_validator(mode="after")
    def _with_reason(self) -> Self:
        if self.skip_until is not None and not self.why.strip():
            raise ValueError("say why it is skipped (why)")
        if self.earliest and self.latest and self.earliest > self.latest:
            raise ValueError("earliest must not come after latest")
        return self
