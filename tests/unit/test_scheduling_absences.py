"""People on leave, and people who set out from another city."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from npmsync.domain import Authority, Contact, Meeting, Member, PersonAway, Recommendation, Responsibility
from npmsync.domain.words import MeetingKind, MeetingStatus, ParticipantRole, Rank
from npmsync.domain.world import World
from npmsync.scheduling.constraints import Limits, Office, Travel
from npmsync.scheduling.meetings import meeting_of
from npmsync.scheduling.offers import other_dates
from npmsync.scheduling.participants import participants, who_is_missing
from npmsync.scheduling.planning import Replanned, Request, need_of, replan, surroundings
from npmsync.scheduling.presence import required
from npmsync.scheduling.refresh import refreshed
from npmsync.scheduling.settings import Planning
from npmsync.scheduling.surroundings import Busy
from npmsync.scheduling.working_time import working_time

TODAY, LAST = date(2026, 11, 25), date(2027, 11, 24)
ASKED = Request(TODAY, TODAY, LAST)
NOW = datetime(2026, 11, 25, tzinfo=UTC)
ANA = Member(name="Ana", email="ana@npm.example")
FOCAL = Contact(
    id="c1", authority="m", name="Nino", email="nino@gov.example", rank=Rank.TECHNICAL, designated_on=date(2025, 1, 1)
)
WARD = Contact(id="c2", authority="m", name="Otar", email="otar@gov.example", rank=Rank.OPERATIONAL)
WORLD = World(
    (Authority(id="m", name="Ministry"),),
    contacts=(FOCAL, WARD),
    recommendations=(Recommendation(id="r", text="t", addressees=("m",)),),
    members=(ANA,),
    organiser=ANA,
)


def run(world: World, planning: Planning | None = None, busy: tuple[Busy, ...] = ()) -> Replanned:
    planning = planning or Planning()
    return replan(world, planning, working_time("FR", planning.office), replace(ASKED, busy=busy))


def kept(world: World, status: MeetingStatus = MeetingStatus.PROPOSED) -> tuple[World, Meeting]:
    (one,) = (meeting_of(p, NOW, "Europe/Paris", lambda need: need.label) for p in run(world).plan.placed)
    told = 0 if status is MeetingStatus.INVITED else None
    meeting = one.model_copy(update={"status": status, "invited_sequence": told})
    return replace(world, meetings=(meeting,)), meeting


def away(days: int, around: date) -> PersonAway:
    first = around - timedelta(days=days)
    return PersonAway(who="nino@GOV.example", first=first, last=around + timedelta(days=days))


def test_a_short_leave_of_the_focal_point_is_waited_for_and_a_long_one_is_not() -> None:
    (usual,) = run(WORLD).plan.placed
    (soon,) = run(replace(WORLD, absences=(away(3, usual.start.date()),))).plan.placed
    assert 0 < abs((soon.start - usual.start).days) <= 5 and soon.people == usual.people
    long = replace(WORLD, absences=(away(40, usual.start.date()),))
    (late,) = run(long).plan.placed
    assert late.start == usual.start
    assert [one.name for one in required(late.people)] == ["Ana", "Otar"]
    assert {one.name: one.role for one in late.people}["Nino"] is ParticipantRole.OPTIONAL
    said = who_is_missing(long, MeetingKind.ANNUAL_REVIEW, "m", usual.start.date())
    assert said == f"Ministry: Nino is away on {usual.start.date()}; asked is Otar."
    made = meeting_of(late, NOW, "Europe/Paris", lambda need: need.label)
    assert refreshed(long, made) == made


def test_with_nobody_else_to_ask_the_meeting_waits_and_one_of_two_is_enough() -> None:
    alone = replace(WORLD, contacts=(FOCAL,))
    (usual,) = run(alone).plan.placed
    (late,) = run(replace(alone, absences=(away(40, usual.start.date()),))).plan.placed
    assert abs((late.start - usual.start).days) > 40
    two = replace(WORLD, contacts=(FOCAL, FOCAL.model_copy(update={"id": "c3", "name": "Eka", "email": "eka@g.ge"})))
    (same,) = run(replace(two, absences=(away(40, usual.start.date()),))).plan.placed
    assert (same.start, [one.name for one in required(same.people)]) == (usual.start, ["Ana", "Eka"])


def test_an_invited_meeting_keeps_its_time_if_the_next_best_can_come_and_moves_if_nobody_can() -> None:
    world, meeting = kept(WORLD, MeetingStatus.INVITED)
    gone = replace(world, absences=(away(1, meeting.start.date()),))
    ((_, after, why),) = run(gone).stood_in
    assert (after.start, after.sequence) == (meeting.start, 1)
    assert why == f"Nino is away on {meeting.start.date()}; Otar is asked."
    again = run(replace(gone, meetings=(after,)))
    assert (again.stood_in, again.moved, again.kept) == ((), (), (after,))
    busy = Busy("otar@gov.example", meeting.start - timedelta(hours=1), meeting.end)
    assert [one.id for one, _ in run(gone, busy=(busy,)).moved] == [meeting.id]


def test_a_regional_office_leads_in_its_city_and_sets_out_from_there() -> None:
    rita = Member(name="Rita", email="rita@npm.example", city="Port")
    duty = Responsibility(lead=rita.email, city="port")
    office = Office(city="Capital")
    planning = Planning(office=office, travel=(Travel(between=("Capital", "Port"), minutes=150),))
    there = replace(WORLD, members=(ANA, rita), responsibilities=(duty,), cities={"m": "Port"})
    (at_home,) = run(there, planning).plan.placed
    assert (at_home.people[0].name, at_home.start.time()) == ("Rita", time(10))
    elsewhere = replace(there, responsibilities=(Responsibility(lead=rita.email),), cities={})
    (away_from_home,) = run(elsewhere, planning).plan.placed
    assert away_from_home.start.time() == time(13, 30)  # 9:00 and 150 minutes, and two hours would run into lunch
    assert participants(elsewhere, MeetingKind.ANNUAL_REVIEW, ["m"], TODAY).lead == "rita@npm.example"


def test_a_letter_offers_no_date_on_which_somebody_could_not_come() -> None:
    planning = Planning(limits=Limits(meetings_a_day=1))
    world, meeting = kept(WORLD)
    others = replace(world, meetings=(), absences=(PersonAway(who="Otar", first=TODAY, last=LAST),))
    need = need_of(others, planning, meeting, TODAY, LAST)
    day = meeting.start.date()

    def offered(*busy: Busy) -> list[date]:
        asked = replace(ASKED, busy=busy)
        given = surroundings(others, planning, working_time("FR", Office()), asked)
        return [start.date() for start, _ in other_dates(meeting, need, given, 3)]

    free = offered()
    assert free[0] == day and len(free) == 3
    start = datetime.combine(free[1], time(8))
    assert free[1] not in offered(Busy("nino@gov.example", start, start + timedelta(hours=10)))
    assert free[1] in offered(Busy("nino@gov.example", start, start + timedelta(hours=3)))
