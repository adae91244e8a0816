"""Which answers to an invitation are taken, and which wait for a person."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from npmsync.documents.replies import Verdict, Way, judge
from npmsync.domain import Meeting
from npmsync.domain.words import MeetingStatus
from npmsync.ports import CalendarReply
from npmsync.testing.samples import sample_meeting

MEETING = sample_meeting(sequence=2, invited_sequence=2)
HONEST = CalendarReply(
    MEETING.uid, 2, "focal@justice.example", "accepted", "REPLY", "focal@justice.example", organizer="npm@npm.example"
)


def verdict(meeting: Meeting | None = MEETING, **fields: object) -> Verdict:
    return judge(dataclasses.replace(HONEST, **fields), meeting, "NPM@npm.example")  # type: ignore[arg-type]


@pytest.mark.parametrize("fields", [
    {}, {"sender": None}, {"partstat": "declined"}, {"partstat": "tentative"}, {"organizer": None},
    {"attendee": "Focal@Justice.example", "sender": "FOCAL@justice.example"},
])  # fmt: skip
def test_an_honest_answer_to_the_last_invitation_is_taken(fields: dict[str, object]) -> None:
    assert verdict(**fields).outcome == "taken"


@pytest.mark.parametrize(("fields", "why"), [
    ({"sender": "someone@elsewhere.example"}, "sender is someone@elsewhere"),
    ({"attendee": "crasher@elsewhere.example", "sender": None}, "not invited"),
    ({"organizer": "boss@elsewhere.example"}, "another organizer"),
    ({"sequence": 1}, "older invitation"),
    ({"sequence": 3}, "never sent"),
    ({"partstat": "delegated"}, "PARTSTAT"),
    ({"partstat": "needs-action"}, "PARTSTAT"),
    ({"method": "COUNTER"}, "another time"),
    ({"method": "COUNTER", "sender": "someone@elsewhere.example"}, "may be forged"),
    ({"method": "COUNTER", "sequence": 1}, "older invitation"),
    ({"method": "CANCEL"}, "only the organizer"),
    ({"method": "REQUEST"}, "not a reply"),
    ({"method": ""}, "missing"),
])  # fmt: skip
def test_an_answer_in_doubt_waits_with_its_reason(fields: dict[str, object], why: str) -> None:
    found = verdict(**fields)
    assert found.outcome == "waiting" and why in found.why


@pytest.mark.parametrize(("start", "zone", "taken"), [
    ("2027-01-15T10:00", None, True), ("2027-01-15T10:00", "Africa/Tunis", True), ("2027-01-15T09:00", "UTC", True),
    ("2027-01-15T16:00", "Africa/Tunis", False), ("2027-01-15T10:00", "UTC", False),
    ("2027-01-16T10:00", None, False),
])  # fmt: skip
def test_yes_to_another_hour_is_no_answer(start: str, zone: str | None, taken: bool) -> None:
    """In whatever zone the program writes it."""
    moment = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone) if zone else None)
    meeting = MEETING.model_copy(update={"timezone": "Africa/Tunis", "start": datetime(2027, 1, 15, 10)})  # noqa: DTZ001
    assert (verdict(meeting, start=moment).outcome == "taken") is taken


def test_a_person_asked_by_letter_has_nothing_that_a_program_could_answer() -> None:
    found = judge(HONEST, MEETING, "npm@npm.example", Way(by_letter=True))
    assert found.outcome == "waiting" and "by letter" in found.why


def test_an_answer_to_no_meeting_of_ours_waits() -> None:
    assert "not one of our meetings" in verdict(None).why


def test_an_answer_to_an_invitation_never_sent_waits() -> None:
    assert "never sent" in verdict(sample_meeting(sequence=2, invited_sequence=None)).why


def test_an_answer_to_a_meeting_that_moved_since_waits() -> None:
    assert "has changed" in verdict(sample_meeting(sequence=3, invited_sequence=2)).why


def test_an_answer_to_a_cancelled_meeting_waits() -> None:
    assert "cancelled" in verdict(sample_meeting(sequence=2, invited_sequence=2, status=MeetingStatus.CANCELLED)).why


def test_who_comes_instead_is_named():
    """Delegates (RFC 5546 section 3.2.2.3) wait for a person, who is told whom to ask."""
    import dataclasses

    from npmsync.ports import CalendarReply
    from npmsync.testing.samples import sample_meeting

    reply = CalendarReply(
        "meeting-1@npm.example", 0, "focal@justice.example", "delegated", "REPLY",
        delegated_to=("deputy@justice.example",),
    )  # fmt: skip
    assert "sends deputy@justice.example instead" in judge(reply, sample_meeting(), "npm@npm.example").why
    came = dataclasses.replace(
        reply,
        attendee="deputy@x.example",
        partstat="accepted",
        delegated_to=(),
        delegated_from=("focal@justice.example",),
    )
    assert "instead of focal@justice.example" in judge(came, sample_meeting(), "npm@npm.example").why
