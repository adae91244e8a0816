"""The search for days: from the days of the relaxed problem, by chains of moves that make room for each other.

A chain takes a meeting out, puts it on a better day, sends one that stands in its way elsewhere, and so on, as long as
the whole still gains (Glover 1996, ejection chains). Nothing is left to chance: which chains are tried, in which order
and how many, follows from the needs alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from npmsync.scheduling.options import LEFT_OUT
from npmsync.scheduling.problem import Problem

_DEPTH = 4
_WIDTH = (60, 16, 8, 4)
"""On so many days somebody is sent away at each step of a chain; a day with room is taken wherever it pays."""
_STEPS = 250
"""So many placements are tried in one chain."""
_HEAVY = 8
"""So many times as many where the meeting is left out or out of order."""
_ALL_STEPS = 16_000
_SHARED_STEPS = 4_000_000
"""So many in all chains together, and so many divided by the number of meetings."""
_ROUNDS = 6
"""So many times all meetings are gone through at most."""


class Search:
    """`at[i]` is the day of need i (ordinal) or `LEFT_OUT`: always a plan that keeps every hard limit."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        count = len(problem.needs)
        self._days = [
            [day for _, day in sorted((cost, day) for day, cost in one.items() if day != LEFT_OUT)]
            for one in problem.costs
        ]
        every = sorted({day for one in self._days for day in one})
        self._groups = {day: tuple(room.group(day) for room in problem.rooms) for day in every}
        self._room_left = [
            {room.group(day): max(room.left(room.group(day)), 0) for day in every} for room in problem.rooms
        ]
        self.at = [LEFT_OUT] * count
        self._on: list[dict[int, list[int]]] = [defaultdict(list) for _ in problem.rooms]
        self._steps = self._all_steps = _STEPS
        self._trail: list[tuple[int, int]] = []
        self.loose: set[int] = set()

    def start_from(self, days: Sequence[int]) -> None:
        """Puts every need on its day where it fits, the rest as well as may be."""
        for index in range(len(self.at)):
            self._put(index, LEFT_OUT)
        self.loose = set()
        for index, day in enumerate(days):
            if day != LEFT_OUT and self._fits(index, day):
                self._put(index, day)
        self.fill()

    def fill(self) -> None:
        """Puts what is left out on the cheapest day that has room."""
        for index, day in enumerate(self.at):
            if day == LEFT_OUT:
                best = next((one for one in self._days[index] if self._fits(index, one)), None)
                if best is not None and self._cost(index, best) < self._cost(index, LEFT_OUT):
                    self._put(index, best)

    def improve(self, enough: int) -> None:
        """Tries chains from every meeting that is not where it would best be, until none helps or the plan costs no
        more than `enough`."""
        self._all_steps = min(_ALL_STEPS, _SHARED_STEPS // max(len(self.at), 1))
        for _ in range(_ROUNDS):
            worst = sorted(
                (index for index in range(len(self.at)) if self._loss(index)),
                key=lambda index: (-self._loss(index), index),
            )
            helped = False
            for index in worst:
                while self._loss(index) and self._better(index):
                    helped = True
            if not helped or self._all_steps <= 0 or self.cost <= enough:
                return

    def place_out_of_order(self) -> None:
        """Places what only the order (reviews before roundtables) kept out, where that costs less than leaving it."""
        for index, day in enumerate(self.at):
            if day == LEFT_OUT and self.problem.before[index]:
                self.loose.add(index)
                price = self.problem.out_of_order[index]
                best = next((one for one in self._days[index] if self._fits(index, one)), None)
                if best is None or self._cost(index, best) + price >= self._cost(index, LEFT_OUT):
                    self.loose.discard(index)
                else:
                    self._put(index, best)

    @property
    def cost(self) -> int:
        return self.problem.total(self.at)

    def _cost(self, index: int, day: int) -> int:
        return self.problem.costs[index][day]

    def _paid(self, index: int) -> int:
        """What the need costs where it is."""
        return self._cost(index, self.at[index]) + (self.problem.out_of_order[index] if index in self.loose else 0)

    def _loss(self, index: int) -> int:
        """What the need could gain at most."""
        best = self._days[index]
        return self._paid(index) - (self._cost(index, best[0]) if best else self._cost(index, LEFT_OUT))

    def _better(self, index: int) -> bool:
        """One chain that begins with the need and gains; False, and nothing changed, where none was found."""
        paid, loose = self._paid(index), index in self.loose
        self._trail.clear()
        self._put(index, LEFT_OUT)
        self.loose.discard(index)
        heavy = self._loss(index) >= self.problem.out_of_order[index]
        self._steps = min(_STEPS * (_HEAVY if heavy else 1), self._all_steps)
        if self._chain(index, paid, 0, frozenset({index})) is not None:
            return True
        if loose:
            self.loose.add(index)
        self._back_to(0)
        return False

    def _chain(self, index: int, gain: int, depth: int, moved: frozenset[int]) -> int | None:
        """Places the need, which is out, so that less than `gain` is paid for it and all that it displaces; returns
        what is left of it, None (and nothing changed) where that cannot be done."""
        costs = self.problem.costs[index]
        free = next((day for day in self._days[index] if costs[day] >= gain or self._fits(index, day)), None)
        if free is not None and costs[free] >= gain:
            free = None
        if free is not None and depth:
            self._put(index, free)
            return gain - costs[free]
        for day in self._days[index][: _WIDTH[depth]]:
            left = gain - costs[day]
            if left <= 0 or self._steps <= 0 or day == free:
                break
            after = self._displace(index, day, left, depth, moved) if depth + 1 < _DEPTH else None
            if after is not None:
                return after
        if free is not None:
            self._put(index, free)
            return gain - costs[free]
        return gain - costs[LEFT_OUT] if costs[LEFT_OUT] < gain else None

    def _displace(self, index: int, day: int, gain: int, depth: int, moved: frozenset[int]) -> int | None:
        for others in self._in_the_way(index, day):
            if moved.intersection(others) or sum(map(self._loses_least, others)) >= gain:
                continue
            self._steps -= 1
            self._all_steps -= 1
            if self._steps <= 0:
                return None
            mark = len(self._trail)
            paid = sum(self._cost(other, self.at[other]) for other in others)
            for other in others:
                self._put(other, LEFT_OUT)
            if self._fits(index, day):
                self._put(index, day)
                after = self._place_again(others, gain + paid, depth + 1, moved.union(others))
                if after is not None:
                    return after
            self._back_to(mark)
        return None

    def _place_again(self, others: tuple[int, ...], gain: int, depth: int, moved: frozenset[int]) -> int | None:
        """Finds other days for all who were sent away, for less than `gain`; what is left of it, or None."""
        for other in others:
            left = self._chain(other, gain, depth, moved)
            if left is None:
                return None
            gain = left
        return gain

    def _loses_least(self, index: int) -> int:
        """What moving the need away from its day costs at least (it may gain)."""
        day = self.at[index]
        best = next((one for one in self._days[index] if one != day), LEFT_OUT)
        return self._cost(index, best) - self._cost(index, day)

    def _in_the_way(self, index: int, day: int) -> Iterable[tuple[int, ...]]:
        """Groups of whom one would have to go: all who come before or after at the wrong time, and with them each that
        fills the day, else the week, else the month; else each that sits in both on that day."""
        wrong = tuple(other for other in self._neighbours(index) if not self._in_order(index, day, other))
        for number, group in enumerate(self._groups[day]):
            here = self._on[number][group]
            if len(here) >= self._room_left[number][group]:
                others = [(*wrong, other) for other in here if other not in wrong]
                return [wrong, *others] if len(others) < len(here) else others
        if wrong:
            return [wrong]
        return [(other,) for other in self._on[0][self._groups[day][0]]]

    def _fits(self, index: int, day: int) -> bool:
        groups = self._groups[day]
        for number, group in enumerate(groups):
            if len(self._on[number][group]) >= self._room_left[number][group]:
                return False
        if not all(self._in_order(index, day, other) for other in self._neighbours(index)):
            return False
        here = self._on[0][groups[0]]
        return self.problem.packing.arrange(day, (*here, index)) is not None

    def _neighbours(self, index: int) -> Iterable[int]:
        return (*self.problem.before[index], *self.problem.after[index])

    def _in_order(self, index: int, day: int, other: int) -> bool:
        there = self.at[other]
        if there == LEFT_OUT:
            return True
        if other in self.problem.before[index]:
            return index in self.loose or there < day
        return other in self.loose or day < there

    def _put(self, index: int, day: int) -> None:
        """Moves the need to a day, or out (`LEFT_OUT`)."""
        old = self.at[index]
        self._trail.append((index, old))
        self._set(index, day)

    def _back_to(self, mark: int) -> None:
        """Takes back all moves after the mark."""
        while len(self._trail) > mark:
            index, old = self._trail.pop()
            self._set(index, old)

    def _set(self, index: int, day: int) -> None:
        old = self.at[index]
        if old != LEFT_OUT:
            for number, group in enumerate(self._groups[old]):
                self._on[number][group].remove(index)
        if day != LEFT_OUT:
            for number, group in enumerate(self._groups[day]):
                self._on[number][group].append(index)
        self.at[index] = day
