"""A day in a calendar that a country uses beside the Gregorian one.

Hijri is the calculated calendar of Umm al-Qura, as it is printed in Mecca; where a month begins when its moon was seen,
a date may be a day apart. Solar Hijri is that of Iran and Afghanistan.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from npmsync.errors import MissingExtra

HIJRI, SOLAR, BUDDHIST = "hijri", "solar_hijri", "buddhist"
_BUDDHIST_ERA = 543


@lru_cache(maxsize=4096)
def in_calendar(day: date, calendar: str) -> tuple[int, int, int] | None:
    """(year, month, day) of a Gregorian day in `hijri`, `solar_hijri` (or one of its kinds, `solar_hijri_afghan`) or
    `buddhist`; None for a day before or after what is reckoned. Raises `MissingExtra` where a library is missing."""
    if calendar == BUDDHIST:
        return day.year + _BUDDHIST_ERA, day.month, day.day
    try:
        if calendar.startswith(SOLAR):
            from persiantools.jdatetime import JalaliDate

            solar = JalaliDate(day)
            return solar.year, solar.month, solar.day
        from hijridate import Gregorian

        lunar = Gregorian(day.year, day.month, day.day).to_hijri()
        return lunar.year, lunar.month, lunar.day
    except ModuleNotFoundError as error:
        raise MissingExtra(
            "missing-extra",
            f"Dates of a second calendar need the library {error.name!r}, which is not installed.",
            'Run: pip install "npmsync[hijri]"',
        ) from error
    except (OverflowError, ValueError):
        return None
