"""Every row of the table in tests/data/vocabulary/dates.md is a rule, and a test here."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from npmsync.tables.dates import DateForm, Question, column_day_first, read_date_text, settle_date
from npmsync.vocabulary import builtin_vocabulary

PAGE = Path(__file__).parents[1] / "data" / "vocabulary" / "dates.md"
ROW = re.compile(r"^\| (\d+) \| `([^`]+)` \| (\w+) \| ([^|]+) \| ([^|]+) \|", re.MULTILINE)
RULES = [tuple(part.strip() for part in row) for row in ROW.findall(PAGE.read_text("utf-8"))]
ISSUED = date(2024, 8, 31)
TODAY = date(2026, 3, 2)


def working_days_without_holidays(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.isoweekday() < 6
    return day


def outcome(typed: str, language: str, due: bool) -> str:
    form = DateForm(builtin_vocabulary(), language, today=TODAY)
    form = DateForm(form.vocabulary, language, column_day_first([typed], form), today=TODAY)
    settled = settle_date(read_date_text(typed, form), due, ISSUED, working_days_without_holidays)
    return "ask" if isinstance(settled, Question) else settled.isoformat()


def expected(rule: str) -> str:
    """The table's words for a term, counted from 31 August 2024, a Saturday."""
    match = re.fullmatch(r"issued_on \+ (\d+) (working days|days|months?)", rule)
    if match is None:
        return rule
    terms = {"6 months": "2025-02-28", "3 months": "2024-11-30", "1 month": "2024-09-30"}
    terms |= {"30 days": "2024-09-30", "7 days": "2024-09-07", "90 days": "2024-11-29", "15 days": "2024-09-15"}
    terms |= {"10 working days": "2024-09-13", "15 working days": "2024-09-20"}
    return terms[f"{match[1]} {match[2]}"]


def test_the_page_has_all_its_rules() -> None:
    assert [int(number) for number, *_ in RULES] == list(range(1, 106))


@pytest.mark.parametrize(("number", "typed", "language", "due", "other"), RULES)
def test_a_typed_date_gives_what_the_page_says(number: str, typed: str, language: str, due: str, other: str) -> None:
    spoken = "en" if language == "any" else language
    assert (outcome(typed, spoken, True), outcome(typed, spoken, False)) == (expected(due), expected(other))


@pytest.mark.parametrize("language", ["fr", "es", "pt", "ru", "ar"])
@pytest.mark.parametrize(("typed", "due", "other"), [rule[1:2] + rule[3:] for rule in RULES if rule[2] == "any"])
def test_what_holds_in_any_language_holds_in_each(language: str, typed: str, due: str, other: str) -> None:
    assert (outcome(typed, language, True), outcome(typed, language, False)) == (expected(due), expected(other))
