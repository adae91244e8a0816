"""Where the solver puts meetings, what it leaves out, and what it says about both."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from npmsync.domain import Absence, Meeting, Member, Participant
from npmsync.domain.words import MeetingKind, MeetingStatus
from npmsync.scheduling.need import Need
from npmsync.scheduling.settings import Limits, Office
from npmsync.scheduling.solver import Plan, solve
from npmsync.scheduling.surroundings import Busy, Surroundings
from npmsync.scheduling.working_time import working_time

TODAY = date(2027, 1, 4)
MONDAY = date(2027, 2, 8)
DAYS = working_time("FR", Office())
ANA = Member(name="Ana", email="ana@npm.example")


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


def need(name: str, ideal: date = MONDAY, **more: Any) -> Need:
    values: dict[str, Any] = {
        "key": name,
        "kind": MeetingKind.ANNUAL_REVIEW,
        "authorities": (name,),
        "names": (name,),
        "ideal": ideal,
        "earliest": TODAY,
        "latest": date(2027, 12, 31),
        "duration_minutes": 120,
        "weight": 1,
        "because": "because.",
        "participants": (Participant(name="Ana", email=ANA.email), Participant(name=name, authority=name)),
    }
    return Need(**(values | more))


def plan(*needs: Need, limits: Limits | None = None, **more: Any) -> Plan:
    return solve(needs, Surroundings(DAYS, limits or Limits(), TODAY, **more))


def starts(result: Plan) -> dict[str, datetime]:
    return {one.need.key: one.start for one in result.placed}


def test_a_meeting_alone_gets_its_ideal_day_and_the_plan_is_proven_optimal() -> None:
    result = plan(need("a"))
    assert starts(result) == {"a": at(MONDAY, 10)}
    assert (result.optimal, result.gap_days, result.unplaced) == (True, 0, ())


def test_a_weekend_moves_it_to_the_nearest_working_day_and_the_earlier_of_two() -> None:
    assert starts(plan(need("sat", date(2027, 2, 6)), need("wed", date(2027, 7, 14)))) == {
        "sat": at(date(2027, 2, 5), 10),
        "wed": at(date(2027, 7, 13), 10),
    }


def test_two_at_the_same_table_are_apart_by_the_way_between_them() -> None:
    assert starts(plan(need("a"), need("b"))) == {"a": at(MONDAY, 10), "b": at(MONDAY, 13, 30)}
    short = [need(name, duration_minutes=60) for name in "ab"]
    assert starts(plan(*short)) == {"a": at(MONDAY, 10), "b": at(MONDAY, 13, 30)}
    assert starts(plan(*short, limits=Limits(travel_minutes=0))) == {"a": at(MONDAY, 10), "b": at(MONDAY, 9)}


def test_the_lead_time_is_longer_where_a_political_contact_is_invited() -> None:
    result = plan(need("a", TODAY), need("b", TODAY, political=True), need("c", TODAY, lead_days=3))
    days = {name: start.date() for name, start in starts(result).items()}
    assert days == {"a": TODAY + timedelta(days=14), "b": TODAY + timedelta(days=21), "c": TODAY + timedelta(days=3)}


def test_an_existing_meeting_takes_its_people_and_counts_against_the_limits() -> None:
    there = Meeting(
        id="m",
        uid="m",
        kind=MeetingKind.BILATERAL,
        title="t",
        participants=(Participant(name="Ana", email="ANA@npm.example"),),
        start=at(MONDAY, 10),
        end=at(MONDAY, 16),
        timezone="Europe/Paris",
        status=MeetingStatus.INVITED,
    )
    assert starts(plan(need("a"), meetings=(there,)))["a"].date() == date(2027, 2, 9)
    somebody_else = there.model_copy(update={"participants": ()})
    assert starts(plan(need("a"), meetings=(somebody_else,)))["a"] == at(MONDAY, 10)
    assert starts(plan(need("a"), limits=Limits(meetings_a_day=1), meetings=(somebody_else,)))["a"] != at(MONDAY, 10)
    cancelled = there.model_copy(update={"status": MeetingStatus.CANCELLED})
    assert starts(plan(need("a"), meetings=(cancelled,)))["a"] == at(MONDAY, 10)


def test_busy_times_and_absences_keep_people_away() -> None:
    busy = Busy("a@gov.example", at(MONDAY, 8), at(MONDAY, 13))
    asked = need("a", participants=(Participant(name="A", email="A@gov.example", authority="a"),))
    assert starts(plan(asked, busy=(busy,)))["a"] == at(MONDAY, 13, 30)
    away = ANA.model_copy(update={"absences": (Absence(first=MONDAY, last=date(2027, 2, 12)),)})
    assert starts(plan(need("a"), members=(away,)))["a"].date() == date(2027, 2, 5)


def test_the_heavier_meeting_gets_the_day() -> None:
    limits = Limits(meetings_a_day=1)
    result = plan(need("a", weight=1), need("b", weight=5), limits=limits)
    assert starts(result)["b"].date() == MONDAY
    assert result.optimal


def test_no_more_meetings_a_month_than_the_team_can_hold_and_the_most_urgent_stay() -> None:
    february = {"earliest": date(2027, 2, 1), "latest": date(2027, 2, 28)}
    asked = [need(name, urgency=n, **february) for n, name in enumerate("abc")]
    result = plan(*asked, limits=Limits(meetings_a_month=2))
    assert set(starts(result)) == {"b", "c"}
    (left,) = result.unplaced
    assert left.need.label == "annual review: a"
    assert "lie in a full month (meetings_a_month = 2)" in left.why
    assert result.optimal


def test_a_roundtable_comes_after_the_reviews_of_those_at_the_table() -> None:
    table = need("t", date(2027, 2, 1), kind=MeetingKind.ROUNDTABLE, authorities=("a", "b"), follows=("a", "b"))
    result = plan(table, need("a", date(2027, 3, 1)), need("b", date(2027, 4, 1)))
    days = {name: start.date() for name, start in starts(result).items()}
    assert days["a"] < days["b"] < days["t"]
    assert all(not one.note for one in result.placed)


def test_a_roundtable_with_no_later_day_is_held_before_and_says_so() -> None:
    table = need(
        "t",
        date(2027, 2, 1),
        kind=MeetingKind.ROUNDTABLE,
        authorities=("a",),
        follows=("a",),
        latest=date(2027, 2, 28),
    )
    result = plan(table, need("a", date(2027, 3, 1), earliest=date(2027, 3, 1)))
    assert "before the review" in next(one.note for one in result.placed if one.need.key == "t")
    assert (result.optimal, result.cost) == (True, 1000)


def test_what_cannot_be_placed_says_what_blocks_it() -> None:
    too_soon = plan(need("a", latest=date(2027, 1, 12))).unplaced[0].why
    assert too_soon == (
        "Of 7 working days between 2027-01-04 and 2027-01-12, "
        "7 come before 2027-01-18, too soon to invite everybody in time."
    )
    holiday = need("a", earliest=date(2027, 2, 6), latest=date(2027, 2, 7))
    assert plan(holiday).unplaced[0].why == "There is no working day between 2027-02-06 and 2027-02-07."
    long = plan(need("a", duration_minutes=300)).unplaced[0].why
    assert long == "It takes 300 minutes, longer than the office is open without a break."
    day = {"earliest": MONDAY, "latest": MONDAY}
    away = ANA.model_copy(update={"absences": (Absence(first=MONDAY, last=MONDAY),)})
    assert "1 fall into an absence of Ana." in plan(need("a", **day), members=(away,)).unplaced[0].why
    busy = Busy(ANA.email, at(MONDAY, 8), at(MONDAY, 18))
    assert "1 leave no hour that is free for Ana." in plan(need("a", **day), busy=(busy,)).unplaced[0].why


def test_a_need_that_nobody_could_place_does_not_spoil_the_proof() -> None:
    result = plan(need("a"), need("b", latest=date(2027, 1, 8)))
    assert (len(result.placed), len(result.unplaced), result.optimal) == (1, 1, True)


@pytest.mark.parametrize(
    ("count", "limits"),
    [
        (60, Limits()),
        (60, Limits(meetings_a_day=1, meetings_a_week=2)),
        (120, Limits(meetings_a_day=1)),
        (300, Limits(meetings_a_week=8)),
    ],
)
def test_a_full_year_is_placed_and_proven_optimal(count: int, limits: Limits) -> None:
    begin = date(2027, 1, 25)
    asked = [need(f"n{n:03}", begin + timedelta(days=n * 37 % 330), weight=1 + n % 3) for n in range(count)]
    result = plan(*asked, limits=limits)
    assert (len(result.placed), result.optimal, result.gap_days) == (count, True, 0)


def test_what_the_relaxed_plan_cannot_know_is_proven_by_trying() -> None:
    same = [need(name, MONDAY, duration_minutes=210) for name in "abc"]
    busy = Busy(ANA.email, at(MONDAY, 8), at(MONDAY, 13))
    result = plan(*same, limits=Limits(meetings_a_day=2, meetings_a_week=9), busy=(busy,))
    cost = sum(abs((one.start.date() - MONDAY).days) for one in result.placed)
    assert (result.optimal, result.cost, cost) == (True, 2, 2)
