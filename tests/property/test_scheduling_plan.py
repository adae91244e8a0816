"""A plan keeps every hard limit, checked without the solver's own code, on random workspaces in several countries."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import holidays
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from npmsync.domain import (
    Absence,
    Authority,
    Contact,
    Guest,
    Meeting,
    Member,
    Participant,
    PersonAway,
    Recommendation,
    Responsibility,
)
from npmsync.domain.words import Level, MeetingKind, MeetingStatus, ParticipantRole, Priority, Rank, Status
from npmsync.domain.world import World
from npmsync.scheduling.constraints import Closure, Hours, Limits, MeetingRoom, Office, Travel
from npmsync.scheduling.meetings import meeting_of, placed_anew
from npmsync.scheduling.need import Need
from npmsync.scheduling.planning import Replanned, Request, replan
from npmsync.scheduling.settings import FollowUp, Introduction, KeepAlive, Planning, Rules, Series
from npmsync.scheduling.solver import solve
from npmsync.scheduling.surroundings import Busy, Surroundings
from npmsync.scheduling.working_time import working_time

TODAY = date(2026, 11, 25)
LAST = date(2027, 11, 24)
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
COUNTRIES = ("GE", "TN", "SN", "UY", "MV", "KZ", "NO", "LB", "ML", "PY", "AM", "RW")
LEAD = Member(
    name="Ana Lead", email="ana@npm.example", absences=(Absence(first=date(2027, 3, 1), last=date(2027, 3, 19)),)
)
BEN = Member(name="Ben", email="ben@npm.example", works_on=("monday", "tuesday", "thursday", "sunday"))
EVA = Member(name="Eva", email="eva@npm.example", starts=time(10), ends=time(15, 30), city="Port")
TEAM = {one.email: one for one in (LEAD, BEN, EVA)}
NIGHTLY = bool(os.environ.get("NPMSYNC_NIGHTLY"))


def some(count: int) -> settings:
    """So many examples a day, many times as many a night."""
    return settings(
        max_examples=count * 150 if NIGHTLY else count, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )


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
    duties = draw(st.lists(st.sampled_from(DUTIES), max_size=3, unique=True))
    cities = {f"a{n}": draw(st.sampled_from(["Capital", "Port", "Hills"])) for n in range(0, count, 2)}
    gone = draw(st.lists(st.sampled_from(ABSENCES), max_size=3, unique=True))
    guests = (Guest(name="Partner"), Guest(name="Committee", authority="Authority 0")) if draw(st.booleans()) else ()
    return World(
        tuple(authorities), tuple(contacts), tuple(recommendations), meetings=meetings, members=(LEAD, BEN, EVA),
        organiser=LEAD, responsibilities=tuple(duties), guests=guests, absences=tuple(gone), cities=cities,
    )  # fmt: skip


ABSENCES = (
    PersonAway(who="Contact 00", first=date(2027, 1, 1), last=date(2027, 6, 30)),
    PersonAway(who="c10@gov.example", first=date(2027, 3, 1), last=date(2027, 3, 21)),
    PersonAway(who="Contact 11", authority="Authority 1", first=TODAY, last=LAST),
    PersonAway(who="Contact 20", first=date(2026, 12, 1), last=date(2027, 9, 30)),
)
DUTIES = (
    Responsibility(lead=EVA.email, city="port"),
    Responsibility(lead=BEN.email, level=Level.SUPERVISING),
    Responsibility(lead=LEAD.email, deputy=BEN.email, kind=MeetingKind.ANNUAL_REVIEW),
    Responsibility(lead=EVA.email, deputy=LEAD.email, authority="Authority 1", team=(BEN.email,)),
    Responsibility(lead=BEN.email, deputy=EVA.email, topic="health"),
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
    closures = draw(st.lists(st.sampled_from(CLOSURES), max_size=2, unique=True))
    hours = draw(st.lists(st.sampled_from(HOURS), max_size=1))
    rooms = draw(st.lists(st.sampled_from(ROOMS), max_size=2, unique=True))
    on = draw(st.booleans())
    rules = Rules(
        series=Series(enabled=on, topics=("health",)),
        introduction=Introduction(enabled=on),
        follow_up=FollowUp(enabled=on),
        informal=KeepAlive(enabled=on),
    )
    return Planning(
        rules=rules, limits=limits, closures=tuple(closures), hours=tuple(hours), rooms=tuple(rooms),
        office=Office(city="Capital"), travel=(Travel(between=("Capital", "Port"), minutes=90),),
    )  # fmt: skip


CLOSURES = (
    Closure(first=date(2027, 7, 15), last=date(2027, 8, 31), name="summer"),
    Closure(first=date(2027, 1, 1), last=date(2027, 5, 31), name="recess", levels=(Level.SUPERVISING,)),
    Closure(first=date(2027, 2, 1), last=date(2027, 9, 30), name="move", authorities=("authority 2",)),
)
HOURS = (
    Hours(first=date(2027, 2, 8), last=date(2027, 3, 9), opens=time(9, 30), closes=time(14), name="Ramadan"),
    Hours(first=date(2027, 6, 1), last=date(2027, 8, 31), opens=time(8), closes=time(12), name="summer"),
)
ROOMS = (MeetingRoom(name="Hall", seats=12), MeetingRoom(name="Small", seats=5, kinds=(MeetingKind.ANNUAL_REVIEW,)))


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


def faults(world: World, planning: Planning, country: str, busy: tuple[Busy, ...], result: Replanned) -> Iterator[str]:
    """Every hard limit that a plan breaks. Knows nothing of the solver: dates, minutes and the holidays' own list."""
    calendar = holidays.country_holidays(country)
    political = {(one.authority, one.name) for one in world.contacts if one.rank is Rank.POLITICAL}
    levels = {one.id: one.level for one in world.authorities}
    names = {one.id: one.name.casefold() for one in world.authorities}
    limits = planning.limits
    gone_on = [(one.who, one.authority, one.first, one.last) for one in world.absences]
    for one in (*result.plan.placed, *(placement for _, placement in result.moved)):
        day, begin, end = one.start.date(), one.start.time(), one.end.time()
        mine = [p for p in one.people if not p.guest and p.role is not ParticipantRole.OPTIONAL]
        seats = {p.authority for p in mine if p.authority}
        at_table = {p.authority for p in one.need.participants if p.authority and not p.guest}
        if seats != at_table:
            yield "an authority has nobody at the table"
        for p in mine:
            if p.authority and any(
                who.lower() in (p.name.lower(), (p.email or "").lower())
                and (only is None or only == f"Authority {p.authority[1:]}" or only == p.authority)
                and first <= day <= last
                for who, only, first, last in gone_on
            ):
                yield f"{p.name} is on leave"
        if (day in calendar and day.weekday() not in calendar.weekend_workdays) or day.weekday() in calendar.weekend:
            yield f"{day} is a holiday"
        for closure in planning.closures:
            theirs = not closure.levels and not closure.authorities
            theirs = theirs or any(
                levels[seat] in closure.levels or names[seat] in closure.authorities for seat in seats
            )
            if theirs and closure.first <= day <= closure.last:
                yield f"{day} is closed"
        if not one.need.earliest <= day <= one.need.latest or one.end.date() != day:
            yield "outside its window"
        if one.end - one.start != timedelta(minutes=one.need.duration_minutes):
            yield "too long or too short"
        other = next((h for h in planning.hours if h.first <= day <= h.last), None)
        opens, closes = (other.opens, other.closes) if other else (time(9), time(17))
        if begin < opens or end > closes or one.start.minute % 30:
            yield f"{begin} to {end} is outside the hours"
        if other is None and begin < time(13, 30) and end > time(12, 30):
            yield "in the lunch break"
        notice = limits.lead_days
        if any((p.authority, p.name) in political for p in mine):
            notice = max(notice, limits.lead_days_political)
        if day < TODAY + timedelta(days=notice):
            yield "invited too late"
        for member in (TEAM[p.email] for p in mine if p.email in TEAM and p.authority is None):
            weekday = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")[day.weekday()]
            if member.works_on and weekday not in member.works_on:
                yield f"{member.name} does not work on {weekday}"
            if any(gone.first <= day <= gone.last for gone in member.absences):
                yield f"{member.name} is away"
            if (member.starts and begin < member.starts) or (member.ends and end > member.ends):
                yield f"{member.name} is not there at that hour"
            where = one.need.city or "Capital"
            if member.city and member.city != where:
                sets_out = opens.hour * 60 + opens.minute
                way = 90 if where == "Capital" else limits.travel_minutes_cities
                if begin.hour * 60 + begin.minute < sets_out + max(way, limits.travel_minutes):
                    yield f"{member.name} cannot be there so early"
            if any(b.email == member.email and b.start < one.end and one.start < b.end for b in busy):
                yield f"{member.name} is busy"
        kinds = [room for room in planning.rooms if one.need.kind in room.kinds]
        if kinds:
            room = next((room for room in kinds if room.name == one.room), None)
            if room is None or room.seats < len(one.people):
                yield "no room, or too small a one"
    yield from _together(world, planning, result, calendar)


