"""The relaxed problem is solved exactly, and stays solved when a day is forbidden: compared with trying everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from npmsync.scheduling.bound import relaxed
from npmsync.scheduling.diary import Room
from npmsync.scheduling.flow import Flow
from npmsync.scheduling.options import LEFT_OUT

DAYS = range(101, 107)


def week(day: int) -> int:
    return 101 if day < 104 else 104


costs = st.lists(
    st.builds(
        lambda held, out: {**held, LEFT_OUT: out},
        st.dictionaries(st.sampled_from(DAYS), st.integers(0, 9), max_size=6),
        st.integers(10, 40),
    ),
    min_size=1,
    max_size=4,
)
room = st.lists(st.integers(0, 2), min_size=6, max_size=6)


def cheapest(asked: Sequence[Mapping[int, int]], day_left: Mapping[int, int], week_left: Mapping[int, int]) -> int:
    def allowed(days: list[int]) -> bool:
        weeks = Counter(map(week, days))
        return all(n <= day_left[day] for day, n in Counter(days).items()) and all(
            n <= week_left[one] for one, n in weeks.items()
        )

    return min(
        sum(one[day] for one, day in zip(asked, choice, strict=True))
        for choice in product(*asked)
        if allowed([day for day in choice if day != LEFT_OUT])
    )


@settings(max_examples=100, deadline=None)
@given(costs, room, st.integers(0, 4), st.integers(0, 4), st.lists(st.tuples(st.integers(0, 3), st.sampled_from(DAYS))))
def test_the_flow_finds_the_cheapest_days_within_both_limits(
    asked: list[dict[int, int]], a_day: list[int], first: int, second: int, forbidden: list[tuple[int, int]]
) -> None:
    day_left = dict(zip(DAYS, a_day, strict=True))
    week_left = {101: first, 104: second}
    by_day, by_week = Room(lambda day: day, day_left.__getitem__), Room(week, week_left.__getitem__)
    flow = Flow(asked, by_day, by_week, LEFT_OUT)
    assert flow.cost == cheapest(asked, day_left, week_left) == relaxed(asked, [by_day, by_week]).cost
    other = flow.copy()
    for row, day in forbidden[:4]:
        if row < len(asked):
            other.forbid(row, {day})
            asked[row] = {one: cost for one, cost in asked[row].items() if one != day}
            assert other.cost == cheapest(asked, day_left, week_left)
            assert all(day in asked[row] for row, day in enumerate(other.days))
