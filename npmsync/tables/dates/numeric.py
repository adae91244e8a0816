"""Dates typed in figures: ISO, year first, day or month first, serial numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from npmsync.tables.dates.found import Day, Found, Question, Span
from npmsync.tables.dates.tokens import Pieces

_TIMED = re.compile(r"(\d{4})-(\d\d)-(\d\d)[t ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?\s*(z|[+-]\d\d:?\d\d)?")
_YEAR_FIRST = re.compile(r"y([-/.])n\1n\.?")
_YEAR_LAST = re.compile(r"n([-/.])n\1[yn]\.?")
_SPAN = re.compile(r"n-n([/.])n\1[yn]\.?")
"""15-17.03.2024: a visit of three days."""
_EPOCH_1900 = date(1899, 12, 30)
"""Serial 1 is 1 January 1900, and the system counts a 29 February 1900 that never was (ECMA-376 part 1, 18.17.4.1)."""
_EPOCH_1904 = date(1904, 1, 1)
_NO_SUCH_DAY = Question("there is no such day")
_NOT_READ = Question("it is not written as a date")


def real_day(year: int, month: int, day: int) -> Found:
    """The day, or the question that arises where the calendar has no such day. Two-digit years 00-68 are 20xx."""
    if year < 100:
        year += 2000 if year <= 68 else 1900
    if 1300 <= year <= 1500:
        return Question("its year looks like one of the Hijri calendar")
    try:
        return Day(date(year, month, day))
    except ValueError:
        return _NO_SUCH_DAY


def timed(text: str) -> Found | None:
    """A date with a time of day, as programs export it. With a zone, midnight may belong to the day before or after."""
    match = _TIMED.fullmatch(text)
    if match is None:
        return None
    if match[4]:
        return Question("it is a moment in another time zone, and the day differs with the zone")
    return real_day(int(match[1]), int(match[2]), int(match[3]))


def figures(found: Pieces, day_first: bool | None, date1904: bool) -> Found | None:
    """What a text made of numbers and separators means; None where it is not that.

    `day_first` settles 03/04/2024; with None it stays a question. Points are day first in all six languages.
    """
    signature, values = found.signature, found.values
    if signature == "b":
        return _digits_only(values[0], date1904)
    if _YEAR_FIRST.fullmatch(signature):
        return real_day(int(values[0]), int(values[2]), int(values[4]))
    span = _SPAN.fullmatch(signature)
    if span and (span[1] == "." or day_first):
        return _days(values[0], values[2:])
    match = _YEAR_LAST.fullmatch(signature)
    if match is None:
        return Question("it has no year") if signature in ("n/n", "n.n", "n-n") else None
    first, second, year = int(values[0]), int(values[2]), int(values[4])
    if match[1] == "." or first > 12 or (second <= 12 and day_first):
        return real_day(year, second, first)
    if second > 12 or day_first is False:
        return real_day(year, first, second)
    if first == second:
        return real_day(year, second, first)
    return Question("it is not known whether the day or the month comes first in this column")


def _days(first: str, last: Sequence[str]) -> Found:
    ends = [real_day(int(last[4]), int(last[2]), int(day)) for day in (first, last[0])]
    days = [end.day for end in ends if isinstance(end, Day)]
    return Span(*days) if len(days) == 2 and days[0] <= days[1] else _NO_SUCH_DAY


def _digits_only(digits: str, date1904: bool) -> Found:
    if len(digits) == 8:
        return real_day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if len(digits) == 5 and 20000 <= int(digits) <= 60000:
        return Day((_EPOCH_1904 if date1904 else _EPOCH_1900) + timedelta(days=int(digits)))
    return _NOT_READ


def orders_shown(signatures: Iterable[Pieces]) -> frozenset[bool | None]:
    """What the dates in figures among these show: True for day first, False for month first, None for either."""
    shown = set()
    for found in signatures:
        match = _YEAR_LAST.fullmatch(found.signature)
        if match is not None and match[1] != ".":
            first, second = int(found.values[0]), int(found.values[2])
            if first <= 12 or second <= 12:
                shown.add(None if first <= 12 and second <= 12 else first > 12)
    return frozenset(shown)
