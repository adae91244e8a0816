"""How good a plan can be at best, without a search.

Each meeting is given a day that it could have were it alone, or is left out; no day gets more meetings than it may
have, and no week (or month) that holds the day. What else couples meetings (people, rooms, order) is left out, so that
no plan can cost less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from npmsync.scheduling.diary import Room
from npmsync.scheduling.flow import Flow
from npmsync.scheduling.options import LEFT_OUT


def relaxed(costs: Sequence[Mapping[int, int]], rooms: Sequence[Room]) -> Flow:
    """The cheapest days within the limits on days and on weeks, or on months if those say more: no plan costs less than
    its `cost`. `costs[i][day]` is what the day costs meeting i, `LEFT_OUT` among the days. `rooms` are the days' first,
    then each wider one."""
    by_day, *wider = rooms
    flows = [Flow(costs, by_day, room, LEFT_OUT) for room in wider]
    return max(flows, key=lambda flow: flow.cost)
