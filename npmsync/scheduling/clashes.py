"""What speaks against a meeting's time: said to a person, never refused."""

from __future__ import annotations

from collections.abc import Iterable

from npmsync.domain.meeting import Meeting
from npmsync.scheduling.presence import identity
from npmsync.scheduling.working_time import WorkingTime


def clashes(meeting: Meeting, others: Iterable[Meeting], days: WorkingTime) -> list[str]:
    """English sentences on a holiday, on hours outside the office's and on people who would be in two places.
    `others` may hold the meeting itself and cancelled ones: they do not count. All times are on the same clock."""
    day = meeting.start.date()
    found = []
    why_not = days.why_not(day)
    if why_not is not None:
        found.append(f"{day} is no working day: {why_not}.")
    outside = days.outside_hours(meeting.start, meeting.end)
    if outside is not None:
        found.append(f"{meeting.start:%H:%M} to {meeting.end:%H:%M} is {outside}.")
    return found + double_bookings(meeting, others)


def double_bookings(meeting: Meeting, others: Iterable[Meeting]) -> list[str]:
    """A sentence for each meeting that runs at the same time with one of the same people."""
    found = []
    people = {identity(person): person.name for person in meeting.participants}
    for other in sorted(others, key=lambda one: (one.start, one.title)):
        if other.id == meeting.id or not other.live:
            continue
        if other.start < meeting.end and meeting.start < other.end:
            both = [people[one] for one in map(identity, other.participants) if one in people]
            if both:
                found.append(f"{', '.join(both)} would be in two places: {other.title} begins at {other.start:%H:%M}.")
    return found
