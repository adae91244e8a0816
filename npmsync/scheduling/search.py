"""The search for days and hours: on the days of the relaxed problem where it was solved, else greedily; then by taking
groups of meetings out and putting them back.

Ruin and recreate (Schrimpf and others 2000), without chance: which group, in which order and how often follows from
the needs alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from npmsync.scheduling.bound import relaxed
from npmsync.scheduling.diary import Diary, Surroundings
from npmsync.scheduling.need import Need
from npmsync.scheduling.order import order, reviewed
from npmsync.scheduling.participants import identity

_ROUNDS = 4
_REACH = (3, 10, 25, 60)
"""Days around a meeting's ideal within which others are taken out with it, a near few at first."""
_GROUP = 10


class Search:
    """The needs, the days each could have were it alone, and where each is now."""

    def __init__(self, needs: Sequence[Need], given: Surroundings) -> None:
        self.needs = needs
        self.diary = Diary(given)
        self.rooms = self.diary.rooms()
        self._people = [tuple(dict.fromkeys(map(identity, need.participants))) for need in needs]
        self._starts = {minutes: given.working_time.starts(minutes) for minutes in {n.duration_minutes for n in needs}}
        self.costs = [self._alone(index) for index in range(len(needs))]
        self._days = [[day for _, day in sorted((cost, day) for day, cost in one.items())] for one in self.costs]
        self.at: list[datetime | None] = [None] * len(needs)
        planned = [reviewed(need, given) for need in needs]
        self._before, self._after = order(needs, planned)
        self._floor = [max(one.values(), default=date.min) for one in planned]
        self.relaxation = relaxed(self.costs, self.rooms)
        for index, day in enumerate(self.relaxation.days):
            self._insert(index, [day] if day else [], *self._between(index))
        self._insert_missing()

    def cost(self, index: int) -> int:
        start = self.at[index]
        return self.costs[index][start.date()] if start else 0

    def improve(self) -> None:
        """Takes groups out around the meetings that are worst off and puts them back in other orders, as long as that
        helps, at most `_ROUNDS` times over all of them."""
        for _ in range(_ROUNDS):
            worst = sorted(self._badly_placed(), key=lambda index: (-self._loss(index), index))
            if not worst or (None not in self.at and self._total() == self.relaxation.bound):
                return
            helped = False
            for index in worst:
                for reach in _REACH:
                    helped = self._rearrange(index, reach) or helped
            if not helped:
                return

    def place_without_order(self) -> set[int]:
        """Places what only the order (reviews before roundtables) kept out; returns what was placed."""
        self._insert_missing()
        return {
            index
            for index, start in enumerate(self.at)
            if start is None and self._insert(index, self._days[index], date.min, date.max)
        }

    def _insert_missing(self) -> None:
        for index, start in enumerate(self.at):
            if start is None:
                self._insert_anywhere(index)

    def _total(self) -> int:
        return sum(map(self.cost, range(len(self.needs))))

    def _badly_placed(self) -> list[int]:
        return [index for index, days in enumerate(self._days) if days and self._loss(index)]

    def _loss(self, index: int) -> int:
        """What the need could gain at most; leaving it out costs more than any distance in days."""
        if self.at[index] is None:
            need = self.needs[index]
            return need.weight * 1_000_000 + min(need.urgency, 999_999)
        return self.cost(index) - self.costs[index][self._days[index][0]]

    def _rearrange(self, index: int, reach: int) -> bool:
        """Puts the need back first, its neighbours after it, nearest to their ideal first; keeps what is better."""
        ideal = self.needs[index].ideal
        near = [
            (abs((start.date() - ideal).days), other)
            for other, start in enumerate(self.at)
            if other != index and start is not None and abs((start.date() - ideal).days) <= reach
        ]
        group = [index, *(other for _, other in sorted(near)[:_GROUP])]
        old = {one: self.at[one] for one in group}
        loss = sum(map(self._loss, group))
        for sequence in (group, [index, *sorted(group[1:])], [index, *reversed(group[1:])]):
            for one in group:
                self._remove(one)
            for one in sequence:
                self._insert_anywhere(one)
            if sum(map(self._loss, group)) < loss:
                return True
        for one in group:
            self._remove(one)
        for one, start in old.items():
            self._set(one, start)
        return False

    def _insert_anywhere(self, index: int) -> bool:
        return self._insert(index, self._days[index], *self._between(index))

    def _insert(self, index: int, days: Iterable[date], low: date, high: date) -> bool:
        """Puts the need on the first of `days` between `low` and `high` (both excluded) that has room for it."""
        need, people = self.needs[index], self._people[index]
        starts = self._starts[need.duration_minutes]
        for day in days:
            if not low < day < high or self.diary.full(day):
                continue
            start = self.diary.start(people, (datetime.combine(day, one) for one in starts), need.duration_minutes)
            if start is not None:
                self._set(index, start)
                return True
        return False

    def _set(self, index: int, start: datetime | None) -> None:
        self.at[index] = start
        if start is not None:
            self.diary.put(self._people[index], start, start + timedelta(minutes=self.needs[index].duration_minutes))

    def _remove(self, index: int) -> None:
        start = self.at[index]
        if start is not None:
            self.diary.remove(self._people[index], start, start + timedelta(minutes=self.needs[index].duration_minutes))
        self.at[index] = None

    def _between(self, index: int) -> tuple[date, date]:
        """After every review that the need follows, before every need that follows it; both excluded."""
        low = [start.date() for other in self._before[index] if (start := self.at[other])]
        high = [start.date() for other in self._after[index] if (start := self.at[other])]
        return max([self._floor[index], *low]), min(high, default=date.max)

    def _alone(self, index: int) -> dict[date, int]:
        """Day -> weighted days from the ideal, for every day that the need could have if no other were placed."""
        need = self.needs[index]
        starts = self._starts[need.duration_minutes]
        found = {}
        for n in range((need.latest - need.earliest).days + 1):
            day = need.earliest + timedelta(days=n)
            if self.diary.obstacle(need, day) is None and self.diary.start(
                self._people[index], (datetime.combine(day, one) for one in starts), need.duration_minutes
            ):
                found[day] = need.weight * abs((day - need.ideal).days)
        return found
