"""What goes out is read back by the standard library in both its ways, header by header and part by part; and it is
what Outlook, Gmail, Apple Mail and Thunderbird look for (docs/decisions/how-an-invitation-is-built.md)."""

from __future__ import annotations

import dataclasses
import email
from datetime import date
from email.message import EmailMessage
from email.policy import compat32, default, strict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npmsync.documents import gate
from npmsync.documents.invitation import Delivery, People, calendar_event, letter, message
from npmsync.domain.words import MeetingKind, MeetingStatus
from npmsync.ports import Attendee, Message, Method
from npmsync.testing.samples import (
    AUTHORITIES,
    FOCAL_POINT,
    NOW,
    ORGANIZER,
    sample_event,
    sample_meeting,
    sample_message,
    sample_recommendation,
)
from npmsync_email.adapter import EmailFormat
from npmsync_ics.adapter import IcsFormat

LANGUAGES = ("en", "fr", "es", "pt", "ru", "ar")
WORDS_OF_OTHERS = ("Health care", "Central Prison", "Annual review", "Room 2", "2026/001", "Ministry of Justice")


def composed(language: str = "en", **fields: object) -> bytes:
    calendar = IcsFormat().invitation(sample_event(language), Method.REQUEST)
    made = sample_message(calendar, Method.REQUEST, language)
    return EmailFormat().compose(gate.shaped(made, lambda m: dataclasses.replace(m, **fields)))  # type: ignore[arg-type]


def parsed(data: bytes) -> EmailMessage:
    mail = email.message_from_bytes(data, policy=strict)
    assert isinstance(mail, EmailMessage)
    return mail


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_parsers_find_the_same_parts_without_a_defect(language: str) -> None:
    data = composed(language)
    new, old = parsed(data), email.message_from_bytes(data, policy=compat32)
    assert [p.get_content_type() for p in new.walk()] == [p.get_content_type() for p in old.walk()]
    assert [p.defects for p in email.message_from_bytes(data, policy=default).walk()] == [[]] * 6
    assert new.as_bytes() and new["Content-Language"] == language
    texts = [part.get_content() for part in new.walk() if part.get_content_maintype() == "text"]
    assert all(text.strip() for text in texts) and data.count(b"\n") == data.count(b"\r\n")
    assert max(map(len, data.split(b"\r\n"))) <= 78 and data.isascii()


def test_what_each_program_looks_for_is_there() -> None:
    mail = parsed(composed())
    mixed, alternative, plain, html, calendar, attached = mail.walk()
    # Outlook takes a meeting only from the first part of a mixed mail, by its method; Exchange writes the class.
    assert mixed.get_payload()[0] is alternative and mail["Content-Class"] == "urn:content-classes:calendarmessage"
    assert calendar["Content-Class"] == "urn:content-classes:calendarmessage"
    assert dict(calendar["Content-Type"].params) == {"method": "REQUEST", "charset": "utf-8", "component": "VEVENT"}
    # Apple Mail and Gmail take the richest alternative last, and the attachment under a name.
    assert [plain.get_content_type(), html.get_content_type()] == ["text/plain", "text/html"]
    assert attached["Content-Disposition"].params["filename"] == "invitation.ics" and calendar.get_filename() is None
    assert attached.get_payload(decode=True) == calendar.get_payload(decode=True)
    # A person's mail: an absence answers it, no filter takes it for a list's.
    for name in ("Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "List-Id", "Reply-To", "Bcc"):
        assert mail[name] is None, name
    assert mail["Date"].datetime == NOW and mail["Message-ID"] == "<1.meeting-1@npm.example>"


def test_an_update_refers_to_what_came_before() -> None:
    mail = parsed(composed(references=("<a.1@npm.example>", "<b.2@npm.example>")))
    assert (mail["In-Reply-To"], mail["References"]) == ("<b.2@npm.example>", "<a.1@npm.example> <b.2@npm.example>")
    many = tuple(f"<{n:032d}@npm.example>" for n in range(20))
    assert parsed(composed(references=many))["References"].split() == list(many)


@given(st.text(max_size=120), st.text(max_size=300))
def test_any_name_and_any_text_come_back_and_make_no_header(name: str, text: str) -> None:
    data = composed(to=Attendee(name, "focal@justice.example"), subject=f"S {text}", paragraphs=(text,))
    mail = email.message_from_bytes(data, policy=default)
    assert isinstance(mail, EmailMessage)
    assert [a.addr_spec for a in mail["To"].addresses] == ["focal@justice.example"]
    assert set(mail.keys()) == {
        "Message-ID", "Date", "From", "To", "Subject", "Content-Class", "Content-Language", "MIME-Version",
        "Content-Type",
    }  # fmt: skip
    body = mail.get_body(("plain",))
    assert body is not None
    written = "".join(text.replace("\r\n", "\n").replace("\r", "\n").split())
    assert written in "".join(body.get_content().split()) or not written.isprintable()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [kind for kind in MeetingKind if kind is not MeetingKind.VISIT_EXIT])
def test_no_subject_and_no_title_in_a_calendar_names_a_topic_a_place_or_an_authority(
    language: str, kind: MeetingKind
) -> None:
    fields = {"kind": kind, "topic": "Health care", "place": "Central Prison, Room 2"}
    agenda = [sample_recommendation(0)]
    seen: set[str] = set()
    for status, sequence in ((MeetingStatus.INVITED, 0), (MeetingStatus.INVITED, 1), (MeetingStatus.CANCELLED, 2)):
        meeting = sample_meeting(**fields, status=status, sequence=sequence)
        shared = gate.meeting(meeting, agenda, AUTHORITIES)
        delivery = Delivery(FOCAL_POINT, ORGANIZER, "NPM", language, "<1@npm.example>", NOW, date(2026, 12, 1))
        event = calendar_event(shared, People(ORGANIZER, (FOCAL_POINT,), language, date(2026, 12, 1)), NOW)
        method = Method.CANCEL if status is MeetingStatus.CANCELLED else Method.REQUEST
        papers: list[Message] = [message(shared, delivery, None, method).content, letter(shared, delivery, []).content]
        seen |= {event.content.summary, *(paper.subject for paper in papers)}
    assert len(seen) == 1
    assert not any(word.casefold() in subject.casefold() for subject in seen for word in WORDS_OF_OTHERS)
