"""The day's list: what is on it, since when, and what it suggests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from npmsync.dialogue.ahead import ahead
from npmsync.dialogue.backlog import fold
from npmsync.dialogue.deadlines import allowed, in_time_until, late_since
from npmsync.dialogue.due import due
from npmsync.dialogue.due_item import DueItem, DueKind, View
from npmsync.dialogue.settings import LADDER, DeadlineRule, Deadlines
from npmsync.documents.due_text import DraftSpec, drafted_texts
from npmsync.domain import (
    Absence,
    Authority,
    Commitment,
    Contact,
    Escalation,
    Exchange,
    Extension,
    Meeting,
    Member,
    MemberRole,
    Recommendation,
    Response,
    Responsibility,
)
from npmsync.domain.words import Channel, Level, MeetingKind, MeetingStatus, Position, Priority, Rank, Stage, Status
from npmsync.domain.world import World
from npmsync.scheduling.settings import Office
from npmsync.scheduling.working_time import working_time

TODAY = date(2026, 11, 25)
DAYS = working_time("FR", Office())
ANA = Member(name="Ana", email="ana@npm.example")
JUSTICE = Authority(id="m", name="Ministry of Justice")
HEALTH = Authority(id="h", name="Ministry of Health")


def ask(name: str, *addressees: str, **more: Any) -> Recommendation:
    more = {"issued_on": date(2026, 10, 1), "response_due": date(2026, 11, 10), **more}
    return Recommendation(id=f"id-{name}", ref=name, text="t", addressees=addressees, **more)


def said(name: str, authority: str | None, **more: Any) -> Response:
    return Response(id=f"{name}{authority}", recommendation=f"id-{name}", authority=authority, **more)


def met(day: date, status: MeetingStatus, *authorities: str, **more: Any) -> Meeting:
    start = datetime.combine(day, datetime.min.time()).replace(hour=10)
    return Meeting(
        id=f"m{day}",
        uid="u",
        kind=MeetingKind.BILATERAL,
        title="Talk",
        authorities=authorities or ("m",),
        start=start,
        end=start + timedelta(hours=1),
        timezone="UTC",
        status=status,
        **more,
    )


def call(day: date, authority: str = "m", channel: Channel = Channel.PHONE) -> Exchange:
    return Exchange(id=f"e{day}", authority=authority, on=day, channel=channel, summary="s")


def listed(kind: DueKind, settings: Deadlines | None = None, **records: Any) -> list[DueItem]:
    values: dict[str, Any] = {"authorities": (JUSTICE, HEALTH), "organiser": ANA, **records}
    return [one for one in due(World(**values), settings or Deadlines(), DAYS, TODAY) if one.kind is kind]


def late(**records: Any) -> list[DueItem]:
    return listed(DueKind.LATE_ANSWER, **records)


def test_every_addressee_that_has_not_answered_is_one_late_answer() -> None:
    items = late(recommendations=(ask("1", "m", "h"),), responses=(said("1", "h", text="yes"),))
    assert [(one.authority, one.recommendation, one.since, one.owner) for one in items] == [
        ("Ministry of Justice", "1", date(2026, 11, 10), "Ana")
    ]


def test_an_answer_is_owed_the_day_after_its_deadline_and_whatever_the_assessment() -> None:
    assert late(recommendations=(ask("1", "m", response_due=TODAY),)) == []
    assert len(late(recommendations=(ask("1", "m", response_due=TODAY - timedelta(days=1)),))) == 1
    assert len(late(recommendations=(ask("1", "m", status=Status.IMPLEMENTED),))) == 1


def test_without_a_reference_the_id_names_the_recommendation() -> None:
    (item,) = late(recommendations=(ask("1", "m").model_copy(update={"ref": None}),))
    assert item.recommendation == "id-1"


def test_a_joint_reply_and_a_position_alone_count_as_answers_an_empty_response_does_not() -> None:
    asked = (ask("1", "m", "h"),)
    assert late(recommendations=asked, responses=(said("1", None, text="joint"),)) == []
    accepted = tuple(said("1", one, position=Position.ACCEPTED) for one in "mh")
    assert late(recommendations=asked, responses=accepted) == []
    assert len(late(recommendations=asked, responses=(said("1", "m", progress="soon"),))) == 2


def test_an_interim_answer_is_a_new_date_and_not_an_answer() -> None:
    def interim(day: date) -> tuple[Response, ...]:
        return (said("1", "m", position=Position.UNDER_CONSIDERATION, responded_on=day),)

    asked = (ask("1", "m", response_due=date(2026, 3, 1)),)
    assert late(recommendations=asked, responses=interim(date(2026, 11, 1))) == []
    (item,) = late(recommendations=asked, responses=interim(date(2026, 3, 10)))
    assert item.since == date(2026, 5, 9)


def test_drafts_and_what_was_due_before_the_follow_up_began_are_no_late_answers() -> None:
    asked = (ask("1", "m", stage=Stage.DRAFT), ask("2", "m", response_due=date(2020, 1, 1)), ask("3", "m"))
    items = late(recommendations=asked, settings=Deadlines(follow_from=date(2026, 1, 1)))
    assert [one.recommendation for one in items] == ["3"]


def test_a_deadline_may_be_counted_from_the_day_of_issue() -> None:
    asked = (ask("1", "m", response_due=None),)
    assert late(recommendations=asked) == []
    (calendar,) = late(recommendations=asked, settings=Deadlines(answer_days=20))
    (working,) = late(recommendations=asked, settings=Deadlines(answer_days=20, answer_in="working"))
    assert (calendar.since, working.since) == (date(2026, 10, 21), date(2026, 10, 29))


def test_the_first_suggestion_is_a_call_to_the_focal_point() -> None:
    contacts = (
        Contact(id="1", authority="m", name="Minister", rank=Rank.POLITICAL, designated_on=date(2020, 1, 1)),
        Contact(id="2", authority="m", name="Clerk", rank=Rank.TECHNICAL),
        Contact(id="3", authority="m", name="Nino", rank=Rank.TECHNICAL, phone="+1 23", designated_on=date(2025, 1, 1)),
        Contact(id="4", authority="m", name="Gone", rank=Rank.TECHNICAL, until=date(2026, 1, 1)),
    )
    (item,) = late(recommendations=(ask("1", "m"),), contacts=contacts)
    assert item.suggestion == "Call Nino (+1 23) before writing."
    assert item.draft == "reminder.polite"
    (unknown,) = late(recommendations=(ask("1", "m"),))
    assert "no contact is known" in unknown.suggestion


def test_one_reminder_covers_everything_that_an_authority_owes() -> None:
    items = late(recommendations=(ask("1", "m"), ask("2", "m"), ask("3", "h")))
    covering = {one.recommendation: "One reminder covers all 2 late answers." in one.suggestion for one in items}
    assert covering == {"1": True, "2": True, "3": False}


def test_no_reminder_within_ten_working_days_of_the_last_contact() -> None:
    (item,) = late(recommendations=(ask("1", "m"),), exchanges=(call(date(2026, 11, 16)),))
    assert "no reminder before 2026-11-30" in item.suggestion and item.draft is None
    (item,) = late(recommendations=(ask("1", "m"),), exchanges=(call(date(2026, 11, 2)),))
    assert item.draft == "reminder.polite"


def test_no_reminder_before_an_agreed_meeting_a_mere_proposal_does_not_count() -> None:
    (item,) = late(recommendations=(ask("1", "m"),), meetings=(met(date(2026, 12, 9), MeetingStatus.INVITED),))
    assert item.suggestion.startswith("No reminder before the meeting of 2026-12-09") and item.draft is None
    (item,) = late(recommendations=(ask("1", "m"),), meetings=(met(date(2026, 12, 9), MeetingStatus.PROPOSED),))
    assert item.draft == "reminder.polite"


def test_reminders_grow_firmer_with_each_one_written() -> None:
    asked = (ask("1", "m", response_due=date(2026, 6, 1)),)
    letters = [call(date(2026, 7, 1), channel=Channel.EMAIL), call(date(2026, 9, 1), channel=Channel.LETTER)]
    drafts = [late(recommendations=asked, exchanges=tuple(letters[:n]))[0].draft for n in range(3)]
    assert drafts == ["reminder.polite", "reminder.firm", "reminder.firm"]
    decided = Escalation(id="e", authority="m", on=date(2026, 10, 1), step="parliament", why="three years")
    (item,) = late(recommendations=asked, exchanges=tuple(letters), escalations=(decided,))
    assert item.draft == "reminder.final", "a text names further steps only once a person has decided on one"


def test_a_window_for_corrections_is_listed_before_it_closes_once_for_each_addressee() -> None:
    draft = {"stage": Stage.DRAFT, "response_due": None, "issued_on": date(2026, 11, 18)}
    drafts = (ask("1", "m", **draft), ask("2", "m", **draft), ask("3", "h", **draft))
    items = listed(DueKind.DRAFT_WINDOW, recommendations=drafts)
    assert [(one.authority, one.since, one.recommendation) for one in items] == [
        ("Ministry of Health", date(2026, 12, 2), "3"),
        ("Ministry of Justice", date(2026, 12, 2), None),
    ]
    far = ask("1", "m", stage=Stage.DRAFT, response_due=date(2027, 3, 1))
    assert listed(DueKind.DRAFT_WINDOW, recommendations=(far,)) == []


def test_a_closed_window_says_to_issue_the_final_text() -> None:
    draft = ask("1", "m", stage=Stage.DRAFT, response_due=date(2026, 11, 20))
    (item,) = listed(DueKind.DRAFT_WINDOW, recommendations=(draft,))
    assert "issue the final text" in item.suggestion


@pytest.mark.parametrize(
    ("day", "status", "kind"),
    [
        (TODAY, MeetingStatus.CONFIRMED, DueKind.MEETING_TO_HOLD),
        (date(2026, 12, 9), MeetingStatus.PROPOSED, DueKind.MEETING_TO_HOLD),
        (date(2026, 12, 10), MeetingStatus.INVITED, None),
        (date(2026, 11, 24), MeetingStatus.INVITED, DueKind.MEETING_TO_WRITE_UP),
        (date(2026, 11, 24), MeetingStatus.PROPOSED, DueKind.MEETING_TO_WRITE_UP),
        (date(2026, 11, 24), MeetingStatus.HELD, None),
        (date(2026, 11, 24), MeetingStatus.CANCELLED, None),
        (date(2026, 12, 1), MeetingStatus.CANCELLED, None),
    ],
)
def test_meetings_are_to_be_held_then_to_be_written_up(day: date, status: MeetingStatus, kind: DueKind | None) -> None:
    world = World((JUSTICE,), meetings=(met(day, status),), organiser=ANA)
    items = due(world, Deadlines(), DAYS, TODAY)
    assert [(one.kind, one.meeting, one.since) for one in items] == ([(kind, f"m{day}", day)] if kind else [])


def test_a_commitment_is_due_once_its_day_has_passed_and_nothing_was_done() -> None:
    def promise(**more: Any) -> Commitment:
        return Commitment(id="c", authority="m", text="Repair the roof.", due=date(2026, 11, 1), **more)

    (item,) = listed(DueKind.COMMITMENT, commitments=(promise(recommendation="id-1"),), recommendations=(ask("1"),))
    assert (item.authority, item.recommendation, item.since) == ("Ministry of Justice", "1", date(2026, 11, 1))
    assert "Repair the roof." in item.suggestion
    assert listed(DueKind.COMMITMENT, commitments=(promise(done_on=TODAY),)) == []
    (ours,) = listed(DueKind.COMMITMENT, commitments=(promise().model_copy(update={"authority": None}),))
    assert ours.authority is None and ours.suggestion.startswith("We agreed")


def test_a_contact_goes_quiet_after_six_months_without_meeting_exchange_or_answer() -> None:
    asked = (ask("1", "m", issued_on=date(2025, 1, 1)),)

    def quiet(**records: Any) -> list[date | None]:
        return [one.since for one in listed(DueKind.QUIET_CONTACT, recommendations=asked, **records)]

    assert quiet() == [date(2025, 1, 1)]
    assert quiet(exchanges=(call(date(2026, 5, 1)),)) == [date(2026, 5, 1)]
    assert quiet(exchanges=(call(date(2026, 6, 1)),)) == []
    assert quiet(meetings=(met(date(2026, 8, 1), MeetingStatus.HELD),)) == []
    assert quiet(meetings=(met(date(2027, 2, 1), MeetingStatus.INVITED),)) == []
    assert quiet(responses=(said("1", "m", text="t", responded_on=date(2026, 9, 1)),)) == []


def test_authorities_never_met_are_listed_only_when_asked_for() -> None:
    held = (met(date(2026, 3, 1), MeetingStatus.HELD, "h"),)
    assert listed(DueKind.INTRODUCTION, meetings=held) == []
    (item,) = listed(DueKind.INTRODUCTION, Deadlines(introductions=True), meetings=held)
    assert item.authority == "Ministry of Justice"


def test_long_silence_is_one_decision_for_each_authority_and_it_is_the_head_s() -> None:
    head = Member(name="Head", email="head@npm.example", role=MemberRole.HEAD)
    old = {"response_due": date(2026, 1, 15)}
    asked = (ask("1", "m", **old), ask("2", "m", response_due=date(2026, 2, 1)), ask("3", "h"))
    (item,) = listed(DueKind.ESCALATION, recommendations=asked, members=(head,))
    assert (item.authority, item.recommendation, item.since) == ("Ministry of Justice", None, date(2026, 1, 15))
    assert item.owner == "Head" and item.suggestion.startswith("2 answers are more than 180 days late: decide")


def test_an_urgent_recommendation_that_was_rejected_is_to_be_decided_at_once() -> None:
    no = said("1", "m", position=Position.REJECTED, responded_on=date(2026, 11, 20))
    urgent = ask("1", "m", priority=Priority.URGENT)
    (item,) = listed(DueKind.ESCALATION, recommendations=(urgent,), responses=(no,))
    assert (item.recommendation, item.since) == ("1", date(2026, 11, 20))
    assert listed(DueKind.ESCALATION, recommendations=(ask("1", "m"),), responses=(no,)) == []


def test_before_a_step_was_decided_there_is_a_decision_to_take_and_no_contact_to_keep_up() -> None:
    asked = (ask("1", "m", response_due=date(2026, 1, 15)),)
    assert listed(DueKind.KEEP_CONTACT, recommendations=asked) == []
    assert len(listed(DueKind.ESCALATION, recommendations=asked)) == 1
    rests = (Escalation(id="e", authority="m", on=date(2026, 11, 1), why="w"),)
    assert listed(DueKind.KEEP_CONTACT, recommendations=asked, escalations=rests) == []


def test_one_table_says_how_much_time_there_is_and_what_says_most_counts() -> None:
    table = Deadlines(
        answer_days=60,
        rule=(
            DeadlineRule(priority=Priority.URGENT, hours=48),
            DeadlineRule(level=Level.PLACE, days=10, count="working"),
            DeadlineRule(authority="Ministry of Health", days=20),
            DeadlineRule(authority="ministry of health", priority=Priority.URGENT, hours=25),
            DeadlineRule(of="correction", authority="Valmont", days=3),
        ),
    )
    prison = Authority(id="x", name="Valmont", level=Level.PLACE)
    world, start = World(authorities=(JUSTICE, HEALTH, prison)), date(2026, 10, 1)

    def until(authority: str, priority: Priority | None = None, of: str = "answer") -> date:
        time = allowed(world, table, authority, priority, of)
        assert time is not None
        return time.ends(start, DAYS)

    assert until("m") == date(2026, 11, 30)
    assert until("m", Priority.URGENT) == date(2026, 10, 3)
    assert until("h", Priority.LOW) == date(2026, 10, 21)
    assert until("h", Priority.URGENT) == date(2026, 10, 3)
    assert until("x") == date(2026, 10, 15)
    assert until("x", of="correction") == date(2026, 10, 4)
    assert until("m", of="correction") == date(2026, 10, 15)
    asked = (ask("1", "m", "h", response_due=None),)
    assert [one.authority for one in late(recommendations=asked, settings=table)] == ["Ministry of Health"]
    with pytest.raises(ValueError, match="days or hours"):
        DeadlineRule(days=1, hours=2)


def test_the_table_of_responsibilities_says_whose_it_is() -> None:
    bo, cy = Member(name="Bo", email="bo@npm.example"), Member(name="Cy", email="cy@npm.example")
    away = bo.model_copy(update={"absences": (Absence(first=TODAY, last=TODAY),)})
    table = (
        Responsibility(lead="bo@npm.example", deputy="cy@npm.example", level=Level.SUPERVISING, rank=Rank.TECHNICAL),
        Responsibility(lead="cy@npm.example", topic="Health care"),
        Responsibility(lead="cy@npm.example", kind=MeetingKind.BUDGET),
    )
    ministry = JUSTICE.model_copy(update={"level": Level.SUPERVISING})
    asked = (ask("1", "m"), ask("2", "m", topics=("health care",)), ask("3", "h"))

    def whose(member: Member) -> list[str | None]:
        records = {"authorities": (ministry, HEALTH), "members": (member, cy), "responsibilities": table}
        return [one.owner for one in late(recommendations=asked, **records)]

    assert sorted(map(str, whose(bo))) == ["Ana", "Bo", "Cy"]
    assert sorted(map(str, whose(away))) == ["Ana", "Cy", "Cy"]


def test_what_is_urgent_and_late_may_take_any_step_at_once_and_is_said_once() -> None:
    urgent = tuple(ask(name, "m", priority=Priority.URGENT) for name in "12")
    (item,) = listed(DueKind.ESCALATION, recommendations=urgent)
    assert "(2: 1, 2)" in item.suggestion and item.recommendation is None
    step = Escalation(id="e", authority="m", on=date(2026, 11, 20), step="parliament", why="w", recommendation="id-1")
    (item,) = listed(DueKind.ESCALATION, recommendations=urgent, escalations=(step,))
    assert item.recommendation == "2"
    whole = (step.model_copy(update={"recommendation": None}),)
    assert listed(DueKind.ESCALATION, recommendations=urgent, escalations=whole) == []
    before = (step.model_copy(update={"recommendation": None, "on": date(2026, 11, 1)}),)
    assert len(listed(DueKind.ESCALATION, recommendations=urgent, escalations=before)) == 1


def test_a_duty_to_report_stays_until_the_report_is_recorded() -> None:
    urgent = (ask("1", "m", "h", priority=Priority.URGENT, response_due=date(2027, 1, 1)),)
    law = Deadlines(report_to="the prosecutor")
    (item,) = listed(DueKind.ESCALATION, law, recommendations=urgent)
    assert (item.since, item.recommendation) == (date(2026, 10, 1), "1") and "the prosecutor" in item.suggestion
    step = Escalation(id="e", authority="m", on=TODAY, step="parliament", why="w", recommendation="id-1")
    assert listed(DueKind.ESCALATION, law, recommendations=urgent, escalations=(step,))
    done = (step.model_copy(update={"step": "reported to the Prosecutor"}),)
    assert listed(DueKind.ESCALATION, law, recommendations=urgent, escalations=done) == []
    assert listed(DueKind.ESCALATION, recommendations=urgent) == []


def test_the_npm_s_own_institution_is_no_step() -> None:
    part = Deadlines(own_institution="The national human rights institution")
    assert part.steps == tuple(step for step in LADDER if "human rights" not in step)
    asked = (ask("1", "m", response_due=date(2026, 1, 15)),)
    after = (Escalation(id="e", authority="m", on=date(2026, 1, 20), step="parliament", why="w"),)
    (item,) = listed(DueKind.ESCALATION, part, recommendations=asked, escalations=after)
    assert "the next would be the media" in item.suggestion


def test_a_place_s_contact_counts_for_its_ministry_and_the_ministry_is_called() -> None:
    prison = Authority(id="x", name="Valmont", level=Level.PLACE, parent="m")
    unit = Contact(id="1", authority="m", name="Unit")
    records = {"authorities": (JUSTICE, prison), "contacts": (unit,), "recommendations": (ask("1", "x"),)}
    (item,) = late(**records)
    assert item.authority == "Valmont" and item.suggestion == "Call Unit before writing."
    (item,) = late(**records, exchanges=(call(date(2026, 11, 20)),))
    assert item.draft is None


def test_the_list_is_in_the_same_order_whatever_the_order_of_records() -> None:
    asked = tuple(ask(str(n), "m", "h", response_due=date(2026, 1 + n % 9, 5)) for n in range(20))
    world = World((JUSTICE, HEALTH), recommendations=asked, organiser=ANA)
    turned = World((HEALTH, JUSTICE), recommendations=asked[::-1], organiser=ANA)
    assert due(world, Deadlines(), DAYS, TODAY) == due(turned, Deadlines(), DAYS, TODAY)
    days = [one.since or date.max for one in due(world, Deadlines(), DAYS, TODAY)]
    assert days == sorted(days)


def test_what_has_been_late_for_more_than_a_year_is_counted_and_decisions_stay() -> None:
    asked = (
        ask("1", "m", response_due=date(2025, 11, 24)),
        ask("2", "m", response_due=date(2025, 11, 25)),
        ask("3", "h", response_due=date(2020, 1, 1)),
    )
    items = due(World((JUSTICE, HEALTH), recommendations=asked), Deadlines(), DAYS, TODAY)
    folded = fold(items, TODAY)
    assert folded.backlog == 2
    assert [one.recommendation for one in folded.fresh if one.kind is DueKind.LATE_ANSWER] == ["2"]
    assert len([one for one in folded.fresh if one.kind is DueKind.ESCALATION]) == 2


def test_an_extension_is_no_reminder_and_a_late_answer_stays_late() -> None:
    asked = (ask("1", "m"), ask("2", "m"))
    more = Extension(id="x", authority="m", recommendation="id-1", on=TODAY, until=date(2026, 12, 24), why="w")
    assert [item.recommendation for item in late(recommendations=asked, extensions=(more,))] == ["2"]
    before = more.model_copy(update={"on": date(2026, 11, 1)})
    assert in_time_until(date(2026, 11, 10), (before,)) == date(2026, 12, 24)
    assert in_time_until(date(2026, 11, 10), (more,)) == date(2026, 11, 10), "granted once it was late already"
    assert late_since(date(2026, 11, 10), None, Deadlines(), (more,)) == date(2026, 12, 24)


def test_a_decision_rests_until_its_day_and_the_next_step_follows_the_one_taken() -> None:
    asked = (ask("1", "m", response_due=date(2025, 1, 15)),)

    def cases(**more: Any) -> list[DueItem]:
        decided = Escalation(id="e", authority="m", why="w", **more)
        return listed(DueKind.ESCALATION, recommendations=asked, escalations=(decided,))

    assert cases(on=TODAY - timedelta(days=3)) == []
    assert cases(on=TODAY - timedelta(days=3), until=date(2026, 11, 24)) != []
    (item,) = cases(on=date(2026, 1, 1), step=LADDER[0])
    assert f"the next would be {LADDER[1]}" in item.suggestion
    assert "the ladder ends" in cases(on=date(2026, 1, 1), step=LADDER[-1])[0].suggestion


def test_after_a_step_contact_stays_due_though_nothing_is_unanswered() -> None:
    decided = Escalation(id="e", authority="m", on=date(2026, 11, 1), step="parliament", why="w")
    records = {"recommendations": (ask("1", "m", response_due=date(2027, 1, 1)),), "escalations": (decided,)}
    (item,) = listed(DueKind.KEEP_CONTACT, **records)
    assert (item.authority, item.since) == ("Ministry of Justice", date(2026, 11, 1))
    ahead_ = (met(date(2027, 2, 1), MeetingStatus.PROPOSED),)
    assert listed(DueKind.KEEP_CONTACT, **records, meetings=ahead_) == []


def test_refused_access_is_to_be_decided_at_once_and_once() -> None:
    refused = call(date(2026, 11, 20)).model_copy(update={"obstacle": True})
    (item,) = listed(DueKind.ESCALATION, exchanges=(refused,))
    assert item.since == date(2026, 11, 20) and "Access obstacle" in item.suggestion
    earlier = Escalation(id="e", authority="m", on=date(2026, 11, 1), step="parliament", why="w")
    assert listed(DueKind.ESCALATION, exchanges=(refused,), escalations=(earlier,)) != []
    after = earlier.model_copy(update={"on": date(2026, 11, 21)})
    assert listed(DueKind.ESCALATION, exchanges=(refused,), escalations=(after,)) == []


def test_a_mapping_is_reviewed_on_its_day_or_after_its_months() -> None:
    def reviews(**more: Any) -> list[DueItem]:
        world = World((JUSTICE.model_copy(update=more),), organiser=ANA)
        return [item for item in due(world, Deadlines(), DAYS, TODAY) if item.kind is DueKind.MAPPING_REVIEW]

    assert reviews() == [] and reviews(mapped_on=date(2026, 1, 1)) == []
    assert [item.since for item in reviews(mapped_on=date(2025, 11, 1))] == [date(2026, 11, 1)]
    assert reviews(mapped_on=date(2025, 11, 1), review_on=date(2027, 1, 1)) == []


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ru", "ar"])
def test_an_authority_gets_one_text_in_its_language_for_all_that_is_late(language: str) -> None:
    spoken = JUSTICE.model_copy(update={"languages": (language,)})
    promised = Commitment(id="c", authority="m", text="PROMISE", due=date(2026, 11, 1))
    asked = (ask("1", "m"), ask("2", "m"), ask("3", "h"))
    world = World((spoken, HEALTH), recommendations=asked, commitments=(promised,), organiser=ANA)
    items = due(world, Deadlines(introductions=True), DAYS, TODAY)
    texts = drafted_texts(items, world, DraftSpec("en", "The NPM", date(2026, 12, 9)))
    reminders = [text for n, text in texts.items() if items[n].kind is DueKind.LATE_ANSWER]
    assert sorted(text.language for text in reminders) == sorted((language, "en"))
    assert all("{" not in text.body + text.subject and "The NPM" in text.body for text in texts.values())
    assert any("1, 2" in text.body for text in reminders)
    (said_,) = [text for n, text in texts.items() if items[n].kind is DueKind.COMMITMENT]
    assert "PROMISE" in said_.body and said_.language == language


def test_the_calendar_holds_what_is_still_to_come() -> None:
    asked = (
        ask("1", "m", response_due=date(2026, 12, 1)),
        ask("2", "m", response_due=date(2026, 12, 1)),
        ask("3", "h"),
    )
    promised = Commitment(id="c", text="ours", due=date(2026, 12, 2))
    world = World((JUSTICE, HEALTH), recommendations=asked, commitments=(promised,))
    lines = ahead(View(world, Deadlines(), DAYS, TODAY))
    assert [(line.what, line.name, line.about) for line in lines] == [
        ("reply", "Ministry of Justice", ("1", "2")),
        ("commitment", "", ("ours",)),
    ]
