"""The optimum, proven: the whole problem as an integer programme for HiGHS (the extra `solver`).

A variable for each meeting and day, one for leaving it out, one for breaking its order; only those that could be part
of a plan as good as the one that is known (reduced costs of the relaxed problem). Hours are arranged day by day: a set
of meetings that cannot share a day becomes one more row, until every day can be arranged (Hooker's logic-based
Benders decomposition, 2000). No clock ends it, so that the same plan comes out everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import combinations
from typing import Any

from npmsync.errors import MissingExtra
from npmsync.scheduling.bound import relaxed
from npmsync.scheduling.options import LEFT_OUT, by_day
from npmsync.scheduling.problem import Problem
from npmsync.scheduling.search import Search

_NODES = 20_000
"""Nodes of the search tree after which HiGHS stops; the bound is then what it has proven."""


def highs(problem: Problem, days: Sequence[int], bound: int) -> tuple[Sequence[int], int]:
    """A plan at least as good as `days` and a bound on every plan; equal to its cost where it is the best. Raises
    `MissingExtra` where highspy is not installed."""
    known = problem.total(days)
    best = days
    model = _Model(problem, known)
    while True:
        model.hint(best)
        found, lower = model.solve()
        bound = min(max(bound, lower), known)
        if found is None:
            return best, bound
        repaired = _repaired(problem, found, bound)
        if problem.total(repaired) < known:
            best, known = repaired, problem.total(repaired)
        broken = [
            (day, problem.packing.core(day, here))
            for day, here in sorted(by_day(found).items())
            if problem.packing.arrange(day, here) is None
        ]
        if not broken or known <= bound or problem.packing.gave_up:
            return best, bound
        for _, core in broken:
            model.not_together(core)


def _repaired(problem: Problem, days: Sequence[int], enough: int) -> list[int]:
    """A plan near to days of which some may hold meetings that cannot share them."""
    search = Search(problem)
    search.start_from(days)
    search.improve(enough)
    search.place_out_of_order()
    return list(search.at)


class _Model:
    def __init__(self, problem: Problem, known: int) -> None:
        try:
            import highspy
        except ImportError as error:
            raise MissingExtra(
                "missing-extra",
                "Proving a plan needs the library highspy, which is not installed.",
                "Install it with: pip install 'npmsync[solver]', or plan without --prove.",
            ) from error
        self._highspy = highspy
        self._problem = problem
        self._lp: Any = highspy.Highs()
        for name, value in {
            "output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, "mip_abs_gap": 0.5,
            "mip_max_nodes": _NODES,
        }.items():  # fmt: skip
            self._lp.setOptionValue(name, value)
        self._count = 0
        self._most: dict[tuple[int, int], int] = {}
        root = relaxed(problem.costs, problem.rooms)
        spare = known - root.cost
        self._at: list[dict[int, int]] = []
        for index, costs in enumerate(problem.costs):
            beyond = root.dual(index)
            mine = [day for day in sorted(costs) if day == root.days[index] or beyond(day) <= spare]
            self._at.append({day: self._column(costs[day]) for day in mine})
        self._loose = {
            index: self._column(problem.out_of_order[index]) for index, one in enumerate(problem.before) if one
        }
        self._limit()
        self._order()
        self._people()

    def hint(self, days: Sequence[int]) -> None:
        """A plan to begin with, where all of it is still among the variables."""
        solution = self._highspy.HighsSolution()
        values = [0.0] * self._count
        for index, day in enumerate(days):
            if day not in self._at[index]:
                return
            values[self._at[index][day]] = 1.0
        for index, column in self._loose.items():
            values[column] = float(self._problem.breaks_order(index, days))
        solution.col_value = values
        self._lp.setSolution(solution)

    def solve(self) -> tuple[list[int] | None, int]:
        self._lp.run()
        info = self._lp.getInfo()
        values = list(self._lp.getSolution().col_value)
        lower = -int(-(info.mip_dual_bound - 1e-4) // 1)
        if not values:
            return None, lower
        return [max(mine, key=lambda day: values[mine[day]]) for mine in self._at], lower

    def not_together(self, needs: Sequence[int]) -> None:
        """Those who cannot be held on one day: not on this one, nor on any other that cannot hold them; and with them
        others of whom no more can be held beside them."""
        shared = set.intersection(*(set(self._at[index]) for index in needs)) - {LEFT_OUT}
        for day in sorted(shared):
            if self._problem.packing.arrange(day, needs) is None:
                self._at_most(len(needs) - 1, self._lifted(list(needs), day), day)

    def _lifted(self, crowd: list[int], day: int) -> list[int]:
        """The crowd with others: still no more than before can be held on the day, whichever are chosen."""
        size = len(crowd) - 1
        arrange = self._problem.packing.arrange
        people = {index: self._problem.options.people(index, day) for index, mine in enumerate(self._at) if day in mine}
        for other in sorted(people.keys() - set(crowd)):
            near = [one for one in crowd if people[one] & people[other]]
            if len(near) >= size and all(arrange(day, (*some, other)) is None for some in combinations(crowd, size)):
                crowd.append(other)
        return crowd

    def _at_most(self, most: int, needs: Sequence[int], day: int) -> None:
        columns = [self._at[index][day] for index in needs]
        self._row(columns, [1.0] * len(columns), 0, most)

    def _limit(self) -> None:
        for mine in self._at:
            self._row(list(mine.values()), [1.0] * len(mine), 1, 1)
        for room in self._problem.rooms:
            groups: dict[int, list[int]] = defaultdict(list)
            for mine in self._at:
                for day, column in mine.items():
                    if day != LEFT_OUT:
                        groups[room.group(day)].append(column)
            for group, columns in sorted(groups.items()):
                most = max(room.left(group), 0)
                if len(columns) > most:
                    self._row(columns, [1.0] * len(columns), 0, most)

    def _order(self) -> None:
        """Up to each day: if `late` is held by then, `early` was held before, or is left out, or it costs."""
        for late, column in self._loose.items():
            for early in self._problem.before[late]:
                for day in sorted(self._at[late]):
                    if day == LEFT_OUT:
                        continue
                    mine = [c for d, c in self._at[late].items() if LEFT_OUT < d <= day]
                    theirs = [c for d, c in self._at[early].items() if d < day]  # LEFT_OUT among them
                    columns = [*mine, *theirs, column]
                    self._row(columns, [1.0] * len(mine) + [-1.0] * (len(theirs) + 1), None, 0)

    def _people(self) -> None:
        """Every two meetings with somebody in common that cannot share a day; of the long ones of one person, no more
        than a day holds."""
        problem = self._problem
        on: dict[int, list[int]] = defaultdict(list)
        for index, mine in enumerate(self._at):
            for day in mine:
                if day != LEFT_OUT:
                    on[day].append(index)
        for day, here in sorted(on.items()):
            theirs: dict[str, list[int]] = defaultdict(list)
            for index in here:
                for person in problem.options.people(index, day):
                    theirs[person].append(index)
            pairs = {pair for mine in theirs.values() for pair in combinations(mine, 2)}
            for pair in sorted(pairs):
                if problem.packing.arrange(day, pair) is None:
                    self._at_most(1, pair, day)
            for _, shared in sorted(theirs.items()):
                for length in sorted({problem.needs[index].duration_minutes for index in shared}):
                    long = [index for index in shared if problem.needs[index].duration_minutes >= length]
                    most = self._one_after_another(day, length)
                    if len(long) > most:
                        self._at_most(most, long, day)

    def _one_after_another(self, day: int, minutes: int) -> int:
        """How many meetings of this length, or a longer one, one person can have on a day."""
        if (day, minutes) not in self._most:
            diary = self._problem.options.diary
            way = diary.given.limits.travel_minutes
            count, free = 0, 0
            for start in sorted(diary.starts(minutes, date.fromordinal(day))):
                begin = start.hour * 60 + start.minute
                if begin >= free:
                    count, free = count + 1, begin + minutes + way
            self._most[day, minutes] = count
        return self._most[day, minutes]

    def _column(self, cost: int) -> int:
        self._lp.addCol(float(cost), 0.0, 1.0, 0, [], [])
        self._lp.changeColIntegrality(self._count, self._highspy.HighsVarType.kInteger)
        self._count += 1
        return self._count - 1

    def _row(self, columns: list[int], values: list[float], low: int | None, high: int) -> None:
        least = -self._highspy.kHighsInf if low is None else float(low)
        self._lp.addRow(least, float(high), len(columns), columns, values)
