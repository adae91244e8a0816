"""How good a plan can be at best: a lower bound that needs no search.

Each meeting is given a day that it could have were it alone, and no day more meetings than it may have; everything else
that couples meetings (people, order) is left out. That is an assignment, solved exactly by shortest augmenting paths
(Jonker and Volgenant 1987; the dual prices keep every reduced cost at zero or above). The same with weeks and with
months in place of days; the greatest of the three is the bound. No plan can cost less.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from heapq import heappop, heappush

from npmsync.scheduling.diary import Room

_EXACT = 20_000
"""Up to so many pairs of a meeting and a day (week, month) an assignment is solved; beyond, it is left out."""


def lower_bound(costs: Sequence[Mapping[date, int]], rooms: Sequence[Room]) -> int:
    """The least sum of costs with one day for each meeting, within each room by itself. `costs[i][day]` is what the day
    costs meeting i; meetings without any day are left out."""
    possible = [one for one in costs if one]
    best = sum(min(one.values()) for one in possible)
    for room in rooms:
        grouped = [_grouped(one, room.group) for one in possible]
        if sum(map(len, grouped)) <= _EXACT:
            chosen = _Assignment(grouped, room.left).groups
            pairs = zip(grouped, chosen, strict=True)
            best = max(best, sum(one[group] for one, group in pairs if group is not None))
    return best


def _grouped(costs: Mapping[date, int], group: Callable[[date], date]) -> dict[date, int]:
    """The cheapest day of each group."""
    found: dict[date, int] = {}
    for day, cost in costs.items():
        found[group(day)] = min(cost, found.get(group(day), cost))
    return found


class _Assignment:
    """Rows are meetings, columns groups of days that take several rows. `groups[row]` is None where none had room."""

    def __init__(self, costs: Sequence[Mapping[date, int]], left: Callable[[date], int]) -> None:
        self._costs = costs
        self._left = left
        self.groups: list[date | None] = [None] * len(costs)
        self._rows: dict[date, list[int]] = {group: [] for one in costs for group in one}
        self._row_price = [0] * len(costs)
        self._price = dict.fromkeys(self._rows, 0)
        for row in range(len(costs)):
            self._add(row)

    def _add(self, row: int) -> None:
        """Finds the cheapest chain of moves that makes room for the row, and makes them."""
        self._row_price[row] = min(cost - self._price[group] for group, cost in self._costs[row].items())
        reached: dict[date, int] = {}
        came_by: dict[date, int] = {}
        settled: dict[date, int] = {}
        rows = {row: 0}
        heap: list[tuple[int, date]] = []
        self._relax(row, 0, reached, came_by, heap)
        while heap:
            far, group = heappop(heap)
            if group in settled:
                continue
            if len(self._rows[group]) < self._left(group):
                self._reprice(far, settled, rows)
                self._move_along(group, came_by)
                return
            settled[group] = far
            for other in self._rows[group]:
                rows[other] = far
                self._relax(other, far, reached, came_by, heap)

    def _relax(
        self, row: int, far: int, reached: dict[date, int], came_by: dict[date, int], heap: list[tuple[int, date]]
    ) -> None:
        price = self._row_price[row]
        for group, cost in self._costs[row].items():
            through = far + cost - price - self._price[group]
            if through < reached.get(group, through + 1):
                reached[group], came_by[group] = through, row
                heappush(heap, (through, group))

    def _reprice(self, far: int, settled: dict[date, int], rows: dict[int, int]) -> None:
        for group, distance in settled.items():
            self._price[group] += distance - far
        for row, distance in rows.items():
            self._row_price[row] += far - distance

    def _move_along(self, free: date, came_by: dict[date, int]) -> None:
        group: date | None = free
        while group is not None:
            row = came_by[group]
            previous = self.groups[row]
            if previous is not None:
                self._rows[previous].remove(row)
            self._rows[group].append(row)
            self.groups[row], group = group, previous
