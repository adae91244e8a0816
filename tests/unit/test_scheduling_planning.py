"""One run of plan after another: what stands stays, what cannot is placed anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from npmsync.domain import Absence, Authority, Contact, Meeting, Member, Recommendation
from npmsync.domain.words import MeetingStatus, Status
from npmsync.domain.world import World
from npmsync.errors import UsageError
from npmsync.scheduling.meetings import agree, meeting_of, move, placed_anew
from npmsync.scheduling.planning import Replanned, Request, replan
from npmsync.scheduling.refresh import refreshed
from npmsync.scheduling.settings import Closure, Planning
from npmsync.scheduling.surroundings import Busy
from npmsync.scheduling.working_time import working_time

TODAY = date(2026, 11, 25)
ASKED = Request(TODAY, TODAY, date(2027, 11, 24))
NOW = datetime(2026, 11, 25, tzinfo=UTC)
ANA = Member(name="Ana", email="ana@npm.example")
WORLD = World(
    tuple(Authority(id=f"a{n}", name=f"Authority {n}") for n in range(3)),
    recommendations=tuple(
        Recommendation(id=f"r{n}", text="t", addressees=(f"a{n}",), topics=("health",)) for n in range(3)
    ),
    organiser=ANA,
)


def run(world: World, asked: Request = ASKED, planning: Planning | None = None) -> Replanned:
    planning = planning or Planning()
    return replan(world, planning, working_time("FR", planning.office, planning.closures), asked)


def planned(world: World = WORLD) -> World:
    return replace(
        world,
        meetings=tuple(meeting_of(one, NOW, "Europe/Paris", lambda need: need.label) for one in run(world).plan.placed),
    )


def first(world: World) -> Meeting:
    return min(world.meetings, key=lambda one: one.start)


def changed(world: World, meeting: Meeting) -> World:
    return replace(world, meetings=tuple(meeting if one.id == meeting.id else one for one in world.meetings))


def test_a_second_run_keeps_every_meeting_and_adds_none() -> None:
    world = planned()
    assert len(world.meetings) == 4
    again = run(world)
    assert set(again.kept) == set(world.meetings)
    assert (again.plan.placed, again.moved, again.not_needed) == ((), (), ())


def test_a_new_authority_gets_its_review_and_nothing_else_moves() -> None:
    world = planned()
    more = replace(
        world,
        authorities=(*world.authorities, Authority(id="b", name="New one")),
        recommendations=(*world.recommendations, Recommendation(id="b", text="t", addressees=("b",))),
    )
    again = run(more)
    assert [one.need.label for one in again.plan.placed] == ["annual review: New one"]
    assert set(again.kept) == set(world.meetings)


def test_a_proposal_on_a_day_that_has_become_a_closure_is_placed_anew_under_its_own_id() -> None:
    world = planned()
    meeting = first(world)
    closed = Planning(closures=(Closure(first=meeting.start.date(), last=meeting.start.date()),))
    again = run(world, planning=closed)
    ((moved, placement),) = again.moved
    assert moved == meeting and placement.start.date() != meeting.start.date()
    assert again.plan.placed == ()
    new = placed_anew(moved, placement)
    assert (new.id, new.uid, new.sequence, new.start) == (meeting.id, meeting.uid, 0, placement.start)
    assert run(changed(world, new), planning=closed).moved == ()


def test_an_invited_meeting_moves_only_when_it_cannot_stay_and_an_accepted_one_never() -> None:
    world = planned()
    invited = first(world).model_copy(update={"status": MeetingStatus.INVITED, "invited_sequence": 0})
    assert run(changed(world, invited)).moved == ()
    closed = Planning(closures=(Closure(first=invited.start.date(), last=invited.start.date(), name="strike"),))
    ((moved, placement),) = run(changed(world, invited), planning=closed).moved
    assert abs((placement.start.date() - invited.start.date()).days) <= 3
    new = placed_anew(moved, placement)
    assert (new.id, new.status, new.sequence) == (invited.id, MeetingStatus.INVITED, 1)
    accepted = invited.model_copy(update={"status": MeetingStatus.CONFIRMED})
    again = run(changed(world, accepted), planning=closed)
    assert again.moved == () and accepted in again.kept
    assert again.without_place == ((accepted, f"{invited.start.date()} is no working day: strike."),)


def test_a_proposal_whose_time_a_person_chose_is_left_there() -> None:
    world = planned()
    saturday = first(world).start + timedelta(days=(5 - first(world).start.weekday()) % 7)
    chosen = move(first(world), saturday)
    again = run(changed(world, chosen))
    assert again.moved == () and chosen in again.kept


def test_a_proposal_to_which_somebody_agreed_is_left_where_it_is() -> None:
    world = planned()
    meeting = first(world)
    agreed = agree(meeting, meeting.participants[-1].name, TODAY)
    closed = Planning(closures=(Closure(first=meeting.start.date(), last=meeting.start.date()),))
    assert agreed in run(changed(world, agreed), planning=closed).kept


def test_a_proposal_follows_who_is_in_office_and_what_is_open_and_keeps_what_was_agreed() -> None:
    world = planned()
    meeting = min((one for one in world.meetings if one.authorities == ("a0",)), key=lambda one: one.start)
    unit = Contact(id="c", authority="a0", name="Unit", email="unit@gov.example")
    more = replace(
        world,
        contacts=(unit,),
        recommendations=(*world.recommendations, Recommendation(id="new", ref="0", text="t", addressees=("a0",))),
    )
    fresh = refreshed(more, meeting)
    assert [person.name for person in fresh.participants] == ["Ana", "Unit"]
    assert set(fresh.agenda) == {"r0", "new"}
    assert (fresh.id, fresh.start, fresh.sequence) == (meeting.id, meeting.start, meeting.sequence)
    agreed = agree(fresh, "Unit", TODAY)
    assert refreshed(more, agreed) == agreed
    invited = meeting.model_copy(update={"status": MeetingStatus.INVITED})
    assert refreshed(more, invited) == invited


def test_an_absence_or_a_busy_time_places_a_proposal_anew() -> None:
    world = planned()
    meeting = first(world)
    day = meeting.start.date()
    away = replace(world, organiser=ANA.model_copy(update={"absences": (Absence(first=day, last=day),)}))
    assert [one.id for one, _ in run(away).moved] == [meeting.id]
    busy = replace(ASKED, busy=(Busy(ANA.email, meeting.start, meeting.end),))
    assert [one.id for one, _ in run(world, busy).moved] == [meeting.id]


def test_of_two_proposals_at_the_same_time_one_moves() -> None:
    world = planned()
    one, two = sorted(world.meetings, key=lambda meeting: meeting.start)[:2]
    clashing = changed(world, two.model_copy(update={"start": one.start, "end": one.end}))
    assert len(run(clashing).moved) == 1


def test_what_finds_no_other_time_stays_and_says_why_that_is_bad() -> None:
    world = planned()
    closed = Planning(closures=(Closure(first=TODAY, last=ASKED.last, name="strike"),))
    again = run(world, planning=closed)
    assert len(again.without_place) == len(world.meetings)
    assert all("strike" in why for _, why in again.without_place)
    assert again.moved == ()


def test_a_proposal_whose_reason_is_gone_is_named_and_an_invited_one_stays() -> None:
    world = planned()
    settled = tuple(
        one.model_copy(update={"status": Status.IMPLEMENTED}) if one.id == "r0" else one
        for one in world.recommendations
    )
    again = run(replace(world, recommendations=settled))
    assert {why for _, why in again.not_needed} == {
        "No recommendation to Authority 0 is open any more.",
        "Too few authorities still share open recommendations on health.",
    }
    invited = tuple(one.model_copy(update={"status": MeetingStatus.INVITED}) for one in world.meetings)
    assert run(replace(world, recommendations=settled, meetings=invited)).not_needed == ()


def test_a_period_that_ends_before_it_begins_or_never_ends_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="before it begins"):
        run(WORLD, Request(TODAY, TODAY, TODAY - timedelta(days=1)))
    with pytest.raises(UsageError, match="longer than five years"):
        run(WORLD, Request(TODAY, TODAY, date(2050, 1, 1)))
