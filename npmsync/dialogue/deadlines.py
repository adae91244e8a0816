"""Until when an answer or a correction is expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from npmsync.dialogue.settings import DeadlineRule, Deadlines
from npmsync.domain.further_step import Extension
from npmsync.domain.recommendation import Recommendation, Response
from npmsync.domain.words import Position, Priority
from npmsync.domain.world import World


class WorkingDays(Protocol):
    """A country's working days, as `npmsync.scheduling.working_time` counts them."""

    def add_working_days(self, day: date, count: int) -> date: ...


@dataclass(frozen=True, slots=True)
class Allowed:
    """So many days, working or calendar ones. Hours come as the days that they reach: records know days alone."""

    days: int
    working: bool

    def ends(self, start: date, days: WorkingDays) -> date:
        """The last day of a period that begins the day after `start`."""
        return days.add_working_days(start, self.days) if self.working else start + timedelta(days=self.days)


def allowed(
    world: World, settings: Deadlines, authority: str, priority: Priority | None, of: str = "answer"
) -> Allowed | None:
    """How much time an authority (id) has for an answer or a correction: by the rule that says most, an authority's
    name more than a priority and that more than a level, of two that say as much the first; else by `[deadlines]`."""
    fitting = [
        (said, -number, one)
        for number, one in enumerate(settings.rule)
        if one.of == of and (said := _says(world, one, authority, priority)) is not None
    ]
    if fitting:
        rule = max(fitting, key=lambda one: one[:2])[2]
        if rule.hours is not None:
            return Allowed(-(-rule.hours // 24), working=False)
        return Allowed(rule.days or 1, working=rule.count == "working")
    if of == "correction":
        return Allowed(settings.correction_working_days, working=True)
    urgent = priority is Priority.URGENT and settings.urgent_days is not None
    count = settings.urgent_days if urgent else settings.answer_days
    return None if count is None else Allowed(count, working=settings.answer_in == "working")


def _says(world: World, one: DeadlineRule, authority: str, priority: Priority | None) -> tuple[bool, ...] | None:
    """What a rule names; None where it does not fit. A recommendation without a priority is a normal one."""
    known = world.authority_by_id.get(authority)
    if one.authority is not None and not world.is_called(authority, one.authority):
        return None
    if one.priority is not None and one.priority is not (priority or Priority.NORMAL):
        return None
    if one.level is not None and (known is None or known.level is not one.level):
        return None
    return one.authority is not None, one.priority is not None, one.level is not None


def answer_due(
    world: World, recommendation: Recommendation, addressee: str, settings: Deadlines, days: WorkingDays
) -> date | None:
    """The last day for an addressee's written answer: the tracker's, else counted from the day of issue; None: no
    deadline."""
    if recommendation.response_due is not None or recommendation.issued_on is None:
        return recommendation.response_due
    time = allowed(world, settings, addressee, recommendation.priority)
    return time.ends(recommendation.issued_on, days) if time else None


def in_time_until(due: date | None, granted: Iterable[Extension]) -> date | None:
    """Until when an answer is in time: an extension counts if it was granted before the time was over. One granted
    afterwards is kindness, and a late answer stays late."""
    for one in granted:
        if due is not None and one.on <= due:
            due = max(due, one.until)
    return due


def late_since(
    due: date | None, response: Response | None, settings: Deadlines, granted: Iterable[Extension] = ()
) -> date | None:
    """The deadline that matters now: None where the answer is given or none is expected. An interim answer is a new
    date, not an answer; an extension holds whenever it was granted."""
    if due is None:
        return None
    for one in granted:
        due = max(due, one.until)
    if response is None:
        return due
    if response.position is not Position.UNDER_CONSIDERATION:
        return None
    promised = response.planned_on or (response.responded_on or due) + timedelta(days=settings.interim_days)
    return max(due, promised)


def window_closes(
    world: World, draft: Recommendation, addressee: str, settings: Deadlines, days: WorkingDays
) -> date | None:
    """The last day for an addressee's corrections of a draft; None where nobody knows when it was sent."""
    if draft.response_due is not None or draft.issued_on is None:
        return draft.response_due
    time = allowed(world, settings, addressee, draft.priority, "correction")
    return time.ends(draft.issued_on, days) if time else None
