"""Which cell styles show a number as a date or a time, and what date a serial number is (ECMA-376 part 1, 18.8.30 for
the built-in formats, 18.17.4 for the date systems)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import IntEnum

from npmsync_excel.markup import elements, tags


class Shows(IntEnum):
    NUMBER = 0
    DATE = 1
    TIME = 2


_BUILT_IN = {
    **dict.fromkeys([*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)], Shows.DATE),
    **dict.fromkeys([18, 19, 20, 21, 32, 33, 34, 35, 45, 47], Shows.TIME),
}  # 46 is [h]:mm:ss, a duration: a number
_QUIET = re.compile(r'"[^"]*"|\\.|_.|\*.')
_DURATION = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]*\]")
_DATE_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel has no time zones
_DATE_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_LAST_SERIAL = 2_958_466
_SECOND = 86_400


def shows(code: str) -> Shows:
    """Whether a format code shows a date, a time of day, or a number (durations are numbers)."""
    plain = _QUIET.sub("", code.partition(";")[0])
    if _DURATION.search(plain):
        return Shows.NUMBER
    letters = set(_BRACKETS.sub("", plain).lower().replace("general", ""))
    if letters & set("dy") or ("m" in letters and not letters & set("hs")):
        return Shows.DATE
    return Shows.TIME if letters & set("hs") else Shows.NUMBER


def cell_formats(styles: str | None) -> list[Shows]:
    """What each cell style (`cellXfs` index) shows."""
    if styles is None:
        return [Shows.NUMBER]
    given = next(elements(styles, "numFmts"), None)  # the differential formats (dxfs) number theirs apart
    codes = {
        tag.attributes.get("numFmtId"): tag.attributes.get("formatCode", "")
        for tag in tags(given.body if given else "", "numFmt")
    }
    block = next(elements(styles, "cellXfs"), None)
    found = []
    for tag in tags(block.body if block else "", "xf"):
        number = tag.attributes.get("numFmtId", "0")
        code = codes.get(number)
        found.append(shows(code) if code is not None else _BUILT_IN.get(int(number or 0), Shows.NUMBER))
    return found or [Shows.NUMBER]


def from_serial(serial: float, how: Shows, from_1904: bool) -> date | datetime | time | float:
    """The date, moment or time of day of a serial number; numbers that no calendar has come back as they are.

    In the 1900 system serial 60 is a 29 February that never was, and days before it lie one later (18.17.4.1)."""
    if how is Shows.TIME and 0 <= serial < 1:
        seconds = round(serial * _SECOND)
        return (_DATE_1904 + timedelta(seconds=seconds)).time() if seconds < _SECOND else serial
    if not (0 if from_1904 else 1) <= serial < _LAST_SERIAL - (1462 if from_1904 else 0) or (
        not from_1904 and 60 <= serial < 61
    ):
        return serial
    start = _DATE_1904 if from_1904 else _DATE_1900 + timedelta(days=1 if serial < 60 else 0)
    days = int(serial)
    seconds = round((serial - days) * _SECOND)
    moment = start + timedelta(days=days, seconds=seconds)
    return moment if seconds else moment.date()


def to_serial(value: date | datetime | time, from_1904: bool) -> int | float:
    """The serial number of a date, a moment or a time of day. Raises ValueError for days before the system begins."""
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / _SECOND
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    moment = moment.replace(tzinfo=None)
    start = _DATE_1904 if from_1904 else _DATE_1900
    gone = moment - start
    days = gone.days
    if not from_1904 and days < 61:
        days -= 1
    if days < (0 if from_1904 else 1):
        raise ValueError(f"Excel has no dates before {'1904' if from_1904 else '1900'}")
    seconds = gone.seconds
    return days + seconds / _SECOND if seconds else days


def is_date(formats: Sequence[Shows], style: int) -> bool:
    return 0 <= style < len(formats) and formats[style] is not Shows.NUMBER
