"""What `npmsync.toml` may say about which meetings are needed: `[rules.KIND]`.

Every value has a default that suits a team of three to ten people; an unknown key is an error.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from npmsync.scheduling.constraints import (
    Closed,
    Closure,
    Hours,
    Limits,
    MeetingRoom,
    NeedNote,
    Office,
    Travel,
)

Minutes = Annotated[int, Field(ge=15, le=8 * 60, description="Length of the meeting in minutes.")]
Months = Annotated[int, Field(ge=1, le=60)]
Enabled = Annotated[bool, Field(description="Whether meetings of this kind are planned.")]
Weight = Annotated[
    int, Field(ge=1, le=100, description="How much a day away from the best date matters, against other kinds.")
]


class AnnualReview(Closed):
    """`[rules.annual_review]`: one review for each ministry or service with open recommendations."""

    enabled: Enabled = True
    every_months: Months = Field(12, description="Months between two reviews with the same authority.")
    month: int | None = Field(None, ge=1, le=12, description="The month in which all are held, if there is one.")
    duration_minutes: Minutes = 120
    weight: Weight = 3


class Roundtable(Closed):
    """`[rules.roundtable]`: several authorities at one table, on a topic that they share."""

    enabled: Enabled = True
    every_months: Months = Field(12, description="Months between two roundtables on the same topic.")
    min_authorities: int = Field(3, ge=2, le=50, description="Authorities that must share the topic.")
    min_recommendations: int = Field(3, ge=1, description="Open recommendations that the topic must have.")
    per_year: int = Field(4, ge=1, le=50, description="Roundtables a year, all topics together.")
    per_authority: int = Field(4, ge=1, le=50, description="Roundtables a year to which one authority is asked.")
    duration_minutes: Minutes = 180
    weight: Weight = 2


class Series(Closed):
    """`[rules.series]`: several sessions on topics that the NPM names, with all authorities that share them."""

    enabled: Enabled = False
    topics: tuple[str, ...] = Field((), description="The topics, as the tracker writes them.")
    sessions: int = Field(3, ge=1, le=24, description="Sessions on each topic; then it rests for a year.")
    every_weeks: int = Field(6, ge=1, le=52, description="Weeks between two sessions on the same topic.")
    min_authorities: int = Field(2, ge=1, le=50, description="Authorities that must share the topic.")
    duration_minutes: Minutes = 120
    weight: Weight = 2


class Introduction(Closed):
    """`[rules.introduction]`: a first meeting, to explain the mandate, with an authority that was never met."""

    enabled: Enabled = False
    duration_minutes: Minutes = 60
    weight: Weight = 2


class FollowUp(Closed):
    """`[rules.follow_up]`: a meeting on recommendations that were refused or long left unanswered."""

    enabled: Enabled = False
    after_days: int = Field(90, ge=1, description="Days after the deadline from which an answer is long overdue.")
    within_days: int = Field(42, ge=7, description="Days from today in which the meeting would best be held.")
    duration_minutes: Minutes = 60
    weight: Weight = 3


class KeepAlive(Closed):
    """`[rules.informal]`: an informal meeting where nothing else has kept the contact alive."""

    enabled: Enabled = False
    quiet_months: Months = Field(6, description="Months without a meeting or an exchange.")
    duration_minutes: Minutes = 60
    weight: Weight = 1


class DraftDiscussion(Closed):
    """`[rules.draft_discussion]`: drafts are discussed face to face before the window for corrections closes."""

    enabled: Enabled = False
    window_days: int = Field(14, ge=3, description="Days from sending a draft to the end of its correction window.")
    lead_days: int = Field(3, ge=0, description="Days between invitation and meeting: the window is short.")
    duration_minutes: Minutes = 90
    weight: Weight = 5


class Budget(Closed):
    """`[rules.budget]`: on the NPM's own means, or on what recommendations cost, before the budget is made."""

    enabled: Enabled = False
    authorities: tuple[str, ...] = Field((), description="With whom, by name: the ministry of finance, a committee.")
    month: int = Field(5, ge=1, le=12, description="The month in which it would best be held.")
    duration_minutes: Minutes = 60
    weight: Weight = 3


class Rules(Closed):
    """`[rules]`: which meetings are needed. Switched on are the two every NPM holds."""

    annual_review: AnnualReview = Field(default_factory=AnnualReview)
    roundtable: Roundtable = Field(default_factory=Roundtable)
    series: Series = Field(default_factory=Series)
    introduction: Introduction = Field(default_factory=Introduction)
    follow_up: FollowUp = Field(default_factory=FollowUp)
    informal: KeepAlive = Field(default_factory=KeepAlive)
    draft_discussion: DraftDiscussion = Field(default_factory=DraftDiscussion)
    budget: Budget = Field(default_factory=Budget)


class Planning(Closed):
    """All settings of planning together."""

    rules: Rules = Field(default_factory=Rules)
    office: Office = Field(default_factory=Office)
    limits: Limits = Field(default_factory=Limits)
    closures: tuple[Closure, ...] = ()
    hours: tuple[Hours, ...] = ()
    rooms: tuple[MeetingRoom, ...] = ()
    travel: tuple[Travel, ...] = ()
    notes: tuple[NeedNote, ...] = ()


__all__ = [
    "AnnualReview",
    "Budget",
    "Closure",
    "DraftDiscussion",
    "FollowUp",
    "Hours",
    "Introduction",
    "KeepAlive",
    "Limits",
    "MeetingRoom",
    "NeedNote",
    "Office",
    "Planning",
    "Roundtable",
    "Rules",
    "Series",
    "Travel",
]
