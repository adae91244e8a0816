"""A cheapest assignment of meetings to days within two limits, one on days and one on the weeks (months) they lie in.

A minimum-cost flow (meeting -> day -> week), solved by successive shortest paths; prices on days and weeks keep every
reduced cost at zero or above, so that Dijkstra's method finds them (Edmonds and Karp 1972). A node that a path reaches
has one meeting too many: a day hands it to its week if it has room, or sends one of its meetings to another day; a week
ends the path if it has room, or lets one of its days give a meeting away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from heapq import heappop, heappush

from npmsync.scheduling.diary import Room

_DAY, _WEEK = 0, 1
Node = tuple[int, date]


@dataclass(slots=True)
class _Paths:
    """Shortest paths from one meeting. `came_by` holds the node before and the meeting that moves, None for a step
    between a day and its week."""

    heap: list[tuple[int, Node]] = field(default_factory=list)
    far: dict[Node, int] = field(default_factory=dict)
    came_by: dict[Node, tuple[Node | None, int | None]] = field(default_factory=dict)
    settled: dict[Node, int] = field(default_factory=dict)

    def reach(self, node: Node, far: int, before: Node | None, row: int | None) -> None:
        if far < self.far.get(node, far + 1):
            self.far[node] = far
            self.came_by[node] = before, row
            heappush(self.heap, (far, node))


class Flow:
    """`days[i]` is the day of meeting i, None where no room was left for it; meetings come in the order of their
    importance, and one that has found room keeps a day. `cost` is the sum for those placed, the least there is."""

    def __init__(self, costs: Sequence[Mapping[date, int]], by_day: Room, by_week: Room) -> None:
        self._costs = costs
        self.days: list[date | None] = [None] * len(costs)
        self._at: dict[date, list[int]] = {day: [] for one in costs for day in one}
        self._week = {day: by_week.group(day) for day in self._at}
        self._day_left = {day: by_day.left(day) for day in self._at}
        self._week_left = {week: by_week.left(week) for week in self._week.values()}
        self._days_of: dict[date, list[date]] = {}
        for day, week in self._week.items():
            self._days_of.setdefault(week, []).append(day)
        self._price: dict[Node, int] = {(_DAY, day): 0 for day in self._at}
        self._price |= {(_WEEK, week): 0 for week in self._week_left}
        for row in range(len(costs)):
            self._add(row)

    @property
    def cost(self) -> int:
        return sum(one[day] for one, day in zip(self._costs, self.days, strict=True) if day is not None)

    def _add(self, row: int) -> None:
        """Finds the cheapest chain of moves that makes room for the meeting, and makes them."""
        paths = _Paths()
        least = min(cost - self._price[_DAY, day] for day, cost in self._costs[row].items())
        for day, cost in self._costs[row].items():
            paths.reach((_DAY, day), cost - self._price[_DAY, day] - least, None, row)
        while paths.heap:
            far, node = heappop(paths.heap)
            if node in paths.settled:
                continue
            kind, when = node
            if kind == _WEEK and self._week_left[when] > 0:
                for reached, distance in paths.settled.items():
                    self._price[reached] += distance - far
                self._move_along(node, paths)
                return
            paths.settled[node] = far
            if kind == _WEEK:
                self._leave_week(when, far, paths)
            else:
                self._leave_day(when, far, paths)

    def _leave_day(self, day: date, far: int, paths: _Paths) -> None:
        node = (_DAY, day)
        begin = far + self._price[node]
        if self._day_left[day] > 0:
            week = (_WEEK, self._week[day])
            paths.reach(week, begin - self._price[week], node, None)
        for row in self._at[day]:
            here = self._costs[row][day]
            for other, cost in self._costs[row].items():
                if other != day:
                    paths.reach((_DAY, other), begin + cost - here - self._price[_DAY, other], node, row)

    def _leave_week(self, week: date, far: int, paths: _Paths) -> None:
        begin = far + self._price[_WEEK, week]
        for day in self._days_of[week]:
            if self._at[day]:
                paths.reach((_DAY, day), begin - self._price[_DAY, day], (_WEEK, week), None)

    def _move_along(self, end: Node, paths: _Paths) -> None:
        node: Node | None = end
        while node is not None:
            before, row = paths.came_by[node]
            kind, when = node
            if row is not None:
                self._move(row, when)
            elif kind == _WEEK and before is not None:
                self._day_left[before[1]] -= 1
                self._week_left[when] -= 1
            elif before is not None:
                self._day_left[when] += 1
                self._week_left[before[1]] += 1
            node = before

    def _move(self, row: int, day: date) -> None:
        previous = self.days[row]
        if previous is not None:
            self._at[previous].remove(row)
        self._at[day].append(row)
        self.days[row] = day
