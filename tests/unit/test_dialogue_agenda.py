"""What a meeting speaks about, and what not everybody at the table may read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from npmsync.dialogue.agenda import agenda, agenda_of
from npmsync.domain import Authority, Meeting, Participant, Recommendation
from npmsync.domain.words import Audience, Level, MeetingKind, Priority, Stage, Status
from npmsync.domain.world import World

MINISTRY = Authority(id="m", name="Ministry of Justice", level=Level.SUPERVISING)
PRISON = Authority(id="x", name="Valmont Prison", level=Level.PLACE, parent="m")
HEALTH = Authority(id="h", name="Ministry of Health")
REVIEW, ROUNDTABLE, DRAFTS = MeetingKind.ANNUAL_REVIEW, MeetingKind.ROUNDTABLE, MeetingKind.DRAFT_DISCUSSION


def ask(name: str, *addressees: str, **more: Any) -> Recommendation:
    return Recommendation(id=name, ref=name, text=f"Text {name}", addressees=addressees, **more)


def world(*asks: Recommendation) -> World:
    return World((MINISTRY, PRISON, HEALTH), recommendations=asks)


def test_open_recommendations_to_the_ministry_and_its_places_by_priority_then_age() -> None:
    asked = world(
        ask("new", "m", issued_on=date(2026, 5, 1)),
        ask("old", "x", issued_on=date(2024, 5, 1)),
        ask("urgent", "m", priority=Priority.URGENT, issued_on=date(2026, 6, 1)),
        ask("low", "m", priority=Priority.LOW, issued_on=date(2020, 1, 1)),
        ask("done", "m", status=Status.IMPLEMENTED),
        ask("other", "h"),
    )
    found = agenda_of(asked, REVIEW, ["m", "x"], None)
    assert found.recommendations == ("urgent", "old", "new", "low")
    assert found.items[1].because == "open, not yet assessed, addressed to Valmont Prison"


def test_a_roundtable_shows_only_what_all_at_the_table_may_read() -> None:
    asked = world(
        ask("both", "m", "h", topics=("Health care",)),
        ask("one", "m", topics=("health care",)),
        ask("public", "m", topics=("health care",), stage=Stage.PUBLIC),
        ask("released", "h", topics=("health care",), confidentiality=Audience.PUBLIC),
        ask("internal", "m", "h", topics=("health care",), confidentiality=Audience.INTERNAL),
        ask("elsewhere", "m", "h", topics=("force",)),
    )
    found = agenda_of(asked, ROUNDTABLE, ["m", "h"], "health care")
    assert set(found.recommendations) == {"both", "public", "released"}
    assert {(one.recommendation, one.because) for one in found.left_out} == {
        ("one", "it is neither addressed to Ministry of Health nor public"),
        ("internal", "it is internal to the NPM"),
    }


def test_drafts_are_for_their_own_addressee_alone() -> None:
    draft = ask("draft", "x", stage=Stage.DRAFT)
    shared = ask("shared", "x", "h", stage=Stage.DRAFT)
    asked = world(draft, shared, ask("final", "x"))
    assert set(agenda_of(asked, DRAFTS, ["x"], None).recommendations) == {"draft", "shared"}
    assert agenda_of(asked, DRAFTS, ["m"], None).recommendations == ()
    assert agenda_of(asked, DRAFTS, ["x", "h"], None).recommendations == ("shared",)
    assert agenda_of(asked, REVIEW, ["m", "x"], None).recommendations == ("final",)


def test_who_reads_the_papers_is_who_is_asked_to_come() -> None:
    start = datetime.fromisoformat("2027-02-08T10:00")
    meeting = Meeting(
        id="1",
        uid="1",
        kind=REVIEW,
        title="t",
        authorities=("m", "x"),
        participants=(Participant(name="Ana"), Participant(name="Unit", authority="m")),
        start=start,
        end=start.replace(hour=12),
        timezone="UTC",
    )
    asked = world(ask("1", "m"), ask("2", "x"))
    assert agenda(asked, meeting).recommendations == ("1", "2")
    director = Participant(name="Director", authority="x")
    with_the_prison = meeting.model_copy(update={"participants": (*meeting.participants, director)})
    found = agenda(asked, with_the_prison)
    assert found.recommendations == ("2",)
    assert found.left_out[0].because == "it is neither addressed to Valmont Prison nor public"
