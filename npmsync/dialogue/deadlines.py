"""Until when an answer or a correction is expected."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Protocol

from npmsync.dialogue.settings import Deadlines
from npmsync.domain.recommendation import Recommendation, Response
from npmsync.domain.words import Position


class WorkingDays(Protocol):
    """A country's working days, as `npmsync.scheduling.working_time` counts them."""

    def add_working_days(self, day: date, count: int) -> date: ...


def answer_due(recommendation: Recommendation, settings: Deadlines, days: WorkingDays) -> date | None:
    """The last day for a written answer: the tracker's, else counted from the day of issue; None: no deadline."""
    if recommendation.response_due is not None:
        return recommendation.response_due
    if recommendation.issued_on is None or settings.answer_days is None:
        return None
    if settings.answer_in == "working":
        return days.add_working_days(recommendation.issued_on, settings.answer_days)
    return recommendation.issued_on + timedelta(days=settings.answer_days)


def late_since(
    recommendation: Recommendation, response: Response | None, settings: Deadlines, days: WorkingDays
) -> date | None:
    """The deadline that matters now: None where the answer is given or none is expected. An interim answer is a new
    date, not an answer."""
    due = answer_due(recommendation, settings, days)
    if due is None or response is None:
        return due
    if response.position is not Position.UNDER_CONSIDERATION:
        return None
    return max(due, (response.responded_on or due) + timedelta(days=settings.interim_days))


def window_closes(draft: Recommendation, settings: Deadlines, days: WorkingDays) -> date | None:
    """The last day for corrections of a draft; None where nobody knows when it was sent."""
    if draft.response_due is not None:
        return draft.response_due
    if draft.issued_on is None:
        return None
    return days.add_working_days(draft.issued_on, settings.correction_working_days)
