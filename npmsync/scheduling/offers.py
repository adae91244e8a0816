"""Two or three dates to choose from, for someone who is asked before being invited."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from npmsync.domain.meeting import Meeting
from npmsync.scheduling.clashes import double_bookings
from npmsync.scheduling.working_time import WorkingTime

_LOOKED_AHEAD = 60
"""Days after the planned date within which the other dates are looked for."""


def other_dates(
    meeting: Meeting, others: Iterable[Meeting], days: WorkingTime, count: int
) -> list[tuple[datetime, datetime]]:
    """`count` times (start, end) for the meeting: its own first, then at the same hour on working days at least two
    days apart on which nobody would be in two places; fewer where there are none."""
    length = meeting.end - meeting.start
    others = list(others)
    found = [(meeting.start, meeting.end)]
    start = meeting.start
    for _ in range(_LOOKED_AHEAD):
        if len(found) == count:
            break
        start += timedelta(days=1)
        if start - found[-1][0] < timedelta(days=2) or not days.is_working_day(start.date()):
            continue
        moved = meeting.model_copy(update={"start": start, "end": start + length})
        if not double_bookings(moved, others):
            found.append((start, start + length))
    return found
