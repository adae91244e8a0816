"""How good a plan can be at best, without a search.

Each meeting is given a day that it could have were it alone, or is left out; no day gets more meetings than it may
have, and no week that holds the day. What else couples meetings (people, rooms, order) is left out, so that no plan can
cost less. Months do not nest with weeks: a month that would be too full gets a price that every meeting in it pays and
that is given back for as many as the month may have (Held and Karp 1971). Whatever the prices, no plan costs less than
what is left; they are raised and lowered for a fixed number of rounds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from npmsync.scheduling.diary import Room
from npmsync.scheduling.flow import Flow
from npmsync.scheduling.options import LEFT_OUT

_STEP = 12
"""How far a price moves at first for each meeting too many, in weighted days."""
_ROUNDS, _MOST_ROUNDS = 3_600, 15
"""So many rounds in all, divided by the number of meetings."""


def relaxed(costs: Sequence[Mapping[int, int]], rooms: Sequence[Room]) -> Flow:
    """The cheapest days within the limits on days and on weeks, and at prices for months: no plan costs less than its
    `cost`. `costs[i][day]` is what the day costs meeting i, `LEFT_OUT` among the days. `rooms` are the days' first,
    then the weeks', then the months' if there are limits on them."""
    by_day, by_week, *by_month = rooms
    best = Flow(costs, by_day, by_week, LEFT_OUT)
    return _priced(costs, by_day, by_week, by_month[0], best) if by_month else best


def without_prices(costs: Sequence[Mapping[int, int]], rooms: Sequence[Room]) -> Flow:
    """The cheapest days within the limits on days, and on weeks or months, whichever say more: where to begin from. At
    prices a meeting that leaves a full month is replaced by another at once."""
    by_day, *wider = rooms
    return max((Flow(costs, by_day, room, LEFT_OUT) for room in wider), key=lambda flow: flow.cost)


def _priced(costs: Sequence[Mapping[int, int]], by_day: Room, by_week: Room, by_month: Room, first: Flow) -> Flow:
    months = sorted({by_month.group(day) for one in costs for day in one if day != LEFT_OUT})
    left = {month: max(by_month.left(month), 0) for month in months}
    price = dict.fromkeys(months, 0)
    best = flow = first
    step, in_vain = _STEP, 0
    for _ in range(min(_ROUNDS // max(len(costs), 1), _MOST_ROUNDS)):
        held = Counter(by_month.group(day) for day in flow.days if day != LEFT_OUT)
        too_many = {month: held[month] - left[month] for month in months}
        if all(more <= 0 and (more == 0 or price[month] == 0) for month, more in too_many.items()):
            break  # nothing is too full, and nobody pays for what has room: it cannot be better
        price = {month: max(price[month] + step * too_many[month], 0) for month in months}
        priced = [
            {day: cost + (price[by_month.group(day)] if day != LEFT_OUT else 0) for day, cost in one.items()}
            for one in costs
        ]
        refund = sum(price[month] * left[month] for month in months)
        flow = Flow(priced, by_day, by_week, LEFT_OUT, refund)
        in_vain = 0 if flow.cost > best.cost else in_vain + 1
        best = max(best, flow, key=lambda one: one.cost)
        if in_vain == 2:
            step, in_vain = max(step // 2, 1), 0
    return best
