"""Spreading meetings evenly over a time."""

from __future__ import annotations

from datetime import date, timedelta


def spread(count: int, first: date, last: date) -> list[date]:
    """`count` days evenly over `first` to `last` (both included), each in the middle of its share.

    >>> spread(2, date(2027, 1, 1), date(2027, 1, 20))
    [datetime.date(2027, 1, 6), datetime.date(2027, 1, 16)]
    """
    days = max((last - first).days + 1, 1)
    return [first + timedelta(days=days * (2 * n + 1) // (2 * count)) for n in range(count)]
