"""What an invitation says."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime

import pytest

from npmsync.documents import gate
from npmsync.documents.invitation import Delivery, letter, message
from npmsync.domain.words import MeetingKind, MeetingStatus
from npmsync.ports import Message, Method
from npmsync.testing.samples import (
    AUTHORITIES,
    FOCAL_POINT,
    NOW,
    ORGANIZER,
    SECRET,
    sample_event,
    sample_meeting,
    sample_recommendation,
)

SIX = ("en", "fr", "es", "pt", "ru", "ar")
DELIVERY = Delivery(FOCAL_POINT, ORGANIZER, "NPM of Example", "en", "<1@npm.example>", NOW, date(2026, 12, 1))


def mail(language: str = "en", method: Method = Method.REQUEST, **meeting: object) -> Message:
    shared = gate.meeting(sample_meeting(**meeting), [sample_recommendation(0)], AUTHORITIES)
    return message(shared, dataclasses.replace(DELIVERY, language=language), None, method).content


@pytest.mark.parametrize("kind", [k for k in MeetingKind if k is not MeetingKind.VISIT_EXIT])
@pytest.mark.parametrize("language", SIX)
def test_every_kind_of_meeting_has_its_words_in_every_language(kind: MeetingKind, language: str) -> None:
    for told in (mail(language, kind=kind, topic="Health"), mail(language, kind=kind, place=None, sequence=1)):
        text = "\n".join(told.paragraphs)
        assert "{" not in text and "10:00–11:30" in text
        assert told.right_to_left is (language == "ar")


def test_an_invitation_names_time_place_and_the_day_to_answer_by() -> None:
    text = " ".join(mail().paragraphs)
    assert "Friday, 15 January 2027, 10:00–11:30" in text
    assert "Room 2" in text and "by 1 December 2026" in text and "Open recommendations: 1" in text


def test_the_agenda_is_a_table_of_what_every_reader_may_see() -> None:
    assert mail().table == (("No.", "Recommendation"), ("2026/001", sample_recommendation(0).text))


def test_a_change_is_said_before_anything_else() -> None:
    assert mail(sequence=1).paragraphs[2].startswith("Changed: ")


def test_a_cancellation_has_no_agenda_and_asks_for_no_answer() -> None:
    for told in (mail(method=Method.CANCEL), mail(status=MeetingStatus.CANCELLED)):
        text = " ".join(told.paragraphs)
        assert "Cancelled: " in text and "Please let us know" not in text and told.table == ()


@pytest.mark.parametrize("language", SIX)
def test_a_letter_offers_dates_and_carries_no_calendar(language: str) -> None:
    dates = [(datetime(2027, 1, d, 10), datetime(2027, 1, d, 11)) for d in (15, 18, 20)]  # noqa: DTZ001
    shared = gate.meeting(sample_meeting(), [], AUTHORITIES)
    told = letter(shared, dataclasses.replace(DELIVERY, language=language), dates).content
    assert told.calendar is None and told.method is None
    assert len(told.paragraphs[3].splitlines()) == 3 and "{" not in " ".join(told.paragraphs)


def test_why_the_npm_wants_the_meeting_is_in_nothing_it_sends() -> None:
    assert SECRET not in repr(mail()) and SECRET not in repr(sample_event().content)