def _together(world: World, planning: Planning, result: Replanned, calendar: holidays.HolidayBase) -> Iterator[str]:
    limits = planning.limits
    placed = (*result.plan.placed, *(placement for _, placement in result.moved))
    new = [(one.start, one.end, one.people, one.need.city, one.room) for one in placed]
    gone = {one.id for one, _ in result.moved}
    old = [(one.start, one.end, one.participants, None, one.place) for one in world.meetings if one.id not in gone]
    for k, (start, end, people, city, room) in enumerate(new):
        for start2, end2, people2, city2, room2 in (*new[k + 1 :], *old):
            if room and room == room2 and start < end2 and start2 < end:
                yield "two meetings in one room"
            both = {_who(p) for p in people if not p.guest} & {_who(p) for p in people2 if not p.guest}
            way = {city or "Capital", city2 or "Capital"}
            minutes = 0 if len(way) == 1 else 90 if way == {"Capital", "Port"} else limits.travel_minutes_cities
            gap = timedelta(minutes=max(limits.travel_minutes, minutes))
            if both and start < end2 + gap and start2 < end + gap:
                yield f"{both} in two places, or too far apart"
    held = [one[0].date() for one in (*new, *old)]
    begins = (max(calendar.weekend - {6}) + 1) % 7 if calendar.weekend not in ({5, 6}, {6}) else 0
    a_day = Counter(held)
    a_week = Counter(day - timedelta(days=(day.weekday() - begins) % 7) for day in held)
    a_month = Counter((day.year, day.month) for day in held)
    for day in (one[0].date() for one in new):
        if a_day[day] > limits.meetings_a_day:
            yield "too many that day"
        if a_week[day - timedelta(days=(day.weekday() - begins) % 7)] > limits.meetings_a_week:
            yield "too many that week"
        if limits.meetings_a_month is not None and a_month[day.year, day.month] > limits.meetings_a_month:
            yield "too many that month"


