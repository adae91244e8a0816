"""Annual reviews: with each ministry or service that has open recommendations, what was done, what not, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from npmsync.dialogue.months import add_months
from npmsync.domain.meeting import Meeting
from npmsync.domain.recommendation import Recommendation
from npmsync.domain.words import MeetingKind, Priority
from npmsync.domain.world import World
from npmsync.scheduling.bilateral import bilateral
from npmsync.scheduling.need import Need, key
from npmsync.scheduling.period import Period
from npmsync.scheduling.settings import AnnualReview
from npmsync.scheduling.spread import spread

KIND = MeetingKind.ANNUAL_REVIEW
WEIGHTS = {Priority.URGENT: 8, Priority.HIGH: 4, Priority.NORMAL: 2, None: 2, Priority.LOW: 1}
"""How heavy an open recommendation is when it is decided whom to meet first."""


def reviews(world: World, rule: AnnualReview, period: Period) -> list[Need]:
    """The reviews that the period still lacks: `every_months` after the last one, in the set month, or, with none
    known, spread over the period with the most urgent and heaviest authority first."""
    seats = sorted(world.open_by_seat, key=lambda seat: _heaviest_first(world, seat))
    new = [seat for seat in seats if not _reviewed_before(world, seat, period)]
    first_days = dict(zip(new, _first_days(rule, len(new), period), strict=True))
    found = []
    for seat in seats:
        held = world.standing(seat, KIND, period.today)
        if held:
            found += _repeated(world, rule, period, seat, held[-1])
        else:
            because = f"because no earlier review with {world.name(seat)} is known"
            found += _series(world, rule, period, seat, (first_days[seat], because))
    return found


def heaviness(recommendations: tuple[Recommendation, ...]) -> tuple[int, int]:
    """How many are urgent, and the weight of all."""
    urgent = sum(one.priority is Priority.URGENT for one in recommendations)
    return urgent, sum(WEIGHTS[one.priority] for one in recommendations)


def _heaviest_first(world: World, seat: str) -> tuple[int, int, str]:
    urgent, weight = heaviness(world.open_by_seat[seat])
    return -urgent, -weight, world.name(seat)


def _reviewed_before(world: World, seat: str, period: Period) -> bool:
    return any(meeting.start.date() < period.first for meeting in world.standing(seat, KIND, period.today))


def _first_days(rule: AnnualReview, count: int, period: Period) -> list[date]:
    """Where reviews without a predecessor would best be, one for each of `count` authorities, in their order."""
    if count == 0:
        return []
    if rule.month is None:
        return spread(count, period.first_free, period.last_review)
    begin = _month_from(rule.month, period.first_free)
    return spread(count, max(begin, period.first_free), add_months(begin, 1) - timedelta(days=1))


def _repeated(world: World, rule: AnnualReview, period: Period, seat: str, last: Meeting) -> list[Need]:
    held = last.start.date()
    due = add_months(held, rule.every_months)
    if rule.month is not None:  # the set month that comes next, but not within half the interval
        due = _month_from(rule.month, add_months(held, max(rule.every_months // 2, 1))) + timedelta(days=14)
    because = f"because the last review with {world.name(seat)} is of {held}"
    return _series(world, rule, period, seat, (due, because))


def _series(world: World, rule: AnnualReview, period: Period, seat: str, begin: tuple[date, str]) -> list[Need]:
    """The review due on the first day and those that follow it within the period."""
    ideal, because = begin
    ideal = max(ideal, period.first)
    urgent, weight = heaviness(world.open_by_seat[seat])
    template = replace(
        bilateral(world, KIND, seat, ideal, period),
        duration_minutes=rule.duration_minutes,
        weight=rule.weight,
        urgency=urgent * 100 + weight,
    )
    count = len(world.open_by_seat[seat])
    still_open = f"{count} recommendation{' is' if count == 1 else 's are'} open."
    found: list[Need] = []
    while ideal <= period.last:
        number = f"{len(found) + 1}" if found else ""
        earliest = max(period.first, add_months(ideal, -rule.every_months // 2)) if found else period.first
        found.append(
            replace(
                template,
                key=key(KIND, template.names, number),
                ideal=ideal,
                earliest=earliest,
                because=f"{because}; {still_open}",
            )
        )
        because = f"because the review with {world.name(seat)} before it is planned for about {ideal}"
        ideal = add_months(ideal, rule.every_months)
    return found


def _month_from(month: int, day: date) -> date:
    """The first day of the next such month that is not over on `day`."""
    begin = date(day.year, month, 1)
    return begin if add_months(begin, 1) > day else date(day.year + 1, month, 1)
