"""Finds a day and an hour for every need, and says how good the plan is and what blocks what is left out.

The same needs and surroundings give the same plan everywhere: nothing depends on the clock, on ids or on the order in
which needs come; ties are broken by the needs' keys, which are made of names. The number of steps is bounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from npmsync.scheduling.bound import relaxed
from npmsync.scheduling.diary import Surroundings
from npmsync.scheduling.explain import why_unplaced
from npmsync.scheduling.need import Need
from npmsync.scheduling.search import Search

_BEFORE_REVIEW = "It comes before the review with one of its authorities: no later day is free."


@dataclass(frozen=True, slots=True)
class Placement:
    """A need with its time: wall-clock, in the workspace's time zone. `note` says what could not be kept."""

    need: Need
    start: datetime
    end: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A need for which there is no time, and one English sentence on what blocks it."""

    need: Need
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """`optimal`: no plan of the same needs has fewer weighted days from the ideal dates, and what is unplaced could not
    be placed by anybody. `gap_days`: by how many weighted days at most this plan misses the best one (0 where optimal)
    for the meetings that it places."""

    placed: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...]
    optimal: bool
    gap_days: int


def solve(needs: Iterable[Need], given: Surroundings) -> Plan:
    """The plan for these needs in these surroundings; `placed` by start, `unplaced` by label."""
    search = Search(sorted(needs, key=_first_served), given)
    search.improve()
    without_order = search.place_without_order()
    placed = {index: start for index, start in enumerate(search.at) if start is not None}
    cost = sum(search.cost(index) for index in placed)
    best = search.relaxation.bound
    if len(placed) < len(search.needs):
        best = relaxed([search.costs[index] for index in placed], search.rooms).bound
    missing = [index for index in range(len(search.needs)) if index not in placed]
    proven = not without_order and cost == best and not any(search.costs[index] for index in missing)
    placements = [
        _placement(search.needs[index], start, _BEFORE_REVIEW if index in without_order else "")
        for index, start in placed.items()
    ]
    left_out = [Unplaced(one, why_unplaced(one, search.diary, given)) for one in map(search.needs.__getitem__, missing)]
    return Plan(
        placed=tuple(sorted(placements, key=lambda one: (one.start, one.need.key))),
        unplaced=tuple(sorted(left_out, key=lambda one: one.need.label)),
        optimal=proven,
        gap_days=0 if proven else cost - best,
    )


def _placement(need: Need, start: datetime, note: str) -> Placement:
    return Placement(need, start, start + timedelta(minutes=need.duration_minutes), note)


def _first_served(need: Need) -> tuple[bool, int, int, int, date, str]:
    """Reviews before the roundtables that follow them, then the heavier, the more urgent, the one with less room."""
    return bool(need.follows), -need.weight, -need.urgency, (need.latest - need.earliest).days, need.ideal, need.key
