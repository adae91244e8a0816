"""Mails as bytes (RFC 5322, RFC 6047)."""

from __future__ import annotations

import dataclasses
import email
from email.message import EmailMessage
from email.policy import default

import pytest

from npmsync.documents import gate
from npmsync.domain.outgoing import Outgoing
from npmsync.errors import Refused
from npmsync.ports import Attendee, Message, Method
from npmsync.testing.samples import SECRET, sample_event, sample_message
from npmsync_email.adapter import EmailFormat
from npmsync_ics.adapter import IcsFormat

MAIL = EmailFormat()


def changed(message: Outgoing[Message], **fields: object) -> Outgoing[Message]:
    return gate.shaped(message, lambda m: dataclasses.replace(m, **fields))  # type: ignore[arg-type]


def invitation(language: str = "en") -> Outgoing[Message]:
    calendar = IcsFormat().invitation(sample_event(language), Method.REQUEST)
    return sample_message(calendar, Method.REQUEST, language)


def parsed(data: bytes) -> EmailMessage:
    mail = email.message_from_bytes(data, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_an_invitation_is_built_as_rfc_6047_has_it() -> None:
    mail = parsed(MAIL.compose(invitation()))
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics",
    ]  # fmt: skip
    (calendar,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert dict(calendar["Content-Type"].params) == {"method": "REQUEST", "charset": "utf-8", "component": "VEVENT"}
    assert calendar["Content-Disposition"] is None
    assert (mail["From"], mail["To"]) == ("NPM of Example <npm@npm.example>", "Focal point <focal@justice.example>")


def test_the_calendar_arrives_as_it_was_made() -> None:
    calendar = IcsFormat().invitation(sample_event("ar"), Method.REQUEST)
    data = MAIL.compose(sample_message(calendar, Method.REQUEST, "ar"))
    assert MAIL.calendars(data) == [("npm@npm.example", calendar)]


def test_a_letter_has_no_calendar() -> None:
    mail = parsed(MAIL.compose(sample_message(None, None)))
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_the_subject_is_neutral_in_the_reader_s_language() -> None:
    assert parsed(MAIL.compose(invitation("es")))["Subject"] == "Reunión con el Mecanismo Nacional de Prevención"


def test_arabic_is_written_from_right_to_left() -> None:
    body = parsed(MAIL.compose(invitation("ar"))).get_body(("html",))
    assert body is not None and '<html lang="ar" dir="rtl">' in body.get_content()


def test_html_needs_nothing_from_outside_and_holds_texts_as_texts() -> None:
    message = changed(sample_message(None, None), paragraphs=("<script>alert(1)</script>", "a & b"))
    body = parsed(MAIL.compose(message)).get_body(("html",))
    assert body is not None
    html = body.get_content()
    assert "&lt;script&gt;" in html and "<script" not in html
    assert "src=" not in html and "http" not in html


def test_the_same_message_gives_the_same_bytes_with_lines_that_mail_can_carry() -> None:
    data = MAIL.compose(invitation("ru"))
    assert data == MAIL.compose(invitation("ru"))
    assert b"\r\n" in data and b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) <= 998


@pytest.mark.parametrize(
    "text", ["Fine\r\nBcc: victim@x.example", "Fine\nBcc: victim@x.example", "Fine\u2028Bcc: v@x.example"]
)
def test_a_line_break_makes_no_header(text: str) -> None:
    message = changed(sample_message(None, None), subject=text, to=Attendee(text, "focal@justice.example"))
    mail = parsed(MAIL.compose(message))
    assert mail["Bcc"] is None and mail["To"].addresses[0].addr_spec == "focal@justice.example"


@pytest.mark.parametrize("fields", [
    {"to": Attendee("A", "a@x.example\r\nBcc: b@x.example")}, {"to": Attendee("A", "a@x.example, b@x.example")},
    {"message_id": "a\r\nBcc: b@x.example"}, {"calendar": b"BEGIN:VCALENDAR\r\n", "method": Method.REQUEST},
])  # fmt: skip
def test_what_could_carry_another_header_or_method_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(Refused):
        MAIL.compose(changed(sample_message(None, None), **fields))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_internal_text_is_in_no_part(language: str) -> None:
    mail = parsed(MAIL.compose(invitation(language)))
    for part in mail.walk():
        if not part.is_multipart():
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            assert SECRET.encode() not in payload.replace(b"\r\n ", b"")
