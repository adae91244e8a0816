"""What comes before what: a roundtable after the reviews with those who sit at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from npmsync.domain.words import MeetingKind
from npmsync.domain.world import stands
from npmsync.scheduling.need import Need
from npmsync.scheduling.surroundings import Surroundings


def order(needs: Sequence[Need], planned: Sequence[Mapping[str, date]]) -> tuple[list[list[int]], list[list[int]]]:
    """For each need, which others come before it and which after: the first review with each authority that it follows
    and that has none planned yet."""
    before: list[list[int]] = [[] for _ in needs]
    after: list[list[int]] = [[] for _ in needs]
    reviews: dict[str, int] = {}
    for index in sorted(range(len(needs)), key=lambda index: needs[index].ideal, reverse=True):
        if needs[index].kind is MeetingKind.ANNUAL_REVIEW:
            reviews[needs[index].authorities[0]] = index
    for index, need in enumerate(needs):
        for seat in need.follows:
            if seat in reviews and seat not in planned[index]:
                before[index].append(reviews[seat])
                after[reviews[seat]].append(index)
    return before, after


def reviewed(need: Need, given: Surroundings) -> dict[str, date]:
    """Seat that the need follows -> the day of its first review already planned in the need's time."""
    days: dict[str, date] = {}
    for meeting in given.meetings:
        day = meeting.start.date()
        if meeting.kind is MeetingKind.ANNUAL_REVIEW and need.earliest <= day <= need.latest:
            for seat in set(meeting.authorities) & set(need.follows) if stands(meeting, given.today) else ():
                days[seat] = min(day, days.get(seat, day))
    return days
