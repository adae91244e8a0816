"""What `npmsync.toml` may say about planning: `[rules.KIND]`, `[office]`, `[limits]` and `[[closure]]`.

Every value has a default that suits a team of three to ten people; an unknown key is an error.
"""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator


def _of_the_clock(value: time) -> time:
    """A whole number is read as seconds of a day in UTC, and a time with a zone cannot be compared with one without."""
    if value.tzinfo is not None:
        raise ValueError("write a time of day, for example 09:00:00")
    return value


Clock = Annotated[time, AfterValidator(_of_the_clock)]
Minutes = Annotated[int, Field(ge=15, le=8 * 60, description="Length of the meeting in minutes.")]
Months = Annotated[int, Field(ge=1, le=60)]
Enabled = Annotated[bool, Field(description="Whether meetings of this kind are planned.")]
Weight = Annotated[
    int, Field(ge=1, le=100, description="How much a day away from the best date matters, against other kinds.")
]


class _Closed(BaseModel):
    """Unknown keys are errors; the message names the key."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AnnualReview(_Closed):
    """`[rules.annual_review]`: one review for each ministry or service with open recommendations."""

    enabled: Enabled = True
    every_months: Months = Field(12, description="Months between two reviews with the same authority.")
    month: int | None = Field(None, ge=1, le=12, description="The month in which all are held, if there is one.")
    duration_minutes: Minutes = 120
    weight: Weight = 3


class Roundtable(_Closed):
    """`[rules.roundtable]`: several authorities at one table, on a topic that they share."""

    enabled: Enabled = True
    every_months: Months = Field(12, description="Months between two roundtables on the same topic.")
    min_authorities: int = Field(3, ge=2, le=50, description="Authorities that must share the topic.")
    min_recommendations: int = Field(3, ge=1, description="Open recommendations that the topic must have.")
    per_year: int = Field(4, ge=1, le=50, description="Roundtables a year, all topics together.")
    per_authority: int = Field(4, ge=1, le=50, description="Roundtables a year to which one authority is asked.")
    duration_minutes: Minutes = 180
    weight: Weight = 2


class Series(_Closed):
    """`[rules.series]`: several sessions on topics that the NPM names, with all authorities that share them."""

    enabled: Enabled = False
    topics: tuple[str, ...] = Field((), description="The topics, as the tracker writes them.")
    sessions: int = Field(3, ge=1, le=24, description="Sessions on each topic; then it rests for a year.")
    every_weeks: int = Field(6, ge=1, le=52, description="Weeks between two sessions on the same topic.")
    min_authorities: int = Field(2, ge=1, le=50, description="Authorities that must share the topic.")
    duration_minutes: Minutes = 120
    weight: Weight = 2


class Introduction(_Closed):
    """`[rules.introduction]`: a first meeting, to explain the mandate, with an authority that was never met."""

    enabled: Enabled = False
    duration_minutes: Minutes = 60
    weight: Weight = 2


class FollowUp(_Closed):
    """`[rules.follow_up]`: a meeting on recommendations that were refused or long left unanswered."""

    enabled: Enabled = False
    after_days: int = Field(90, ge=1, description="Days after the deadline from which an answer is long overdue.")
    within_days: int = Field(42, ge=7, description="Days from today in which the meeting would best be held.")
    duration_minutes: Minutes = 60
    weight: Weight = 3


class KeepAlive(_Closed):
    """`[rules.informal]`: an informal meeting where nothing else has kept the contact alive."""

    enabled: Enabled = False
    quiet_months: Months = Field(6, description="Months without a meeting or an exchange.")
    duration_minutes: Minutes = 60
    weight: Weight = 1


class DraftDiscussion(_Closed):
    """`[rules.draft_discussion]`: drafts are discussed face to face before the window for corrections closes."""

    enabled: Enabled = False
    window_days: int = Field(14, ge=3, description="Days from sending a draft to the end of its correction window.")
    lead_days: int = Field(3, ge=0, description="Days between invitation and meeting: the window is short.")
    duration_minutes: Minutes = 90
    weight: Weight = 5


class Rules(_Closed):
    """`[rules]`: which meetings are needed. Switched on are the two every NPM holds."""

    annual_review: AnnualReview = AnnualReview()
    roundtable: Roundtable = Roundtable()
    series: Series = Series()
    introduction: Introduction = Introduction()
    follow_up: FollowUp = FollowUp()
    informal: KeepAlive = KeepAlive()
    draft_discussion: DraftDiscussion = DraftDiscussion()


class Office(_Closed):
    """`[office]`: when a meeting may be held, in the workspace's time zone."""

    opens: Clock = Field(time(9), description="No meeting begins earlier.")
    closes: Clock = Field(time(17), description="No meeting ends later.")
    lunch_from: Clock | None = Field(time(12, 30), description="No meeting runs into the break; leave out for none.")
    lunch_to: Clock | None = Field(time(13, 30), description="The end of the break.")
    preferred_start: Clock = Field(time(10), description="Meetings start as near to this time as they can.")
    grid_minutes: int = Field(30, ge=5, le=120, description="Meetings start at multiples of this, from the full hour.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("the office must open before it closes (opens, closes)")
        if (self.lunch_from is None) != (self.lunch_to is None):
            raise ValueError("a lunch break has both a beginning and an end (lunch_from, lunch_to)")
        if self.lunch_from and self.lunch_to and self.lunch_from >= self.lunch_to:
            raise ValueError("the lunch break must begin before it ends (lunch_from, lunch_to)")
        return self


class Closure(_Closed):
    """`[[closure]]`: days without meetings beyond public holidays: a recess of parliament, the NPM's own break. Both
    ends included."""

    first: date = Field(description="First day without meetings.")
    last: date = Field(description="Last day without meetings.")
    name: str = Field("closed", description="What it is called when it stands in the way.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first > self.last:
            raise ValueError("a closure must begin before it ends (first, last)")
        return self


class Limits(_Closed):
    """`[limits]`: what the team can hold, and how early it invites."""

    meetings_a_day: int = Field(2, ge=1, le=20, description="Meetings a day, of the whole team.")
    meetings_a_week: int = Field(4, ge=1, le=100, description="Meetings a week, of the whole team.")
    meetings_a_month: int | None = Field(None, ge=1, le=400, description="No limit unless set.")
    lead_days: int = Field(14, ge=0, le=365, description="Days between invitation and meeting.")
    lead_days_political: int = Field(21, ge=0, le=365, description="The same where a political contact is invited.")
    travel_minutes: int = Field(60, ge=0, le=480, description="Minutes between two meetings of the same person.")


class Planning(_Closed):
    """All settings of planning together."""

    rules: Rules = Rules()
    office: Office = Office()
    limits: Limits = Limits()
    closures: tuple[Closure, ...] = ()
