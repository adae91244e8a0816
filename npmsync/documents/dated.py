"""Dates as papers write them: in words of the language and country and, where the NPM asks for it, in a second calendar
beside. The Gregorian date counts: a cell that is read back as a date holds it alone."""

from __future__ import annotations

from datetime import date, datetime

from npmsync.locale import date_text, in_calendar, moment_text, span_text
from npmsync.vocabulary import Vocabulary

BETWEEN = " | "
"""Between the twelve months of a calendar, in one text of the vocabulary."""


def day_words(day: date, language: str, vocabulary: Vocabulary) -> str:
    """15 March 2026, or 15 March 2026 (26 Ramadan 1447 AH)."""
    return date_text(day, language, vocabulary.country) + _beside(day, language, vocabulary)


def moment_words(moment: datetime, language: str, vocabulary: Vocabulary) -> str:
    """The day with its weekday, and the time on the wall."""
    beside = _beside(moment.date(), language, vocabulary)
    return moment_text(moment, language, vocabulary.country, beside)


def span_words(start: datetime, end: datetime, language: str, vocabulary: Vocabulary) -> str:
    """From when to when."""
    beside = (_beside(start.date(), language, vocabulary), _beside(end.date(), language, vocabulary))
    return span_text(start, end, language, vocabulary.country, beside)


def _beside(day: date, language: str, vocabulary: Vocabulary) -> str:
    """What follows the Gregorian date; "" where there is nothing to follow."""
    second = second_words(day, language, vocabulary)
    return vocabulary.phrase("calendar.beside", language).replace("{second}", second) if second else ""


def second_words(day: date, language: str, vocabulary: Vocabulary) -> str:
    """The day in the second calendar alone; "" where there is none, or it does not reach to that day."""
    calendar = vocabulary.second_calendar
    found = in_calendar(day, calendar) if calendar else None
    if found is None:
        return ""
    year, month, number = found
    text = vocabulary.phrase(f"calendar.{calendar}.date", language)
    if "{month}" in text:
        text = text.replace("{month}", _months(calendar, language, vocabulary)[month - 1])
    return text.replace("{year}", str(year)).replace("{day}", str(number))


def _months(calendar: str, language: str, vocabulary: Vocabulary) -> list[str]:
    """The twelve names; the English ones where a language of the NPM's own has another number of them."""
    key = f"calendar.{calendar}.months"
    names = [name.strip() for name in vocabulary.phrase(key, language).split(BETWEEN.strip())]
    return names if len(names) == 12 else vocabulary.phrases[key]["en"].split(BETWEEN)
