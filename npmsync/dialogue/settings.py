"""What `npmsync.toml` may say about deadlines: `[deadlines]`.

Every value has a default; an unknown key is an error.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from npmsync.domain.words import Level, Priority

LADDER = (
    "a meeting at a higher level",
    "a formal letter of the head",
    "parliament",
    "the national human rights institution",
    "the media",
    "regional and international bodies (the SPT)",
)
"""The steps of DOMAIN.md, "escalation". Which one is taken, and whether, a person decides."""


class DeadlineRule(BaseModel):
    """`[[deadlines.rule]]`: how much time an authority has; of several rules that fit, the one that says most counts.
    A date in the tracker goes before every rule."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    of: Literal["answer", "correction"] = Field(
        "answer", description="Time for the written answer, or to correct a draft's facts."
    )
    authority: str | None = Field(None, description="Only for this authority, by its name.")
    level: Level | None = Field(None, description="Only for authorities of this level.")
    priority: Priority | None = Field(None, description="Only for recommendations of this priority.")
    days: int | None = Field(None, ge=1, le=730, description="So many days.")
    count: Literal["calendar", "working"] = Field("calendar", description="What days counts.")
    hours: int | None = Field(
        None,
        ge=1,
        le=720,
        description="Instead of days, for what is urgent and serious; they end with the day they reach.",
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.days is None) == (self.hours is None):
            raise ValueError("give days or hours, one of them")
        return self


class Deadlines(BaseModel):
    """`[deadlines]`: when something is due, late or quiet."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    follow_from: date | None = Field(None, description="Answers that were due before this day are let be.")
    answer_days: int | None = Field(
        None, ge=1, le=730, description="Time to answer from the day of issue, where the tracker gives no deadline."
    )
    urgent_days: int | None = Field(
        None, ge=1, le=730, description="The same for urgent recommendations; none: answer_days."
    )
    answer_in: Literal["calendar", "working"] = Field("calendar", description="What answer_days counts.")
    rule: tuple[DeadlineRule, ...] = ()
    interim_days: int = Field(60, ge=1, le=730, description="Days that an interim answer gives for the final one.")
    correction_working_days: int = Field(10, ge=1, le=90, description="Working days to correct a draft's facts.")
    draft_notice_days: int = Field(10, ge=0, le=90, description="Days before its end at which a window is listed.")
    meeting_notice_days: int = Field(14, ge=0, le=180, description="Days before a meeting at which it is listed.")
    quiet_months: int = Field(6, ge=1, le=60, description="Months without contact after which it has gone quiet.")
    rest_working_days: int = Field(10, ge=0, le=90, description="Working days after a contact without a reminder.")
    escalate_after_days: int = Field(180, ge=1, description="Days late from which a further step is to be decided.")
    introductions: bool = Field(False, description="Whether authorities that were never met are listed.")
    mapping_months: int = Field(
        12, ge=1, le=120, description="Months after which a mapping of an authority is reviewed."
    )
    ladder: tuple[str, ...] = Field(LADDER, min_length=1, description="Further steps, the first one first.")
    own_institution: str | None = Field(
        None, description="The step of the ladder that the NPM itself is part of, in its words: it is never proposed."
    )
    report_to: str | None = Field(
        None,
        description="To whom the law obliges you to report what is urgent and serious, for example the prosecutor; "
        "none: no such duty.",
    )

    @property
    def steps(self) -> tuple[str, ...]:
        """The ladder without the NPM's own institution."""
        own = (self.own_institution or "").strip().casefold()
        return tuple(step for step in self.ladder if step.strip().casefold() != own) or self.ladder
