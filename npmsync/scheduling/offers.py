"""Two or three dates to choose from, for someone who is asked before being invited."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from npmsync.domain.meeting import Meeting
from npmsync.scheduling.diary import Diary
from npmsync.scheduling.need import Need
from npmsync.scheduling.surroundings import Surroundings

LOOKED_AHEAD = timedelta(days=60)
"""From the planned date, within which the other dates are looked for."""


def other_dates(meeting: Meeting, need: Need, given: Surroundings, count: int) -> list[tuple[datetime, datetime]]:
    """`count` times (start, end) for a meeting that meets the need, in surroundings without it: its own first, then on
    days at least two apart on which it could be held, at the same hour if that is free; fewer where there are none."""
    diary = Diary(given)
    length = meeting.end - meeting.start
    need = replace(need, duration_minutes=length // timedelta(minutes=1))
    found = [(meeting.start, meeting.end)]
    for n in range(1, LOOKED_AHEAD.days + 1):
        day = meeting.start.date() + timedelta(days=n)
        if len(found) == count:
            break
        if (day - found[-1][0].date()).days < 2 or diary.obstacle(need, day) is not None:
            continue
        slots = diary.slots(need, day)
        if slots:
            start = next((one.start for one in slots if one.start.time() == meeting.start.time()), slots[0].start)
            found.append((start, start + length))
    return found
