"""Counting in months, as people do: a month after 31 January is the last day of February."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """`day` so many months later (earlier for a negative number); the month's last day where it is shorter.

    >>> add_months(date(2027, 1, 31), 1)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def spread(count: int, first: date, last: date) -> list[date]:
    """`count` days evenly over `first` to `last` (both included), each in the middle of its share.

    >>> spread(2, date(2027, 1, 1), date(2027, 1, 20))
    [datetime.date(2027, 1, 6), datetime.date(2027, 1, 16)]
    """
    days = max((last - first).days + 1, 1)
    return [first + timedelta(days=days * (2 * n + 1) // (2 * count)) for n in range(count)]
