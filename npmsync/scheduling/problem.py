"""Needs in their surroundings, made ready for the search, the proof and the exact solver alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from npmsync.scheduling.diary import Diary, Room
from npmsync.scheduling.need import Need
from npmsync.scheduling.objective import cost_out_of_order
from npmsync.scheduling.options import LEFT_OUT, Options
from npmsync.scheduling.order import order, reviewed
from npmsync.scheduling.packing import Packing
from npmsync.scheduling.surroundings import Surroundings


@dataclass(frozen=True)
class Problem:
    """`costs[i]`: day (ordinal, or `LEFT_OUT`) -> what it costs need i; `before[i]` and `after[i]` are the needs that
    should come before and after it. `out_of_order[i]` is what it costs to hold it before one that should come first."""

    needs: Sequence[Need]
    options: Options
    packing: Packing
    rooms: list[Room]
    costs: list[Mapping[int, int]]
    before: list[list[int]]
    after: list[list[int]]
    out_of_order: list[int]
    floor: list[int]

    def total(self, days: Sequence[int]) -> int:
        """What a plan costs: the day of each need, or `LEFT_OUT`."""
        paid = sum(one[day] for one, day in zip(self.costs, days, strict=True))
        return paid + sum(self.out_of_order[index] for index in range(len(days)) if self.breaks_order(index, days))

    def breaks_order(self, index: int, days: Sequence[int]) -> bool:
        """Whether the need is held before another of the plan that should come first."""
        mine = days[index]
        return mine != LEFT_OUT and any(days[one] != LEFT_OUT and days[one] >= mine for one in self.before[index])


def problem(needs: Sequence[Need], given: Surroundings) -> Problem:
    """A need that follows a review that stands already pays on every day up to that review's."""
    diary = Diary(given)
    options = Options(needs, diary)
    planned = [reviewed(need, given) for need in needs]
    before, after = order(needs, planned)
    floor = [max(one.values(), default=date.min).toordinal() for one in planned]
    prices = [cost_out_of_order(need) for need in needs]
    costs: list[Mapping[int, int]] = [
        {day: cost + (price if LEFT_OUT < day <= low else 0) for day, cost in one.items()}
        for one, low, price in zip(options.costs, floor, prices, strict=True)
    ]
    return Problem(needs, options, Packing(options), diary.rooms(), costs, before, after, prices, floor)
