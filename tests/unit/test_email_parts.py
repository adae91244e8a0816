"""The calendar parts of mails that come in: whose they are, and what is too much."""

from __future__ import annotations

from email import message_from_bytes
from time import perf_counter

import pytest

from npmsync.errors import Refused
from npmsync_email.adapter import EmailFormat
from npmsync_email.signed import opened

CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n"
MAIL = (
    "From: Focal point <Focal@justice.example>\r\nTo: <npm@npm.example>\r\nSubject: Accepted\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nI will come.\r\n'
    f"--b\r\nContent-Type: text/calendar; charset=utf-8; method=REPLY\r\n\r\n{CALENDAR}\r\n--b--\r\n"
)


def calendars(text: str) -> list[tuple[str, bytes]]:
    return EmailFormat().calendars(text.encode())


def test_a_calendar_part_comes_with_the_sender_s_address() -> None:
    assert calendars(MAIL) == [("focal@justice.example", CALENDAR.encode())]


def test_the_same_calendar_twice_in_one_mail_counts_once() -> None:
    twice = MAIL.replace("--b--", f"--b\r\nContent-Type: application/ics\r\n\r\n{CALENDAR}\r\n--b--")
    assert len(calendars(twice)) == 1


def test_an_address_in_the_display_name_is_not_the_sender() -> None:
    mail = MAIL.replace("Focal point <Focal@justice.example>", '"focal@justice.example" <mallory@x.example>')
    assert calendars(mail)[0][0] == "mallory@x.example"


def test_a_charset_that_nobody_knows_stops_nothing() -> None:
    assert calendars(MAIL.replace("charset=utf-8", "charset=x-klingon"))[0][1] == CALENDAR.encode()


def test_a_forwarded_reply_is_not_the_forwarder_s() -> None:
    forwarded = f"From: a@x.example\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n{MAIL}"
    with pytest.raises(Refused, match="no calendar part"):
        calendars(forwarded)


NEST = "".join(f'Content-Type: multipart/mixed; boundary="n{k}"\r\n\r\n--n{k}\r\n' for k in range(60))


@pytest.mark.parametrize(("text", "why"), [
    ("", "empty"),
    (MAIL.replace("Subject:", "From: <mallory@x.example>\r\nSubject:"), "2 From lines"),
    (MAIL.replace("From: Focal point <Focal@justice.example>\r\n", ""), "0 From lines"),
    (MAIL.replace("<Focal@justice.example>", "<a@x.example>, <b@x.example>"), "one sender"),
    ("From: <a@x.example>\r\nSubject: Re\r\n\r\nI shall come, gladly.\r\n", "no calendar part"),
    ("From: <a@x.example>\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.\r\n", "automatic reply"),
    ("From: <a@x.example>\r\n" + "--p\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 5000, "too many"),
    ("From: <a@x.example>\r\n" + NEST, "nested"),
    ("From: <a@x.example>\r\n\r\n" + "x" * 11_000_000, "too large"),
])  # fmt: skip
def test_what_holds_no_reply_is_refused_by_what_it_is(text: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        calendars(text)
    assert refused.value.hint


@pytest.mark.parametrize("body", [
    b"\x30\x80" * 200_000, b"\x30\x80" + b"\x04\x00" * 2_000_000, b"\x30\x84\xff\xff\xff\xff", b"\x30\x80", b"",
    b"\x30", b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02",
])  # fmt: skip
def test_a_broken_or_hostile_signature_opens_nothing_and_takes_no_time(body: bytes) -> None:
    part = message_from_bytes(b"Content-Type: application/pkcs7-mime\n\n")
    part.set_payload(body.decode("latin-1"), "latin-1")
    began = perf_counter()
    assert opened(part) is None and perf_counter() - began < 2
