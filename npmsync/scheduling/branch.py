"""Proves how good a plan can be, and finds better ones: branch and bound over the relaxed problem.

The relaxed problem (flow.py) knows no people and no order. Where its days break one of these, every plan that keeps it
must do one of a few things; each is tried, the cheapest first (Land and Doig 1960). A relaxed plan that breaks nothing
is a plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

from npmsync.scheduling.diary import Room
from npmsync.scheduling.flow import Flow
from npmsync.scheduling.options import LEFT_OUT, by_day
from npmsync.scheduling.problem import Problem

_TRIED = 3
"""So many of the things that would mend a plan are tried in a dive: those that promise most."""


@dataclass(frozen=True, slots=True)
class _Way:
    """What a plan could do about something that it may not: a meeting has none of these days; or, with no days, it is
    held out of order, which costs `extra`."""

    need: int
    days: frozenset[int] = frozenset()
    extra: int = 0


@dataclass(slots=True)
class _Node:
    """`extra` is paid for the needs in `loose`, which may be out of order."""

    flow: Flow
    extra: int = 0
    loose: frozenset[int] = frozenset()

    @property
    def bound(self) -> int:
        return self.flow.cost + self.extra

    def after(self, way: _Way) -> _Node:
        flow = self.flow.copy()
        if way.days:
            flow.forbid(way.need, set(way.days))
            return _Node(flow, self.extra, self.loose)
        return _Node(flow, self.extra + way.extra, self.loose | {way.need})

    def at_least(self, way: _Way) -> int:
        """What the way costs at least."""
        return self.flow.least_without(way.need, set(way.days)) if way.days else way.extra


@dataclass(slots=True)
class Proof:
    """`bound`: no plan costs less. `days`: a plan that costs less than the one that was known, None if none was found.
    `tried` counts the relaxed plans looked at."""

    bound: int
    days: list[int] | None = None
    tried: int = 0


def dive(problem: Problem, root: Flow, steps: int) -> list[int]:
    """The days of a plan, or of one that nearly is: repairs what the relaxed plan breaks, one thing at a time, in the
    cheapest way of those that promise most, at most `steps` times."""
    node = _Node(root.copy())
    for _ in range(steps):
        days = node.flow.days
        ways = _out_of_order(problem, node, days) or _too_full_a_day(problem, days)
        tried = _TRIED if ways else 1  # months, of whose meetings any may leave, come last
        ways = ways or [way for room in problem.rooms[1:] for way in _elsewhere(*_overfull(days, room))]
        if not ways:
            break
        promising = sorted(ways, key=node.at_least)[:tried]
        node = min(map(node.after, promising), key=lambda child: child.bound)
    return node.flow.days


def prove(problem: Problem, root: Flow, known: int, tries: int) -> Proof:
    """Raises the bound on a plan that costs `known`, looking at `tries` relaxed plans at most."""
    order = count()
    best = Proof(root.cost)
    heap = [(root.cost, next(order), _Node(root.copy()))]
    unsolved = []  # the bounds of plans that cost more than theirs: another of the same kind may cost less
    while heap and heap[0][0] < known and best.tried < tries:
        bound, _, node = heappop(heap)
        best.tried += 1
        days = node.flow.days
        ways = _too_many(problem, days) or _out_of_order(problem, node, days) or _too_full_a_day(problem, days)
        if not ways:
            cost = problem.total(node.flow.days)
            if cost > bound:
                unsolved.append(bound)
            if cost < known:
                best.days, known = node.flow.days, cost
            continue
        for child in map(node.after, ways):
            if child.bound < known:
                heappush(heap, (max(child.bound, bound), -next(order), child))
    best.bound = min([known, *unsolved, *(one for one, *_ in heap[:1])])
    return best


def _too_many(problem: Problem, days: Sequence[int]) -> list[_Way]:
    """Of more meetings than a week or month may have, one is held in another; none where there are not too many."""
    for room in problem.rooms[1:]:
        here, span = _overfull(days, room)
        if here:
            return _elsewhere(here[: max(room.left(room.group(min(span))), 0) + 1], span)
    return []


def _out_of_order(problem: Problem, node: _Node, days: Sequence[int]) -> list[_Way]:
    """What can be done about the first meeting that is held before one that should come first."""
    for index, mine in enumerate(days):
        if mine == LEFT_OUT or index in node.loose:
            continue
        for other in problem.before[index]:
            if days[other] != LEFT_OUT and days[other] >= mine:
                return _in_order(problem, index, other, days)
    return []


def _too_full_a_day(problem: Problem, days: Sequence[int]) -> list[_Way]:
    """Of meetings that cannot all be held on their day, one is held on another."""
    for day, here in sorted(by_day(days).items()):
        if problem.packing.arrange(day, here) is None:
            return _elsewhere(problem.packing.core(day, here), {day})
    return []


def _overfull(days: Sequence[int], room: Room) -> tuple[list[int], set[int]]:
    """The needs of a week or month that holds too many, and its days; none where none does."""
    groups: dict[int, list[int]] = defaultdict(list)
    for index, day in enumerate(days):
        if day != LEFT_OUT:
            groups[room.group(day)].append(index)
    for group, here in sorted(groups.items()):
        most = max(room.left(group), 0)
        if len(here) > most:
            return here, {day for day in range(group, group + 31) if room.group(day) == group}
    return [], set()


def _elsewhere(needs: Sequence[int], days: set[int]) -> list[_Way]:
    """One of the needs has none of these days."""
    return [_Way(index, frozenset(days)) for index in needs]


def _in_order(problem: Problem, late: int, early: int, days: Sequence[int]) -> list[_Way]:
    """`early` is held before a day in the middle, or `late` after it, or out of order at its price."""
    middle = (days[early] + days[late] + 1) // 2
    return [
        _Way(early, frozenset(day for day in problem.costs[early] if day >= middle)),
        _Way(late, frozenset(day for day in problem.costs[late] if LEFT_OUT < day <= middle)),
        _Way(late, extra=problem.out_of_order[late]),
    ]
