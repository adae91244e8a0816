"""A plan is steered: who leads, what is skipped, what moves at what price, what would have to give."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from npmsync.domain import Absence, Authority, Guest, Meeting, Member, Participant, Recommendation, Responsibility
from npmsync.domain.words import Level, MeetingKind, MeetingStatus, ParticipantRole, Partstat, Stage
from npmsync.domain.world import World
from npmsync.scheduling.alternatives import alternatives
from npmsync.scheduling.constraints import Closure, Limits, MeetingRoom, NeedNote, Office
from npmsync.scheduling.meetings import meeting_of, placed_anew, skip
from npmsync.scheduling.need import Need
from npmsync.scheduling.needs import wanted
from npmsync.scheduling.participants import participants, who_is_missing
from npmsync.scheduling.planning import Replanned, Request, need_of, replan, surroundings
from npmsync.scheduling.settings import Budget, Planning, Rules
from npmsync.scheduling.solver import solve
from npmsync.scheduling.surroundings import Surroundings
from npmsync.scheduling.working_time import working_time

TODAY = date(2026, 11, 25)
ASKED = Request(TODAY, TODAY, date(2027, 11, 24))
NOW = datetime(2026, 11, 25, tzinfo=UTC)
ANA = Member(name="Ana", email="ana@npm.example")
BEN = Member(name="Ben", email="ben@npm.example")
WORLD = World(
    (
        Authority(id="p", name="Parliament", level=Level.PARLIAMENT),
        *(Authority(id=f"a{n}", name=f"Ministry {n}", level=Level.SUPERVISING) for n in range(8)),
    ),
    recommendations=tuple(Recommendation(id=f"r{n}", text="t", addressees=(f"a{n}",)) for n in range(8)),
    members=(ANA, BEN),
    organiser=ANA,
)


def run(world: World, planning: Planning | None = None) -> Replanned:
    planning = planning or Planning()
    return replan(world, planning, working_time("FR", planning.office, planning.closures), ASKED)


def invited(world: World, planning: Planning | None = None) -> World:
    placed = run(world, planning).plan.placed
    made = (meeting_of(one, NOW, "Europe/Paris", lambda need: need.label) for one in placed)
    told = {"status": MeetingStatus.INVITED, "invited_sequence": 0}
    return replace(world, meetings=tuple(one.model_copy(update=told) for one in made))


def changed(world: World, *meetings: Meeting) -> World:
    by_id = {one.id: one for one in meetings}
    return replace(world, meetings=tuple(by_id.get(one.id, one) for one in world.meetings))


def answered(meeting: Meeting, partstat: Partstat) -> Meeting:
    people = [one.model_copy(update={"partstat": partstat}) if one.authority else one for one in meeting.participants]
    return meeting.model_copy(update={"participants": tuple(people)})


def test_five_declines_move_five_meetings_to_near_days_and_no_other() -> None:
    world = invited(WORLD)
    no = [answered(one, Partstat.DECLINED) for one in world.meetings[:5]]
    again = run(changed(world, *no))
    assert {one.id for one, _ in again.moved} == {one.id for one in no}
    assert set(again.reasons.values()) == {f"Ministry {n} declined." for n in range(8)} & set(again.reasons.values())
    for meeting, placement in again.moved:
        assert 0 < abs((placement.start.date() - meeting.start.date()).days) <= 4
        after = placed_anew(meeting, placement)
        assert (after.uid, after.status, after.sequence) == (meeting.uid, MeetingStatus.INVITED, 1)
        assert all(person.partstat is Partstat.NEEDS_ACTION for person in after.participants)
    moved = changed(world, *(placed_anew(*pair) for pair in again.moved))
    assert run(moved).moved == ()


def test_a_decline_beside_a_yes_of_the_same_authority_moves_nothing() -> None:
    world = invited(WORLD)
    one = world.meetings[0]
    other = Participant(name="Second", authority=one.authorities[0], partstat=Partstat.ACCEPTED)
    both = answered(one, Partstat.DECLINED)
    both = both.model_copy(update={"participants": (*both.participants, other)})
    assert run(changed(world, both)).moved == ()


def test_when_the_lead_falls_ill_the_deputy_leads_at_the_same_hour() -> None:
    duty = Responsibility(lead=ANA.email, deputy=BEN.email)
    world = invited(replace(WORLD, responsibilities=(duty,)))
    meeting = world.meetings[0]
    day = meeting.start.date()
    ill = ANA.model_copy(update={"absences": (Absence(first=day, last=day),)})
    again = run(replace(world, members=(ill, BEN), organiser=ill))
    ((before, after, why),) = again.stood_in
    assert (before.id, after.start, again.moved) == (meeting.id, meeting.start, ())
    assert [(one.name, one.role) for one in after.participants[:1]] == [("Ben", ParticipantRole.CHAIR)]
    assert after.sequence == 1 and why == f"Ana is away on {day}; Ben leads."
    both = BEN.model_copy(update={"absences": ill.absences})
    assert len(run(replace(world, members=(ill, both), organiser=ill)).moved) == 1


def test_the_entry_that_says_most_decides_who_leads() -> None:
    duties = (
        Responsibility(lead=ANA.email, level=Level.SUPERVISING),
        Responsibility(lead=BEN.email, authority="ministry 1", team=(ANA.email,)),
    )
    world = replace(WORLD, responsibilities=duties)

    def led(seat: str) -> list[str]:
        people = participants(world, MeetingKind.ANNUAL_REVIEW, [seat], TODAY).people
        return [one.name for one in people if one.authority is None]

    assert (led("a0"), led("a1")) == (["Ana"], ["Ben", "Ana"])
    assert who_is_missing(world, MeetingKind.ANNUAL_REVIEW, "a0", TODAY) == (
        "Ministry 0: no contact is known; its office is asked."
    )


def test_a_guest_is_asked_last_and_nobody_waits_for_one() -> None:
    guest = Guest(name="House of Rights", email="house@ngo.example", topics=("health",))
    world = replace(WORLD, guests=(guest,))
    people = participants(world, MeetingKind.ROUNDTABLE, ["a0", "a1"], TODAY, "Health").people
    assert (people[-1].name, people[-1].guest, people[-1].role) == ("House of Rights", True, ParticipantRole.OPTIONAL)
    assert not any(one.guest for one in participants(world, MeetingKind.ROUNDTABLE, ["a0"], TODAY, "force").people)


def test_a_meeting_that_was_skipped_is_not_asked_for_until_then() -> None:
    world = invited(WORLD)
    off = skip(world.meetings[0], "a new minister", date(2027, 11, 24))
    again = run(changed(world, off))
    assert again.plan.placed == ()
    ((one,),) = [again.skipped]
    assert (one.until, one.why) == (date(2027, 11, 24), "a new minister")
    shorter = skip(world.meetings[0], "a new minister", TODAY)
    assert len(run(changed(world, shorter)).plan.placed) == 1


def test_a_note_skips_or_changes_one_need_by_its_label() -> None:
    notes = (
        NeedNote(need="annual review: ministry 1", skip_until=date(2027, 12, 31), why="reorganised"),
        NeedNote(need="Annual review: Ministry 2", ideal=date(2027, 6, 2), duration_minutes=60),
    )
    found = wanted(WORLD, Planning(notes=notes), TODAY, TODAY, ASKED.last)
    assert [one.need.names for one in found.skipped] == [("Ministry 1",)]
    changed_need = next(one for one in found.needs if one.names == ("Ministry 2",))
    assert (changed_need.ideal, changed_need.duration_minutes) == (date(2027, 6, 2), 60)
    with pytest.raises(ValueError, match="say why"):
        NeedNote(need="annual review", skip_until=TODAY)


def test_a_recess_of_parliament_holds_for_parliament_alone() -> None:
    more = Recommendation(id="rp", text="t", addressees=("p",))
    world = replace(WORLD, recommendations=(*WORLD.recommendations, more))
    recess = Closure(first=TODAY, last=date(2027, 9, 30), name="recess", levels=(Level.PARLIAMENT,))
    placed = {one.need.names: one.start.date() for one in run(world, Planning(closures=(recess,))).plan.placed}
    assert placed["Parliament",] > recess.last
    assert min(placed.values()) < recess.last


def test_budget_meetings_are_asked_for_in_their_month_with_those_named() -> None:
    rules = Rules(budget=Budget(enabled=True, authorities=("Ministry 3", "nobody"), month=5))
    found = wanted(WORLD, Planning(rules=rules), TODAY, TODAY, ASKED.last).needs
    (one,) = [need for need in found if need.kind is MeetingKind.BUDGET]
    assert (one.names, one.ideal) == (("Ministry 3",), date(2027, 5, 15))


def test_a_proposal_makes_room_for_what_has_none_if_the_whole_costs_less() -> None:
    first = run(WORLD).plan.placed[0]
    proposal = meeting_of(first, NOW, "Europe/Paris", lambda need: need.label)
    draft = Recommendation(
        id="d", text="t", addressees=("p",), stage=Stage.DRAFT, response_due=first.start.date(), issued_on=TODAY
    )
    world = replace(WORLD, recommendations=(*WORLD.recommendations, draft), meetings=(proposal,))
    day = first.start.date()
    closed = (Closure(first=TODAY, last=day - timedelta(days=1), name="move"),)
    rules = Rules(draft_discussion={"enabled": True}, roundtable={"enabled": False})  # type: ignore[arg-type]
    planning = Planning(rules=rules, limits=Limits(meetings_a_day=1), closures=closed)
    again = run(world, planning)
    assert [one.id for one, _ in again.moved] == [proposal.id]
    assert again.reasons[proposal.id] == "It makes room for what had none."
    assert MeetingKind.DRAFT_DISCUSSION in {one.need.kind for one in again.plan.placed}
    told = proposal.model_copy(update={"status": MeetingStatus.INVITED, "invited_sequence": 0})
    stays = run(replace(world, meetings=(told,)), planning)
    assert stays.moved == ()
    (left,) = [one for one in stays.plan.unplaced if one.need.kind is MeetingKind.DRAFT_DISCUSSION]
    assert any("were moved to" in one and "price: 60 weighted days" in one for one in left.could)


def test_what_would_have_to_give_was_tried() -> None:
    day = date(2027, 2, 8)
    need = need_of(WORLD, Planning(), invited(WORLD).meetings[0], day, day)
    need = replace(need, duration_minutes=240, ideal=day)
    given = surroundings(WORLD, Planning(), working_time("FR", Office()), ASKED)
    from npmsync.scheduling.relaxations import relaxations

    assert relaxations(need, given) == [
        "It could be held on 2027-02-08 at 13:30 if the office were open until 18:00.",
        "It could be held on 2027-02-08 at 08:30 if the office opened at 08:00.",
        "It could be held on 2027-02-08 at 10:00 if there were no lunch break.",
    ]
    away = ANA.model_copy(update={"absences": (Absence(first=day, last=day),)})
    short = replace(need, duration_minutes=60)
    assert relaxations(short, replace(given, members=(away, BEN)))[0] == (
        "It could be held on 2027-02-08 at 10:00 if Ben led it instead of Ana."
    )


def test_three_alternatives_leave_everything_else_where_it_is() -> None:
    world = invited(WORLD)
    meeting = world.meetings[0]
    others = replace(world, meetings=world.meetings[1:])
    need = replace(need_of(world, Planning(), meeting, TODAY, ASKED.last), not_on=frozenset({meeting.start.date()}))
    found = alternatives(need, surroundings(others, Planning(), working_time("FR", Office()), ASKED))
    days = [one.start.date() for one in found]
    assert len(found) == 3 and meeting.start.date() not in days
    assert all(abs((a - b).days) >= 2 for a in days for b in days if a != b)
    assert [one.away for one in found] == sorted(one.away for one in found)


def test_a_room_holds_one_meeting_and_has_a_seat_for_everybody() -> None:
    def need(name: str, **more: Any) -> Need:
        values: dict[str, Any] = {
            "key": name, "kind": MeetingKind.ROUNDTABLE, "authorities": (name,), "names": (name,),
            "ideal": date(2027, 2, 8), "earliest": date(2027, 2, 8), "latest": date(2027, 2, 9),
            "duration_minutes": 180, "weight": 1, "because": "",
            "participants": tuple(Participant(name=f"{name}{n}", authority=name) for n in range(4)),
        }  # fmt: skip
        return Need(**(values | more))

    limits = Limits(meetings_a_day=5, meetings_a_week=9)
    rooms = (MeetingRoom(name="Hall", seats=4), MeetingRoom(name="Closet", seats=3))
    given = Surroundings(working_time("FR", Office()), limits, TODAY, rooms=rooms)
    plan = solve([need(name) for name in "abc"], given)
    assert {one.room for one in plan.placed} == {"Hall"} and len({one.start for one in plan.placed}) == 3
    assert plan.optimal and plan.cost == 1
    crowd = tuple(Participant(name=f"x{n}", authority="x") for n in range(9))
    (left,) = solve([need("x", participants=crowd)], given).unplaced
    assert left.why == "No room for this kind of meeting has 9 seats ([[room]])."


def test_the_exact_solver_finds_what_branching_proves_and_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    from npmsync.errors import MissingExtra
    from npmsync.scheduling.exact import highs
    from npmsync.scheduling.problem import problem

    need = need_of(WORLD, Planning(), invited(WORLD).meetings[0], date(2027, 2, 8), date(2027, 2, 26))
    needs = [
        replace(need, key=name, ideal=date(2027, 2, 8), duration_minutes=210, weight=weight)
        for name, weight in (("a", 1), ("b", 3), ("c", 2), ("d", 1))
    ]
    given = Surroundings(working_time("FR", Office()), Limits(meetings_a_day=2), TODAY, members=(ANA, BEN))
    plan = solve(needs, given)
    asked = problem(needs, given)
    pytest.importorskip("highspy")
    worst = [date(2027, 2, 23 + n).toordinal() for n in range(4)]
    days, bound = highs(asked, worst, 0)
    assert plan.optimal and asked.total(days) == bound == plan.cost
    monkeypatch.setitem(__import__("sys").modules, "highspy", None)
    with pytest.raises(MissingExtra, match="highspy"):
        highs(asked, worst, 0)
