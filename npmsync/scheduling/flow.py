"""A cheapest assignment of meetings to days within two limits, one on days and one on the weeks (months) they lie in.

A minimum-cost flow (meeting -> day -> week -> end), solved by successive shortest paths; prices on days and weeks keep
every reduced cost at zero or above, so that Dijkstra's method finds them (Edmonds and Karp 1972). A meeting may be
forbidden its day afterwards: one more shortest path sends it elsewhere, and the flow is cheapest again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from heapq import heappop, heappush

from npmsync.scheduling.diary import Room

_NEAR = 48
"""So many of the cheapest days of each meeting are looked at first; the rest only where it could pay."""


class Flow:
    """`days[i]` is the day of meeting i; every row of costs must hold a day without limit (`LEFT_OUT`). `cost` is the
    sum, the least there is, less `refund`."""

    def __init__(
        self, costs: Sequence[Mapping[int, int]], by_day: Room, by_week: Room, free: int, refund: int = 0
    ) -> None:
        self._refund = refund
        self._all = list(costs)
        names = sorted({day for one in costs for day in one})
        self._node = {day: node for node, day in enumerate(names)}
        self._names = names
        groups = sorted({by_week.group(day) for day in names if day != free})
        place = {group: len(names) + n for n, group in enumerate(groups)}
        end_of_free = len(names) + len(groups)
        self._group = [end_of_free if day == free else place[by_week.group(day)] for day in names]
        plenty = len(costs)
        self._day_left = [plenty if day == free else max(by_day.left(day), 0) for day in names]
        self._group_left = [max(by_week.left(group), 0) for group in groups] + [plenty]
        self._first_group = len(names)
        self._end = end_of_free + 1
        self._day_used = [0] * len(names)
        self._group_used = [0] * len(self._group_left)
        self._price = [0] * (self._end + 1)
        self._members: list[list[int]] = [[] for _ in range(self._end + 1 - self._first_group)]
        for node, group in enumerate(self._group):
            self._members[group - self._first_group].append(node)
        self._at: list[list[int]] = [[] for _ in names]
        self._of: list[int] = [-1] * len(costs)
        self._columns: list[dict[int, int]] = []
        self._ranked: list[list[tuple[int, int]]] = []
        self._seen: list[int] = []
        for row in range(len(costs)):
            self._look_at(row)
        for row in range(len(costs)):
            self._route(row, None)
        self._widen()

    @property
    def days(self) -> list[int]:
        return [self._names[node] for node in self._of]

    @property
    def cost(self) -> int:
        return sum(one[node] for one, node in zip(self._columns, self._of, strict=True)) - self._refund

    def dual(self, row: int) -> Callable[[int], int]:
        """What it would cost at least, beyond the present sum, to put the meeting on a day."""
        price, node_of = self._price, self._node
        base = self._columns[row][self._of[row]] - price[self._of[row]]
        return lambda day: self._all[row][day] - price[node_of[day]] - base

    def least_without(self, row: int, days: set[int]) -> int:
        """What forbidding the meeting these days would cost at least."""
        if self._names[self._of[row]] not in days:
            return 0
        beyond = self.dual(row)
        return min(beyond(day) for day in self._all[row] if day not in days)

    def copy(self) -> Flow:
        """An independent one in the same state."""
        other = object.__new__(Flow)
        other.__dict__.update(self.__dict__)
        other._day_used = self._day_used.copy()
        other._group_used = self._group_used.copy()
        other._price = self._price.copy()
        other._at = [one.copy() for one in self._at]
        other._of = self._of.copy()
        other._columns = self._columns.copy()
        other._all = self._all.copy()
        other._seen = self._seen.copy()
        return other

    def forbid(self, row: int, days: set[int]) -> None:
        """The meeting may not have these days any more."""
        nodes = {self._node[day] for day in days if day in self._node}
        self._all[row] = {day: cost for day, cost in self._all[row].items() if day not in days}
        self._columns[row] = {node: cost for node, cost in self._columns[row].items() if node not in nodes}
        free = self._node[min(self._all[row])]
        self._columns[row].setdefault(free, self._all[row][min(self._all[row])])
        old = self._of[row]
        if old in nodes:
            self._at[old].remove(row)
            self._of[row] = -1
            self._route(row, old)
            self._widen()

    def _look_at(self, row: int) -> None:
        """The cheapest days of the meeting; the rest wait in their order."""
        ranked = sorted((cost, self._node[day]) for day, cost in self._all[row].items())
        free = min(self._all[row])
        self._ranked.append(ranked)
        self._seen.append(min(_NEAR, len(ranked)))
        self._columns.append({node: cost for cost, node in ranked[:_NEAR]} | {self._node[free]: self._all[row][free]})

    def _widen(self) -> None:
        """Lets in the days that were not looked at but could pay, until there are none. Prices are never above zero: a
        day that costs more than its meeting pays now cannot pay."""
        again = True
        while again:
            again = False
            price = self._price
            for row, seen in enumerate(self._seen):
                ranked, at = self._ranked[row], self._of[row]
                base = self._columns[row][at] - price[at]
                if seen == len(ranked) or ranked[seen][0] >= base:
                    continue
                more: dict[int, int] = {}
                while seen < len(ranked) and ranked[seen][0] < base:
                    cost, node = ranked[seen]
                    if self._names[node] in self._all[row]:
                        more[node] = cost
                    seen += 1
                self._seen[row] = seen
                self._columns[row] = self._columns[row] | more
                if any(cost - price[node] < base for node, cost in more.items()):
                    again = True
                    self._at[at].remove(row)
                    self._of[row] = -1
                    self._route(row, at)

    def _route(self, row: int, target: int | None) -> None:
        """Sends the meeting along the cheapest path to the end, or to the day that it has just left."""
        goal = self._end if target is None else target
        price, columns = self._price, self._columns
        far: dict[int, int] = {}
        came: dict[int, tuple[int, int]] = {}
        settled: dict[int, int] = {}
        heap: list[tuple[int, int]] = []
        for node, cost in columns[row].items():
            at = cost - price[node]
            far[node] = at
            came[node] = (-1, row)
            heap.append((at, node))
        heap.sort()
        first_group, end = self._first_group, self._end
        while True:
            distance, node = heappop(heap)
            if node in settled:
                continue
            if node == goal:
                break
            settled[node] = distance
            begin = distance + price[node]
            if node < first_group:
                steps = [(self._group[node], begin, -1)] if self._day_used[node] < self._day_left[node] else []
                for other in self._at[node]:
                    mine = columns[other]
                    here = begin - mine[node]
                    steps += [(reached, here + cost, other) for reached, cost in mine.items()]
            elif node < end:
                group = node - first_group
                steps = [(end, begin, -1)] if self._group_used[group] < self._group_left[group] else []
                steps += [(one, begin, -1) for one in self._members[group] if self._day_used[one]]
            else:
                steps = [(first_group + g, begin, -1) for g, used in enumerate(self._group_used) if used]
            for reached, cost, by in steps:
                at = cost - price[reached]
                if at < far.get(reached, at + 1):
                    far[reached] = at
                    came[reached] = (node, by)
                    heappush(heap, (at, reached))
        for node, at in settled.items():
            price[node] += at - distance
        self._push(came, goal)

    def _push(self, came: dict[int, tuple[int, int]], goal: int) -> None:
        first_group, end = self._first_group, self._end
        node = goal
        while node >= 0:
            before, row = came[node]
            if row >= 0:
                old = self._of[row]
                if old >= 0:
                    self._at[old].remove(row)
                self._at[node].append(row)
                self._of[row] = node
            elif node == end:
                self._group_used[before - first_group] += 1
            elif before == end:
                self._group_used[node - first_group] -= 1
            elif node >= first_group:
                self._day_used[before] += 1
            else:
                self._day_used[node] -= 1
            node = before
