"""Dates and times as people of a language write them (CLDR, through Babel)."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from npmsync.locale.script import babel_name

# The order of weekday, day and month in a full date with a 24-hour clock; CLDR's own "full" patterns give a 12-hour one
# for English and Arabic, and ministries' diaries do not use it.
_CLOCK = "HH:mm"


@lru_cache(maxsize=1024)
def date_text(day: date, language: str, country: str | None = None) -> str:
    """A date in words: 15 March 2026. `country` (ISO 3166) chooses among names of months where a language has several:
    Arabic says آذار in Lebanon and مارس in Tunisia."""
    from babel.dates import format_date

    return _first(format_date(day, "long", locale=babel_name(language, country)), day, language)


@lru_cache(maxsize=1024)
def moment_text(moment: datetime, language: str, country: str | None = None, beside: str = "") -> str:
    """A date with its weekday and the time on the wall: Sunday, 15 March 2026, 09:30. The zone is not named. `beside`
    follows the day: the same one in another calendar."""
    from babel.dates import format_date, format_datetime

    name = babel_name(language, country)
    comma = "، " if language == "ar" else ", "
    day = _first(format_date(moment, "full", locale=name), moment, language)
    return day + beside + comma + format_datetime(moment, _CLOCK, locale=name)


@lru_cache(maxsize=1024)
def span_text(
    start: datetime, end: datetime, language: str, country: str | None = None, beside: tuple[str, str] = ("", "")
) -> str:
    """From when to when: Sunday, 15 March 2026, 09:30–11:00; both ends in full where they lie on two days. `beside`
    follow the two days."""
    from babel.dates import format_datetime

    if start.date() == end.date():
        finish = format_datetime(end, _CLOCK, locale=babel_name(language, country))
        return f"{moment_text(start, language, country, beside[0])}–{finish}"
    return f"{moment_text(start, language, country, beside[0])} – {moment_text(end, language, country, beside[1])}"


def _first(text: str, day: date, language: str) -> str:
    """French writes the first of a month as an ordinal, which CLDR's patterns have no sign for."""
    return re.sub(r"\b1(?= \w)", "1er", text, count=1) if language == "fr" and day.day == 1 else text
