"""When an assessment is worse than an earlier one: one rule for what the report names and what a follow-up takes up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from npmsync.domain.words import Status

HEIGHT = {
    Status.NOT_IMPLEMENTED: 0,
    Status.IN_PROGRESS: 1,
    Status.PARTIALLY_IMPLEMENTED: 2,
    Status.IMPLEMENTED: 3,
}
"""Only between these can something become worse."""

Past = Mapping[str, tuple[tuple[date, Status | None], ...]]
"""Recommendation -> (day, status since then), oldest first: what the history knows."""


class Fall(NamedTuple):
    """`best` is the best status that there was, `on` the day of the latest assessment."""

    best: Status
    on: date


def fall(known: Iterable[tuple[date, Status | None]], now: Status | None, as_of: date) -> Fall | None:
    """How a recommendation whose status is `now` has become worse by a day; None where it has not."""
    told = [(day, status) for day, status in known if status in HEIGHT and day <= as_of]
    if now is None or now not in HEIGHT or len(told) < 2:
        return None
    best = max((status for _, status in told if status), key=HEIGHT.__getitem__)
    return Fall(best, told[-1][0]) if HEIGHT[best] > HEIGHT[now] else None
