"""Which meetings are needed in a period, by the rules that are switched on.

    needs(world, Planning(), today=date(2026, 11, 25), first=date(2026, 11, 25), last=date(2027, 11, 24))

A meeting of the period that stands (proposed, invited, confirmed or held) satisfies its need: asked again with what was
planned, the answer is empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from npmsync.domain.words import MeetingKind
from npmsync.domain.world import World
from npmsync.scheduling.budget import budget_meetings
from npmsync.scheduling.constraints import Closure
from npmsync.scheduling.draft_discussions import draft_discussions
from npmsync.scheduling.follow_ups import follow_ups
from npmsync.scheduling.introductions import introductions
from npmsync.scheduling.keep_alive import keep_alive
from npmsync.scheduling.need import Need
from npmsync.scheduling.notes import Skipped, noted
from npmsync.scheduling.period import Period, period
from npmsync.scheduling.reviews import reviews
from npmsync.scheduling.roundtables import roundtables
from npmsync.scheduling.series import series
from npmsync.scheduling.settings import Planning
from npmsync.scheduling.shared_topics import shared_topics


@dataclass(frozen=True, slots=True)
class Wanted:
    """The needs to be met, by ideal date, kind and names, and those that somebody has let be."""

    needs: list[Need]
    skipped: list[Skipped]


def needs(world: World, planning: Planning, today: date, first: date, last: date) -> list[Need]:
    """The meetings that `first` to `last` (both included) still lack, by ideal date, kind and names."""
    return wanted(world, planning, today, first, last).needs


def wanted(world: World, planning: Planning, today: date, first: date, last: date) -> Wanted:
    """The same with what is skipped. What people have noted of single needs is in them, and the closures that hold for
    some authorities only."""
    rules = planning.rules
    table = rules.roundtable
    with_roundtables = table.enabled and bool(shared_topics(world, table.min_authorities, table.min_recommendations))
    span = period(today, first, last, planning.limits, with_roundtables)
    found: list[Need] = []
    if rules.annual_review.enabled:
        found += reviews(world, rules.annual_review, span)
    if table.enabled:
        found += roundtables(world, table, span, _review_days(world, found, span))
    if rules.series.enabled:
        found += series(world, rules.series, span)
    if rules.introduction.enabled:
        found += introductions(world, rules.introduction, span)
    if rules.follow_up.enabled:
        found += follow_ups(world, rules.follow_up, span)
    if rules.draft_discussion.enabled:
        found += draft_discussions(world, rules.draft_discussion, span)
    if rules.budget.enabled:
        found += budget_meetings(world, rules.budget, span)
    if rules.informal.enabled:
        planned = frozenset(seat for need in found for seat in need.authorities)
        found += keep_alive(world, rules.informal, span, planned)
    kept, skipped = noted(found, planning.notes, world)
    closed = [replace(need, closed=closures_for(world, planning.closures, need.authorities)) for need in kept]
    return Wanted(sorted(closed, key=lambda need: (need.ideal, need.kind, need.key)), skipped)


def closures_for(world: World, closures: Iterable[Closure], authorities: Iterable[str]) -> tuple[Closure, ...]:
    """The closures that hold for a meeting with these authorities (ids), beside those that hold for all."""
    seats = world.seats(authorities)
    levels = {known.level for seat in seats if (known := world.authority_by_id.get(seat)) is not None}
    return tuple(
        one
        for one in closures
        if levels & set(one.levels) or any(world.is_called(seat, name) for seat in seats for name in one.authorities)
    )


def _review_days(world: World, found: list[Need], span: Period) -> dict[str, date]:
    """Seat -> the day of its first review in the period, planned or needed."""
    days: dict[str, date] = {}
    for seat in world.open_by_seat:
        for meeting in world.standing(seat, MeetingKind.ANNUAL_REVIEW, span.today):
            day = meeting.start.date()
            if span.first <= day <= span.last:
                days[seat] = min(day, days.get(seat, day))
    for need in found:
        days.setdefault(need.authorities[0], need.ideal)
    return days
