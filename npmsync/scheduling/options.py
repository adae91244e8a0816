"""What each need could have were it alone: its days with their costs, and on each the times of day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from npmsync.scheduling.diary import Diary, Slot
from npmsync.scheduling.need import Need
from npmsync.scheduling.objective import cost_of_day, cost_of_leaving_out
from npmsync.scheduling.presence import identity, required

LEFT_OUT = 0
"""Stands for a day in the costs: the need is left out."""


class Options:
    """`costs[i]`: day (ordinal) -> cost for need i, `LEFT_OUT` among them. The diary holds what stays as it is."""

    def __init__(self, needs: Sequence[Need], diary: Diary) -> None:
        self.needs = needs
        self.diary = diary
        self._slots: dict[tuple[int, int], list[Slot]] = {}
        self._people: dict[tuple[int, int], frozenset[str]] = {}
        self._asked = [frozenset(map(identity, required(need.participants))) for need in needs]
        self.costs: list[Mapping[int, int]] = [self._of(index) for index in range(len(needs))]

    def slots(self, index: int, day: int) -> list[Slot]:
        if (index, day) not in self._slots:
            self._slots[index, day] = self.diary.slots(self.needs[index], date.fromordinal(day))
        return self._slots[index, day]

    def people(self, index: int, day: int) -> frozenset[str]:
        """Those without whom the need is not met on that day."""
        need, on = self.needs[index], date.fromordinal(day)
        if not self.diary.changes(need, on):
            return self._asked[index]
        if (index, day) not in self._people:
            self._people[index, day] = frozenset(map(identity, required(self.diary.crew(need, on))))
        return self._people[index, day]

    def _of(self, index: int) -> dict[int, int]:
        need, diary = self.needs[index], self.diary
        deputy_days = diary.given.limits.deputy_days
        found = {LEFT_OUT: cost_of_leaving_out(need)}
        for n in range((need.latest - need.earliest).days + 1):
            day = need.earliest + timedelta(days=n)
            if diary.obstacle(need, day) is None and diary.slots(need, day, first_only=True):
                found[day.toordinal()] = cost_of_day(need, day, deputy_days if diary.changes(need, day) else 0)
        return found


def by_day(days: Sequence[int]) -> dict[int, list[int]]:
    """Day -> the needs that have it, in their order; those left out have none."""
    found: dict[int, list[int]] = defaultdict(list)
    for index, day in enumerate(days):
        if day != LEFT_OUT:
            found[day].append(index)
    return found