def by_the_formula(result: Replanned, deputy_days: int) -> int:
    """What docs/planning.md says that a plan costs, of a plan in which nothing stood before."""
    reviews: dict[str, date] = {}
    for one in result.plan.placed:
        if one.need.kind is MeetingKind.ANNUAL_REVIEW:
            first = reviews.get(one.need.authorities[0])
            if first is None or one.need.key.split(" / ")[2:] == []:
                reviews[one.need.authorities[0]] = one.start.date()
    cost = 0
    for one in result.plan.placed:
        w, day = one.need.weight, one.start.date()
        others = {_who(p) for p in one.people if p.role is not ParticipantRole.OPTIONAL and not p.guest}
        asked = {_who(p) for p in one.need.participants if p.role is not ParticipantRole.OPTIONAL and not p.guest}
        early = any(seat in reviews and reviews[seat] >= day for seat in one.need.follows)
        cost += w * (abs((day - one.need.ideal).days) + deputy_days * (others != asked) + 1000 * early)
    return cost + sum(one.need.weight * (2000 + min(one.need.urgency, 999)) for one in result.plan.unplaced)


@some(14)
@given(worlds(), plannings(), st.sampled_from(COUNTRIES), busy_times())
def test_every_placement_keeps_every_hard_limit(
    world: World, planning: Planning, country: str, busy: tuple[Busy, ...]
) -> None:
    days = working_time(country, planning.office, planning.closures, hours=planning.hours)
    result = replan(world, planning, days, Request(TODAY, TODAY, LAST, busy, explain=False))
    assert list(faults(world, planning, country, busy, result)) == []
    if not world.meetings:
        assert result.plan.cost == by_the_formula(result, planning.limits.deputy_days)


def _applied(world: World, result: Replanned) -> World:
    new = [meeting_of(one, NOW, "UTC", lambda need: need.label) for one in result.plan.placed]
    changed = {meeting.id: placed_anew(meeting, placement) for meeting, placement in result.moved}
    gone = {meeting.id for meeting, _ in result.not_needed}
    old = [changed.get(one.id, one) for one in world.meetings if one.id not in gone]
    return replace(world, meetings=(*old, *new))


@some(8)
@given(worlds(), plannings())
def test_a_plan_that_was_kept_and_is_made_again_changes_nothing(world: World, planning: Planning) -> None:
    days = working_time("GE", planning.office, planning.closures, hours=planning.hours)
    asked = Request(TODAY, TODAY, LAST, explain=False)
    first = replan(world, planning, days, asked)
    after = _applied(world, first)
    again = replan(after, planning, days, asked)
    assert not again.moved and not again.without_place and not again.not_needed
    assert set(after.meetings) == set(again.kept)
    assert not again.plan.placed


@some(7)
@given(worlds(), plannings(), st.randoms(use_true_random=False))
def test_neither_ids_nor_the_order_of_records_change_the_plan(
    world: World, planning: Planning, shuffle: random.Random
) -> None:
    days = working_time("FR", planning.office, planning.closures, hours=planning.hours)
    asked = Request(TODAY, TODAY, LAST, explain=False)

    ids = [one.id for one in world.authorities]
    new_id = dict(zip(ids, shuffle.sample([f"id {n}" for n in range(len(ids))], len(ids)), strict=True))
    renamed = replace(
        world,
        cities={new_id[one]: city for one, city in world.cities.items()},
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
    assert plan.cost == cost + sum(one.need.weight * 2000 for one in plan.unplaced)
    if plan.unplaced:
        assert best is None
        return
    assert best is not None and best <= cost
    assert cost - plan.gap_days <= best
    assert plan.optimal and cost == best


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
    seats = tuple(Authority(id=f"a{n}", name=f"Authority {n:02}") for n in range(40))
    asks = tuple(Recommendation(id=f"r{n}", text="t", addressees=(f"a{n}",)) for n in range(40))
    result = replan(
        World(seats, recommendations=asks, organiser=LEAD),
        Planning(),
        working_time(country, Office()),
        Request(TODAY, TODAY, LAST, explain=False),
    )
    calendar = holidays.country_holidays(country)
    assert len(result.plan.placed) == 40 and result.plan.optimal
    assert all(calendar.is_working_day(one.start.date()) for one in result.plan.placed)
