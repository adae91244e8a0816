"""What a plan costs, in weighted days: the one objective of every way to solve it (docs/planning.md has the formula).

    sum over the meetings that are held:  weight x (days from the best date + `deputy_days` if the deputy leads)
                                          + the price of moving it, if it stood elsewhere
    + 1000 x weight                       for each that is held before a review that it should follow
    + weight x (2000 + urgency)           for each that is left out (urgency counts up to 999)

A meeting left out costs more than any day within five years; a lighter one is left out before a heavier one.
"""

from __future__ import annotations

from datetime import date

from npmsync.scheduling.need import Need

_LEFT_OUT = 2000
_OUT_OF_ORDER = 1000
_MOST_URGENT = 999


def cost_of_day(need: Need, day: date, deputy_days: int) -> int:
    """What it costs to hold the meeting on a day. `deputy_days` is 0 where the lead leads."""
    moved = need.move_price if need.home is not None and need.home.date() != day else 0
    return need.weight * (abs((day - need.ideal).days) + deputy_days) + moved


def cost_of_leaving_out(need: Need) -> int:
    return need.weight * (_LEFT_OUT + min(max(need.urgency, 0), _MOST_URGENT))


def cost_out_of_order(need: Need) -> int:
    """What it costs to hold a meeting before a review that it should follow."""
    return need.weight * _OUT_OF_ORDER
