"""How good a plan can be at best, without a search.

Each meeting is given a day that it could have were it alone; no day gets more meetings than it may have, and no week
(or month) that holds the day. What else couples meetings (people, order) is left out, so that no plan can cost less.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from npmsync.scheduling.diary import Room
from npmsync.scheduling.flow import Flow

_EXACT = 150_000
"""Up to so many pairs of a meeting and a day, days and weeks are counted together; beyond, weeks alone."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """`bound`: no plan of these meetings costs less. `days`: the days that cost it, None for a meeting that finds no
    room; empty where they were not worked out."""

    bound: int
    days: tuple[date | None, ...] = ()


def relaxed(costs: Sequence[Mapping[date, int]], rooms: Sequence[Room]) -> Relaxation:
    """The least sum of costs with one day for each meeting. `costs[i][day]` is what the day costs meeting i; a meeting
    without any day costs nothing. `rooms` are the days' first, then each wider one."""
    possible = [index for index, one in enumerate(costs) if one]
    mine = [costs[index] for index in possible]
    best = Relaxation(sum(min(one.values()) for one in mine))
    by_day, *wider = rooms
    for room in wider:
        if sum(map(len, mine)) <= _EXACT:
            flow = Flow(mine, by_day, room)
            placed: dict[int, date | None] = dict(zip(possible, flow.days, strict=True))
            days = tuple(placed.get(index) for index in range(len(costs)))
            if not best.days or flow.cost > best.bound:
                best = Relaxation(max(flow.cost, best.bound), days)
        else:
            grouped = [_grouped(one, room.group) for one in mine]
            flow = Flow(grouped, Room(lambda group: group, room.left), Room(lambda group: group, room.left))
            best = Relaxation(max(flow.cost, best.bound), best.days)
    return best


def _grouped(costs: Mapping[date, int], group: Callable[[date], date]) -> dict[date, int]:
    """The cheapest day of each group."""
    found: dict[date, int] = {}
    for day, cost in costs.items():
        found[group(day)] = min(cost, found.get(group(day), cost))
    return found
