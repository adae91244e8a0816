"""Working days, weeks and hours of several countries."""

from __future__ import annotations

import doctest
from datetime import date, datetime, time

import holidays
import pytest

import npmsync.dialogue.months
import npmsync.scheduling.spread
from npmsync.errors import ConfigError
from npmsync.scheduling.settings import Closure, Office
from npmsync.scheduling.working_time import _of_country, working_time


@pytest.mark.parametrize(
    ("country", "day", "why"),
    [
        ("TN", date(2027, 3, 20), "Independence Day"),
        ("GE", date(2027, 5, 26), "Independence Day"),
        ("FR", date(2027, 7, 14), "National Day"),
        ("AR", date(2027, 5, 25), "May Revolution Day"),
        ("FR", date(2027, 7, 17), "a weekend"),
    ],
)
def test_a_holiday_is_named_and_is_no_working_day(country: str, day: date, why: str) -> None:
    days = working_time(country, Office())
    assert not days.is_working_day(day)
    assert days.why_not(day) == why


def test_the_weekend_is_the_country_s_own() -> None:
    friday, sunday = date(2027, 2, 5), date(2027, 2, 7)
    assert working_time("FR", Office()).is_working_day(friday)
    assert not working_time("EG", Office()).is_working_day(friday)
    assert working_time("EG", Office()).is_working_day(sunday)


def test_a_week_begins_after_the_weekend() -> None:
    wednesday = date(2027, 2, 10)
    assert working_time("FR", Office()).week(wednesday) == date(2027, 2, 8)
    assert working_time("EG", Office()).week(wednesday) == date(2027, 2, 7)
    assert working_time("EG", Office()).week(date(2027, 2, 7)) == date(2027, 2, 7)


def test_a_closure_is_no_working_day_and_goes_by_its_name() -> None:
    days = working_time("FR", Office(), [Closure(first=date(2027, 2, 8), last=date(2027, 2, 9), name="recess")])
    assert days.why_not(date(2027, 2, 9)) == "recess"
    assert days.working_days(date(2027, 2, 8), date(2027, 2, 11)) == [date(2027, 2, 10), date(2027, 2, 11)]


def test_working_days_are_counted_over_weekends_and_holidays_both_ways() -> None:
    days = working_time("FR", Office())
    friday_before_monday_14th = date(2025, 7, 11)
    assert days.add_working_days(friday_before_monday_14th, 1) == date(2025, 7, 15)
    assert days.add_working_days(date(2025, 7, 15), -1) == friday_before_monday_14th
    assert days.add_working_days(date(2025, 7, 12), 0) == date(2025, 7, 12)


def test_counting_days_through_an_endless_closure_says_so() -> None:
    days = working_time("FR", Office(), [Closure(first=date(2026, 1, 1), last=date(2099, 1, 1))])
    with pytest.raises(ConfigError, match="closures leave none"):
        days.add_working_days(date(2027, 1, 1), 1)


def test_a_country_without_known_holidays_is_an_error_that_says_what_to_write() -> None:
    with pytest.raises(ConfigError) as caught:
        working_time("XX", Office())
    assert "XX" in caught.value.message and "[workspace]" in caught.value.hint


def test_a_subdivision_has_its_own_holidays_and_an_unknown_one_is_an_error() -> None:
    good_friday = date(2027, 3, 26)
    assert working_time("FR", Office()).is_working_day(good_friday)
    assert not working_time("FR", Office(), subdivision="57").is_working_day(good_friday)
    with pytest.raises(ConfigError, match="nowhere"):
        working_time("FR", Office(), subdivision="nowhere")


def test_meetings_start_near_the_preferred_time_and_never_run_into_lunch_or_the_evening() -> None:
    starts = working_time("FR", Office()).starts(120, date(2027, 2, 8))
    assert starts[:3] == [time(10), time(9, 30), time(10, 30)]
    assert set(starts) == {
        *(time(9), time(9, 30), time(10), time(10, 30)),
        *(time(13, 30), time(14), time(14, 30), time(15)),
    }


def test_a_meeting_longer_than_the_office_is_open_has_no_start() -> None:
    assert working_time("FR", Office()).starts(240, date(2027, 2, 8)) == []
    assert working_time("FR", Office(lunch_from=None, lunch_to=None)).starts(480, date(2027, 2, 8)) == [time(9)]


def test_times_outside_the_office_are_said() -> None:
    days = working_time("FR", Office())

    def at(hour: int, minute: int = 0) -> datetime:
        return datetime.combine(date(2027, 2, 8), time(hour, minute))

    assert days.outside_hours(at(9), at(12, 30)) is None
    assert days.outside_hours(at(8), at(9)) == "outside office hours (09:00 to 17:00)"
    assert days.outside_hours(at(16), at(17, 30)) == "outside office hours (09:00 to 17:00)"
    assert days.outside_hours(at(12), at(13)) == "in the lunch break (12:30 to 13:30)"


def test_the_examples_in_the_docstrings_run() -> None:
    for module in (npmsync.dialogue.months, npmsync.scheduling.spread):
        result = doctest.testmod(module)
        assert result.attempted and not result.failed


def test_a_countrys_module_alone_knows_the_same_holidays_as_the_whole_library():
    for country in ("GE", "TN", "FR", "EG", "MT", "BR"):
        made, whole = _of_country(country), holidays.country_holidays(country, years=range(2024, 2030))
        assert made is not None and made(years=range(2024, 2030)) == whole
    assert _of_country("XX") is None
