"""A placement becomes a meeting, is moved, called off, and clashes with others."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from npmsync.domain import Meeting, Participant
from npmsync.domain.words import MeetingKind, MeetingStatus, Partstat
from npmsync.errors import Refused
from npmsync.scheduling.clashes import clashes
from npmsync.scheduling.meetings import agree, cancel, meeting_of, move
from npmsync.scheduling.need import Need
from npmsync.scheduling.settings import Office
from npmsync.scheduling.solver import Placement
from npmsync.scheduling.working_time import working_time

MONDAY = date(2027, 2, 8)
DAYS = working_time("FR", Office())


def at(hour: int, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(hour))


def meeting(**more: Any) -> Meeting:
    values: dict[str, Any] = {
        "id": "1",
        "uid": "1@npmsync",
        "kind": MeetingKind.ANNUAL_REVIEW,
        "title": "Review",
        "start": at(10),
        "end": at(12),
        "timezone": "Europe/Paris",
        "ideal": MONDAY,
        "participants": (
            Participant(name="Ana", email="ana@npm.example", partstat=Partstat.ACCEPTED),
            Participant(
                name="Unit", email="u@x.example", authority="m", partstat=Partstat.ACCEPTED, agreed_on=date(2027, 1, 5)
            ),
        ),
    }
    return Meeting(**(values | more))


INVITED = {"status": MeetingStatus.INVITED, "sequence": 0, "invited_sequence": 0}


def test_a_placement_becomes_a_proposed_meeting_with_a_uid_of_its_own() -> None:
    need = Need(
        key="k",
        kind=MeetingKind.ANNUAL_REVIEW,
        authorities=("m", "x"),
        names=("Ministry",),
        ideal=MONDAY,
        earliest=MONDAY,
        latest=MONDAY,
        duration_minutes=120,
        weight=1,
        because="because it is time.",
        agenda=("r1",),
    )
    made = meeting_of(
        Placement(need, at(10), at(12)), datetime(2027, 1, 1, tzinfo=UTC), "Europe/Paris", lambda one: one.label
    )
    assert made.uid == f"{made.id}@npmsync"
    assert (made.status, made.sequence, made.invited_sequence) == (MeetingStatus.PROPOSED, 0, None)
    assert (made.title, made.authorities, made.agenda) == ("annual review: Ministry", ("m", "x"), ("r1",))
    assert (made.start, made.end, made.ideal, made.because) == (at(10), at(12), MONDAY, "because it is time.")


def test_a_move_keeps_the_length_and_the_uid() -> None:
    moved = move(meeting(), at(14))
    assert (moved.start, moved.end, moved.uid) == (at(14), at(16), "1@npmsync")


def test_the_sequence_rises_once_for_each_invitation_that_is_out() -> None:
    assert move(meeting(), at(14)).sequence == 0
    once = move(meeting(**INVITED), at(14))
    assert once.sequence == 1
    assert move(once, at(15)).sequence == 1
    assert move(once.model_copy(update={"invited_sequence": 1}), at(15)).sequence == 2
    assert cancel(meeting(**INVITED), "they asked").sequence == 1
    assert cancel(meeting(), "they asked").sequence == 0


def test_a_move_asks_everybody_of_the_authorities_anew() -> None:
    own, theirs = move(meeting(status=MeetingStatus.CONFIRMED, invited_sequence=0), at(14)).participants
    assert own.partstat is Partstat.ACCEPTED
    assert (theirs.partstat, theirs.agreed_on) == (Partstat.NEEDS_ACTION, None)


def test_a_confirmed_meeting_that_moves_waits_for_answers_again() -> None:
    assert move(meeting(status=MeetingStatus.CONFIRMED), at(14)).status is MeetingStatus.INVITED
    assert move(meeting(), at(14)).status is MeetingStatus.PROPOSED


def test_moving_to_the_same_time_changes_nothing() -> None:
    assert move(meeting(**INVITED), at(10)) == meeting(**INVITED)


def test_what_was_held_or_cancelled_does_not_move() -> None:
    for status in (MeetingStatus.HELD, MeetingStatus.CANCELLED):
        with pytest.raises(Refused, match=f"was {status.value} and cannot be moved"):
            move(meeting(status=status), at(14))
    with pytest.raises(Refused, match="was held and cannot be cancelled"):
        cancel(meeting(status=MeetingStatus.HELD), "why")


def test_a_time_with_an_offset_is_refused() -> None:
    with pytest.raises(Refused, match="has an offset"):
        move(meeting(), at(14).replace(tzinfo=UTC))


def test_cancelling_keeps_the_reason_and_twice_is_once() -> None:
    gone = cancel(meeting(**INVITED), "the minister resigned")
    assert (gone.status, gone.cancelled_because) == (MeetingStatus.CANCELLED, "the minister resigned")
    assert cancel(gone, "again") == gone


def test_who_agreed_is_found_by_name_and_a_stranger_is_refused() -> None:
    agreed = agree(meeting(), "unit ", date(2027, 1, 20))
    assert agreed.participants[1].agreed_on == date(2027, 1, 20)
    with pytest.raises(Refused, match="is not asked to") as caught:
        agree(meeting(), "Nobody", date(2027, 1, 20))
    assert "Ana, Unit" in caught.value.hint


def test_clashes_name_the_holiday_the_hours_and_who_would_be_in_two_places() -> None:
    same_people = meeting(id="2", title="Other", start=at(11), end=at(13))
    free = working_time("FR", Office(lunch_from=None, lunch_to=None))
    assert clashes(meeting(), [same_people], free) == ["Ana, Unit would be in two places: Other begins at 11:00."]
    assert clashes(meeting(start=at(8), end=at(9)), [], DAYS) == [
        "08:00 to 09:00 is outside office hours (09:00 to 17:00)."
    ]
    bastille = date(2027, 7, 14)
    on_holiday = meeting(start=at(10, bastille), end=at(12, bastille))
    assert clashes(on_holiday, [], DAYS) == ["2027-07-14 is no working day: National Day."]


def test_neither_itself_nor_a_cancelled_meeting_nor_one_that_ends_as_it_begins_is_a_clash() -> None:
    others = [
        meeting(),
        meeting(id="2", status=MeetingStatus.CANCELLED),
        meeting(id="3", start=at(12), end=at(12) + timedelta(hours=1)),
        meeting(id="4", participants=()),
    ]
    assert clashes(meeting(), others, DAYS) == []
