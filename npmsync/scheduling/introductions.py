"""Introductions: a first meeting with every authority that was never met, to explain the mandate."""

from __future__ import annotations

from dataclasses import replace

from npmsync.domain.words import MeetingKind
from npmsync.domain.world import World, stands
from npmsync.scheduling.bilateral import bilateral
from npmsync.scheduling.need import Need
from npmsync.scheduling.period import Period
from npmsync.scheduling.settings import Introduction
from npmsync.scheduling.spread import spread

KIND = MeetingKind.INTRODUCTION


def introductions(world: World, rule: Introduction, period: Period) -> list[Need]:
    """One for each seat without a meeting of any kind behind it or an introduction before it, as soon as may be and
    evenly over the first half of the period; those with the most open recommendations first."""
    seats = world.seats(authority.id for authority in world.authorities)
    unmet = sorted((seat for seat in seats if unknown(world, seat, period)), key=lambda seat: _order(world, seat))
    middle = period.first_free + (period.last - period.first_free) / 2
    return [
        replace(
            bilateral(world, KIND, seat, ideal, period),
            duration_minutes=rule.duration_minutes,
            weight=rule.weight,
            urgency=len(world.open_by_seat.get(seat, ())),
            agenda=(),
            because=f"because no meeting with {world.name(seat)} is known.",
        )
        for seat, ideal in zip(unmet, spread(len(unmet), period.first_free, middle), strict=True)
    ]


def unknown(world: World, seat: str, period: Period) -> bool:
    """Whether the authority was never met and no introduction to it is planned."""
    for meeting in world.meetings_by_seat.get(seat, ()):
        behind = meeting.start.date() < period.today
        if stands(meeting, period.today) and (behind or meeting.kind is KIND):
            return False
    return True


def _order(world: World, seat: str) -> tuple[int, str]:
    return -len(world.open_by_seat.get(seat, ())), world.name(seat)
