"""Until when an answer or a correction is expected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol

from npmsync.dialogue.settings import Deadlines
from npmsync.domain.further_step import Extension
from npmsync.domain.recommendation import Recommendation, Response
from npmsync.domain.words import Position, Priority


class WorkingDays(Protocol):
    """A country's working days, as `npmsync.scheduling.working_time` counts them."""

    def add_working_days(self, day: date, count: int) -> date: ...


def answer_due(recommendation: Recommendation, settings: Deadlines, days: WorkingDays) -> date | None:
    """The last day for a written answer: the tracker's, else counted from the day of issue; None: no deadline."""
    if recommendation.response_due is not None:
        return recommendation.response_due
    count = settings.answer_days
    if recommendation.priority is Priority.URGENT and settings.urgent_days is not None:
        count = settings.urgent_days
    if recommendation.issued_on is None or count is None:
        return None
    if settings.answer_in == "working":
        return days.add_working_days(recommendation.issued_on, count)
    return recommendation.issued_on + timedelta(days=count)


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


def window_closes(draft: Recommendation, settings: Deadlines, days: WorkingDays) -> date | None:
    """The last day for corrections of a draft; None where nobody knows when it was sent."""
    if draft.response_due is not None:
        return draft.response_due
    if draft.issued_on is None:
        return None
    return days.add_working_days(draft.issued_on, settings.correction_working_days)
