"""Proves how good a plan can be, and finds better ones: branch and bound over the relaxed problem.

The relaxed problem (flow.py) knows no people and no order. Where its days break one of these, every plan that keeps it
must do one of a few things; each is tried, the cheapest first (Land and Doig 1960). A relaxed plan that breaks nothing
is a plan, and no other costs less.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

from npmsync.scheduling.flow import Flow
from npmsync.scheduling.options import LEFT_OUT, by_day
from npmsync.scheduling.problem import Problem


@dataclass(slots=True)
class _Node:
    """`extra` is paid for the needs in `loose`, which may be out of order."""

    flow: Flow
    extra: int = 0
    loose: frozenset[int] = frozenset()

    @property
    def bound(self) -> int:
        return self.flow.cost + self.extra


@dataclass(slots=True)
class Proof:
    """`bound`: no plan costs less. `days`: a plan that costs less than the one that was known, None if none was found.
    `tried` counts the relaxed plans looked at."""

    bound: int
    days: list[int] | None = None
    tried: int = 0


def dive(problem: Problem, root: Flow, steps: int) -> list[int]:
    """The days of a plan, or of one that nearly is: repairs what the relaxed plan breaks, one thing at a time, always
    in the cheapest way, at most `steps` times."""
    node = _Node(root.copy())
    for _ in range(steps):
        children = _children(problem, node)
        if children is None:
            break
        node = min(children, key=lambda child: child.bound)
    return node.flow.days


def prove(problem: Problem, root: Flow, known: int, tries: int) -> Proof:
    """Raises the bound on a plan that costs `known`, looking at `tries` relaxed plans at most."""
    order = count()
    best = Proof(root.cost)
    heap = [(root.cost, next(order), _Node(root.copy()))]
    while heap and heap[0][0] < known and best.tried < tries:
        bound, _, node = heappop(heap)
        best.tried += 1
        children = _children(problem, node)
        if children is None:
            best.days, known = node.flow.days, problem.total(node.flow.days)
            continue
        for child in children:
            if child.bound < known:
                heappush(heap, (max(child.bound, bound), -next(order), child))
    best.bound = min(heap[0][0], known) if heap else known
    return best


def _children(problem: Problem, node: _Node) -> Iterator[_Node] | None:
    """What a plan has to do about the first thing that the relaxed one breaks; None where it breaks nothing."""
    days = node.flow.days
    for room in problem.rooms[1:]:
        full = _overfull(days, room)
        if full:
            return _elsewhere(node, full[0], full[1])
    for index, mine in enumerate(days):
        if mine == LEFT_OUT or index in node.loose:
            continue
        for other in problem.before[index]:
            if days[other] != LEFT_OUT and days[other] >= mine:
                return _in_order(problem, node, index, other, days)
    for day, here in sorted(by_day(days).items()):
        if problem.packing.arrange(day, here) is None:
            return _elsewhere(node, problem.packing.core(day, here), {day})
    return None


def _overfull(days: Sequence[int], room: object) -> tuple[list[int], set[int]] | None:
    """The needs of a week or month that holds too many, and its days."""
    groups: dict[int, list[int]] = defaultdict(list)
    for index, day in enumerate(days):
        if day != LEFT_OUT:
            groups[room.group(day)].append(index)  # type: ignore[attr-defined]
    for group, here in sorted(groups.items()):
        most = max(room.left(group), 0)  # type: ignore[attr-defined]
        if len(here) > most:
            span = {day for day in range(group, group + 31) if room.group(day) == group}  # type: ignore[attr-defined]
            return here[: most + 1], span
    return None


def _elsewhere(node: _Node, needs: Sequence[int], days: set[int]) -> Iterator[_Node]:
    """One of the needs has none of these days."""
    for index in needs:
        flow = node.flow.copy()
        flow.forbid(index, days)
        yield _Node(flow, node.extra, node.loose)


def _in_order(problem: Problem, node: _Node, late: int, early: int, days: Sequence[int]) -> Iterator[_Node]:
    """`early` is held before a day in the middle, or `late` after it, or out of order at its price."""
    middle = (days[early] + days[late] + 1) // 2
    flow = node.flow.copy()
    flow.forbid(early, {day for day in problem.costs[early] if day >= middle})
    yield _Node(flow, node.extra, node.loose)
    flow = node.flow.copy()
    flow.forbid(late, {day for day in problem.costs[late] if LEFT_OUT < day <= middle})
    yield _Node(flow, node.extra, node.loose)
    yield _Node(node.flow.copy(), node.extra + problem.out_of_order[late], node.loose | {late})
