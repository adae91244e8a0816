"""Finds a day and an hour for every need, and says how good the plan is.

The same needs and surroundings give the same plan everywhere: nothing depends on the clock, on ids or on the order in
which needs come; ties are broken by the needs' keys, which are made of names. The number of steps is bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from npmsync.domain.meeting import Participant
from npmsync.scheduling.bound import relaxed, without_prices
from npmsync.scheduling.branch import dive, prove
from npmsync.scheduling.explain import why_not_nearer, why_unplaced
from npmsync.scheduling.need import Need
from npmsync.scheduling.options import LEFT_OUT
from npmsync.scheduling.presence import identity, required
from npmsync.scheduling.problem import Problem, problem
from npmsync.scheduling.search import Search
from npmsync.scheduling.surroundings import Surroundings

_BEFORE_REVIEW = "It comes before the review with one of its authorities: no later day is free."
_DIVE = 2_000
"""Things that are repaired in the relaxed plan, at most."""
_TRIES = 18_000
"""Relaxed plans looked at to prove a plan, times its meetings."""
_MOST_TRIES = 300

Exact = Callable[[Problem, Sequence[int], int], tuple[Sequence[int], int]]
"""An exact solver: the problem, a plan's days and a bound -> the days of a plan at least as good, and a bound."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A need with its time: wall-clock, in the workspace's time zone. `people` are those of the need, a deputy in the
    lead's place where the lead is away; `room` where it needs one. `note` says what could not be kept, `why_here` what
    stands in the way of the nearer days, where it is not held on the best one."""

    need: Need
    start: datetime
    end: datetime
    note: str = ""
    people: tuple[Participant, ...] = ()
    room: str | None = None
    why_here: str = ""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A need for which there is no time, one English sentence on what blocks it, and others on what would have to give
    (relaxations.py)."""

    need: Need
    why: str
    could: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """`cost` is what the objective counts (objective.py), `gap_days` by how much at most it misses the best plan of the
    same needs. `optimal`: no plan of them costs less."""

    placed: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...]
    optimal: bool
    gap_days: int
    cost: int = 0


def solve(needs: Iterable[Need], given: Surroundings, exact: Exact | None = None) -> Plan:
    """The plan for these needs in these surroundings; `placed` by start, `unplaced` by label. With `exact`, what is not
    proven the best is handed to it."""
    asked = problem(sorted(needs, key=_first_served), given)
    days, bound = _days(asked)
    cost = asked.total(days)
    if exact is not None and bound < cost:
        found, bound = exact(asked, days, bound)
        days = list(found)
        cost = asked.total(days)
    return _plan(asked, days, cost, bound, given)


def _days(asked: Problem) -> tuple[list[int], int]:
    """The best days that were found, and a bound on all plans."""
    if not asked.needs:
        return [], 0
    root = relaxed(asked.costs, asked.rooms)
    search = Search(asked)
    begin = root if len(asked.rooms) == 2 else without_prices(asked.costs, asked.rooms)
    best = _searched(search, dive(asked, begin, _DIVE), root.cost)
    known = asked.total(best)
    if known == root.cost:
        return best, root.cost
    proof = prove(asked, root, known, min(_TRIES // len(asked.needs), _MOST_TRIES))
    if proof.days is not None:
        best = proof.days
    return best, root.cost if asked.packing.gave_up else proof.bound


def _searched(search: Search, days: Sequence[int], enough: int) -> list[int]:
    search.start_from(days)
    search.improve(enough)
    search.fill()
    search.place_out_of_order()
    search.improve(enough)
    return list(search.at)


def _plan(asked: Problem, days: Sequence[int], cost: int, bound: int, given: Surroundings) -> Plan:
    """Gives hours and rooms, and words to what is left out."""
    on: dict[int, list[int]] = {}
    for index, day in enumerate(days):
        if day != LEFT_OUT:
            on.setdefault(day, []).append(index)
    placements = []
    diary = asked.options.diary
    for day, here in on.items():
        for index, slot in (asked.packing.arrange(day, here) or {}).items():
            need = asked.needs[index]
            end = slot.start + timedelta(minutes=need.duration_minutes)
            early = asked.breaks_order(index, days) or day <= asked.floor[index]
            people = diary.crew(need, date.fromordinal(day))
            note = _BEFORE_REVIEW if early else ""
            placements.append(Placement(need, slot.start, end, note, people, slot.room))
    for one in placements:
        diary.put(map(identity, required(one.people)), one.start, one.end, one.need.city, one.room)
    placements = [replace(one, why_here=why_not_nearer(one.need, one.start.date(), diary)) for one in placements]
    left_out = [asked.needs[index] for index, day in enumerate(days) if day == LEFT_OUT]
    return Plan(
        placed=tuple(sorted(placements, key=lambda one: (one.start, one.need.key))),
        unplaced=tuple(
            sorted((Unplaced(one, why_unplaced(one, diary, given)) for one in left_out), key=lambda one: one.need.label)
        ),
        optimal=cost == bound,
        gap_days=cost - bound,
        cost=cost,
    )


def _first_served(need: Need) -> tuple[bool, int, int, int, date, str]:
    """Reviews before the roundtables that follow them, then the heavier, the more urgent, the one with less room."""
    return bool(need.follows), -need.weight, -need.urgency, (need.latest - need.earliest).days, need.ideal, need.key
