"""The relaxed problem is solved exactly: compared with trying everything."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from npmsync.scheduling.bound import relaxed
from npmsync.scheduling.diary import Room
from npmsync.scheduling.flow import Flow

FIRST = date(2027, 2, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(6)]


def week(day: date) -> date:
    return FIRST if day < DAYS[3] else DAYS[3]


costs = st.lists(
    st.dictionaries(st.sampled_from(DAYS), st.integers(0, 9), min_size=1, max_size=6), min_size=1, max_size=5
)
room = st.lists(st.integers(0, 2), min_size=6, max_size=6)


@settings(max_examples=150, deadline=None)
@given(costs, room, st.integers(0, 4), st.integers(0, 4))
def test_the_flow_finds_the_cheapest_days_within_both_limits(
    asked: list[dict[date, int]], a_day: list[int], first: int, second: int
) -> None:
    day_left = dict(zip(DAYS, a_day, strict=True))
    week_left = {FIRST: first, DAYS[3]: second}
    by_day, by_week = Room(lambda day: day, day_left.__getitem__), Room(week, week_left.__getitem__)
    flow = Flow(asked, by_day, by_week)

    def allowed(days: list[date]) -> bool:
        weeks = Counter(map(week, days))
        return all(n <= day_left[day] for day, n in Counter(days).items()) and all(
            n <= week_left[one] for one, n in weeks.items()
        )

    best: dict[tuple[bool, ...], int] = {}
    for choice in product(*[[None, *one] for one in asked]):
        chosen = [(index, day) for index, day in enumerate(choice) if day is not None]
        if allowed([day for _, day in chosen]):
            who = tuple(day is not None for day in choice)
            cost = sum(asked[index][day] for index, day in chosen)
            best[who] = min(cost, best.get(who, cost))

    placed = tuple(day is not None for day in flow.days)
    assert allowed([day for day in flow.days if day is not None])
    assert flow.cost == best[placed]
    assert sum(placed) == max(map(sum, best))
    everybody = tuple(True for _ in asked)
    if everybody in best:
        assert relaxed(asked, [by_day, by_week]).bound == best[everybody]
