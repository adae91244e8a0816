"""A plan keeps every hard limit, checked without the solver's own code, on random workspaces in several countries."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import holidays
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from npmsync.domain import Absence, Authority, Contact, Meeting, Member, Participant, Recommendation
from npmsync.domain.words import Level, MeetingKind, MeetingStatus, Priority, Rank, Status
from npmsync.domain.world import World
from npmsync.scheduling.diary import Busy, Surroundings
from npmsync.scheduling.meetings import meeting_of, placed_anew
from npmsync.scheduling.need import Need
from npmsync.scheduling.planning import Replanned, Request, replan
from npmsync.scheduling.settings import (
    Closure,
    FollowUp,
    Introduction,
    KeepAlive,
    Limits,
    Office,
    Planning,
    Rules,
    Series,
)
from npmsync.scheduling.solver import solve
from npmsync.scheduling.working_time import working_time

TODAY = date(2026, 11, 25)
LAST = date(2027, 11, 24)
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
COUNTRIES = ("TN", "GE", "FR", "AR", "EG", "BR")
LEAD = Member(
    name="Ana Lead", email="ana@npm.example", absences=(Absence(first=date(2027, 3, 1), last=date(2027, 3, 19)),)
)
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def days_in_period() -> st.SearchStrategy[date]:
    return st.dates(TODAY, LAST)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    count = draw(st.integers(1, 9))
    authorities, contacts = [], []
    for n in range(count):
        level = draw(st.sampled_from([Level.PLACE, Level.SUPERVISING, Level.OTHER]))
        parent = f"a{draw(st.integers(0, n - 1))}" if n and draw(st.booleans()) else None
        authorities.append(Authority(id=f"a{n}", name=f"Authority {n}", level=level, parent=parent))
        for k in range(draw(st.integers(0, 2))):
            email = draw(st.sampled_from([None, f"c{n}{k}@gov.example", "shared@gov.example"]))
            rank = draw(st.sampled_from([None, *Rank]))
            contacts.append(Contact(id=f"c{n}{k}", authority=f"a{n}", name=f"Contact {n}{k}", email=email, rank=rank))
    recommendations = []
    for n in range(draw(st.integers(1, 30))):
        addressees = draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=3, unique=True))
        recommendations.append(
            Recommendation(
                id=f"r{n}",
                ref=f"{n}",
                text=f"Text {n}",
                topics=(draw(st.sampled_from(["health", "children", "Health ", "force"])),),
                addressees=tuple(f"a{one}" for one in addressees),
                priority=draw(st.sampled_from([None, *Priority])),
                status=draw(st.sampled_from([None, *Status])),
                response_due=draw(st.sampled_from([None, date(2026, 1, 5)])),
            )
        )
    fixed = draw(st.lists(st.tuples(days_in_period(), st.integers(9, 15)), max_size=3, unique=True))
    meetings = tuple(_invited(f"m{n}", day, hour) for n, (day, hour) in enumerate(fixed))
    return World(
        tuple(authorities), tuple(contacts), tuple(recommendations), meetings=meetings, members=(LEAD,), organiser=LEAD
    )


def _invited(name: str, day: date, hour: int) -> Meeting:
    start = datetime.combine(day, time(hour))
    return Meeting(
        id=name,
        uid=f"{name}@npmsync",
        kind=MeetingKind.BUDGET,
        title=name,
        participants=(Participant(name=LEAD.name, email=LEAD.email),),
        start=start,
        end=start + timedelta(hours=1),
        timezone="UTC",
        status=MeetingStatus.INVITED,
    )


@st.composite
def plannings(draw: st.DrawFn) -> Planning:
    limits = Limits(
        meetings_a_day=draw(st.integers(1, 3)),
        meetings_a_week=draw(st.integers(1, 4)),
        meetings_a_month=draw(st.sampled_from([None, 1, 3])),
        lead_days=draw(st.integers(0, 30)),
        lead_days_political=draw(st.integers(0, 45)),
        travel_minutes=draw(st.sampled_from([0, 30, 60])),
    )
    closures = (Closure(first=date(2027, 7, 15), last=date(2027, 8, 31), name="recess"),) if draw(st.booleans()) else ()
    on = draw(st.booleans())
    rules = Rules(
        series=Series(enabled=on, topics=("health",)),
        introduction=Introduction(enabled=on),
        follow_up=FollowUp(enabled=on),
        informal=KeepAlive(enabled=on),
    )
    return Planning(rules=rules, limits=limits, closures=closures)


def busy_times() -> st.SearchStrategy[tuple[Busy, ...]]:
    one = st.builds(
        lambda day, hour, hours: Busy(
            LEAD.email,
            datetime.combine(day, time(hour)),
            datetime.combine(day, time(hour)) + timedelta(hours=hours),
        ),
        days_in_period(),
        st.integers(8, 16),
        st.integers(1, 30),
    )
    return st.lists(one, max_size=4).map(tuple)


def _who(person: Participant) -> tuple[str, str]:
    return ("", person.email.lower()) if person.email else (person.authority or "", person.name)


def _times(world: World, result: Replanned) -> list[tuple[datetime, datetime, tuple[Participant, ...]]]:
    placed = [(one.start, one.end, one.need.participants) for one in result.plan.placed]
    return placed + [(one.start, one.end, one.participants) for one in world.meetings]


@quick
@given(worlds(), plannings(), st.sampled_from(COUNTRIES), busy_times())
def test_every_placement_keeps_every_hard_limit(
    world: World, planning: Planning, country: str, busy: tuple[Busy, ...]
) -> None:
    days = working_time(country, planning.office, planning.closures)
    result = replan(world, planning, days, Request(TODAY, TODAY, LAST, busy))

    calendar = holidays.country_holidays(country)
    political = {(one.authority, one.name) for one in world.contacts if one.rank is Rank.POLITICAL}
    for one in result.plan.placed:
        day = one.start.date()
        assert day not in calendar or day.weekday() in calendar.weekend_workdays
        assert day.weekday() not in calendar.weekend
        assert not any(closure.first <= day <= closure.last for closure in planning.closures)
        assert one.need.earliest <= day <= one.need.latest
        assert one.end - one.start == timedelta(minutes=one.need.duration_minutes)
        assert one.start.date() == one.end.date()
        assert time(9) <= one.start.time() and one.end.time() <= time(17)
        assert one.end.time() <= time(12, 30) or one.start.time() >= time(13, 30)
        assert one.start.minute in (0, 30)
        assert day >= TODAY + timedelta(days=planning.limits.lead_days)
        if any((person.authority, person.name) in political for person in one.need.participants):
            assert day >= TODAY + timedelta(days=planning.limits.lead_days_political)
        assert not any(gone.first <= day <= gone.last for gone in LEAD.absences)
        assert not any(other.start < one.end and one.start < other.end for other in busy)

    times = sorted(_times(world, result), key=lambda one: one[0])
    new = {one.start for one in result.plan.placed}
    gap = timedelta(minutes=planning.limits.travel_minutes)
    for k, (start, end, people) in enumerate(times):
        for other_start, _, others in times[k + 1 :]:
            if {start, other_start} & new and set(map(_who, people)) & set(map(_who, others)):
                assert other_start >= end + gap

    held = [start.date() for start, _, _ in times]
    begins = (max(calendar.weekend - {6}) + 1) % 7 if calendar.weekend != {5, 6} else 0
    a_day = Counter(held)
    a_week = Counter(day - timedelta(days=(day.weekday() - begins) % 7) for day in held)
    a_month = Counter((day.year, day.month) for day in held)
    for one in result.plan.placed:
        day = one.start.date()
        assert a_day[day] <= planning.limits.meetings_a_day
        assert a_week[day - timedelta(days=(day.weekday() - begins) % 7)] <= planning.limits.meetings_a_week
        if planning.limits.meetings_a_month is not None:
            assert a_month[day.year, day.month] <= planning.limits.meetings_a_month


def _applied(world: World, result: Replanned) -> World:
    new = [meeting_of(one, NOW, "UTC", lambda need: need.label) for one in result.plan.placed]
    changed = {meeting.id: placed_anew(meeting, placement) for meeting, placement in result.moved}
    gone = {meeting.id for meeting, _ in result.not_needed}
    old = [changed.get(one.id, one) for one in world.meetings if one.id not in gone]
    return replace(world, meetings=(*old, *new))


@quick
@given(worlds(), plannings())
def test_a_plan_that_was_kept_and_is_made_again_changes_nothing(world: World, planning: Planning) -> None:
    days = working_time("GE", planning.office, planning.closures)
    asked = Request(TODAY, TODAY, LAST)
    first = replan(world, planning, days, asked)
    after = _applied(world, first)
    again = replan(after, planning, days, asked)
    assert not again.moved and not again.without_place and not again.not_needed
    assert set(after.meetings) == set(again.kept)
    assert not again.plan.placed


@quick
@given(worlds(), plannings(), st.randoms(use_true_random=False))
def test_neither_ids_nor_the_order_of_records_change_the_plan(
    world: World, planning: Planning, shuffle: random.Random
) -> None:
    days = working_time("FR", planning.office, planning.closures)
    asked = Request(TODAY, TODAY, LAST)

    ids = [one.id for one in world.authorities]
    new_id = dict(zip(ids, shuffle.sample([f"id {n}" for n in range(len(ids))], len(ids)), strict=True))
    renamed = replace(
        world,
        authorities=tuple(
            one.model_copy(update={"id": new_id[one.id], "parent": new_id.get(one.parent or "")})
            for one in shuffle.sample(world.authorities, len(world.authorities))
        ),
        contacts=tuple(
            one.model_copy(update={"authority": new_id[one.authority]})
            for one in shuffle.sample(world.contacts, len(world.contacts))
        ),
        recommendations=tuple(
            one.model_copy(update={"addressees": tuple(new_id[a] for a in one.addressees)})
            for one in shuffle.sample(world.recommendations, len(world.recommendations))
        ),
    )
    one = replan(world, planning, days, asked).plan
    two = replan(renamed, planning, days, asked).plan
    assert [(p.start, p.end, p.need.label) for p in one.placed] == [(p.start, p.end, p.need.label) for p in two.placed]
    assert [(u.need.label, u.why) for u in one.unplaced] == [(u.need.label, u.why) for u in two.unplaced]
    assert (one.optimal, one.gap_days) == (two.optimal, two.gap_days)


def _tiny_needs() -> st.SearchStrategy[list[Need]]:
    one = st.tuples(st.integers(0, 6), st.integers(1, 3), st.sampled_from([60, 180]), st.sampled_from("xyz"))
    first = date(2027, 2, 1)

    def build(rows: list[tuple[int, int, int, str]]) -> list[Need]:
        return [
            Need(
                key=f"need {n}",
                kind=MeetingKind.BILATERAL,
                authorities=(who,),
                names=(who,),
                ideal=first + timedelta(days=day),
                earliest=first,
                latest=first + timedelta(days=4),
                duration_minutes=minutes,
                weight=weight,
                because="",
                participants=(Participant(name=who, authority=who),),
            )
            for n, (day, weight, minutes, who) in enumerate(rows)
        ]

    return st.lists(one, min_size=1, max_size=4).map(build)


@settings(max_examples=40, deadline=None)
@given(_tiny_needs(), st.integers(1, 2), st.integers(2, 4))
def test_no_plan_found_by_trying_all_days_is_better_than_the_bound_says(
    needs: list[Need], a_day: int, a_week: int
) -> None:
    limits = Limits(meetings_a_day=a_day, meetings_a_week=a_week, travel_minutes=0)
    given_ = Surroundings(working_time("FR", Office(), ()), limits, TODAY)
    plan = solve(needs, given_)
    cost = sum(one.need.weight * abs((one.start.date() - one.need.ideal).days) for one in plan.placed)
    best = _cheapest(needs, a_day, a_week)
    if plan.unplaced:
        assert best is None or not plan.optimal
        return
    assert best is not None and best <= cost
    assert cost - plan.gap_days <= best
    assert not plan.optimal or cost == best


def _cheapest(needs: list[Need], a_day: int, a_week: int) -> int | None:
    """All ways to give each need a day of one week; the same authority at most 180 minutes in the morning and as much
    in the afternoon (09:00-12:30, 13:30-17:00)."""
    best: int | None = None

    def fits(minutes: list[int]) -> bool:
        morning = [0]
        for one in minutes:
            morning = [*morning, *(m + one for m in morning if m + one <= 210)]
        return any(sum(minutes) - m <= 210 for m in morning)

    def place(k: int, chosen: list[int], cost: int) -> None:
        nonlocal best
        if best is not None and cost >= best:
            return
        if k == len(needs):
            best = cost
            return
        for day in range(5):
            same = [needs[n] for n in range(k) if chosen[n] == day]
            if len(same) >= a_day or k >= a_week:
                continue
            mine = [one.duration_minutes for one in same if one.names == needs[k].names]
            if fits([*mine, needs[k].duration_minutes]):
                away = abs((needs[k].earliest + timedelta(days=day) - needs[k].ideal).days)
                place(k + 1, [*chosen, day], cost + needs[k].weight * away)

    place(0, [], 0)
    return best


@pytest.mark.parametrize("country", COUNTRIES)
def test_nothing_is_planned_on_a_holiday_or_weekend_of_the_country(country: str) -> None:
    seats = tuple(Authority(id=f"a{n}", name=f"Authority {n:02}") for n in range(60))
    asks = tuple(Recommendation(id=f"r{n}", text="t", addressees=(f"a{n}",)) for n in range(60))
    result = replan(
        World(seats, recommendations=asks, organiser=LEAD),
        Planning(),
        working_time(country, Office()),
        Request(TODAY, TODAY, LAST),
    )
    calendar = holidays.country_holidays(country)
    assert len(result.plan.placed) == 60
    assert all(calendar.is_working_day(one.start.date()) for one in result.plan.placed)
