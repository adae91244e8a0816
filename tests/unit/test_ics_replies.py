"""Replies as calendar data: honest ones are read, hostile ones are refused by what they are."""

from __future__ import annotations

import pytest

from npmsync.errors import Refused
from npmsync.ports import CalendarReply
from npmsync_ics.adapter import IcsFormat

REPLY = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Ministry//Mail//EN
METHOD:REPLY
BEGIN:VEVENT
UID:meeting-1@npm.example
DTSTAMP:20261102T100000Z
SEQUENCE:1
DTSTART:20270115T090000Z
ORGANIZER:mailto:npm@npm.example
ATTENDEE;PARTSTAT=ACCEPTED;CN=Focal point:mailto:focal@justice.example
END:VEVENT
END:VCALENDAR
"""


def read(text: str | bytes) -> list[CalendarReply]:
    return IcsFormat().replies(text.encode() if isinstance(text, str) else text)


def within(text: str) -> str:
    """The reply with more lines in its event."""
    return REPLY.replace("END:VEVENT", f"{text}\nEND:VEVENT")


def test_an_honest_reply() -> None:
    (reply,) = read(REPLY)
    assert (reply.uid, reply.sequence, reply.attendee, reply.partstat, reply.method, reply.organizer) == (
        "meeting-1@npm.example", 1, "focal@justice.example", "accepted", "REPLY", "npm@npm.example",
    )  # fmt: skip


@pytest.mark.parametrize("text", [
    REPLY.replace("\n", "\r\n"), REPLY.replace("mailto:", "MAILTO:"), "\ufeff" + REPLY,
    REPLY.replace("DTSTART:20270115T090000Z", "DTSTART;TZID=Mars/Olympus:20270115T090000"),
    REPLY.replace("BEGIN:VEVENT", "BEGIN:VTIMEZONE\nTZID:X\nTZUNTIL:20300101T000000Z\nEND:VTIMEZONE\nBEGIN:VEVENT"),
    within("RRULE:FREQ=SECONDLY;INTERVAL=1\nRDATE:20270101T000000Z"),
    within("ATTACH:file:///etc/passwd\nURL:http://example.invalid/"),
    within("BEGIN:VALARM\nACTION:PROCEDURE\nTRIGGER:-PT5M\nATTACH:ftp://example.invalid/a.exe\nEND:VALARM"),
    within("X-ODD;a=b:1\nCOMMENT:fine\n \n\tATTENDEE;PARTSTAT=DECLINED:mailto:x@y.example"),
    REPLY.replace("ORGANIZER:mailto:npm@npm.example\n", "").replace("SEQUENCE:1\n", ""),
])  # fmt: skip
def test_what_programs_add_or_leave_out_changes_no_answer(text: str) -> None:
    (reply,) = read(text)
    assert (reply.attendee, reply.partstat) == ("focal@justice.example", "accepted")


def test_other_encodings_are_read() -> None:
    text = within("COMMENT:Présent à l’heure")
    assert read(text.encode("cp1252"))[0].comment == read(text)[0].comment == "Présent à l’heure"


def test_a_comment_in_a_parameter_is_read_too() -> None:
    text = REPLY.replace("PARTSTAT=ACCEPTED", 'PARTSTAT=DECLINED;X-RESPONSE-COMMENT="On leave"')
    assert read(text)[0].comment == "On leave"


def test_the_words_found_are_given_back_unbelieved() -> None:
    text = REPLY.replace("METHOD:REPLY", "METHOD:X-GRAB").replace("ACCEPTED", "MAYBE-LATER")
    assert (read(text)[0].method, read(text)[0].partstat) == ("X-GRAB", "maybe-later")
    assert read(REPLY.replace("METHOD:REPLY\n", ""))[0].method == ""


EVENT_AGAIN = REPLY[REPLY.index("BEGIN:VEVENT") : REPLY.index("END:VCALENDAR")].replace("ACCEPTED", "DECLINED")


@pytest.mark.parametrize(("data", "why"), [
    (b"", "empty"),
    ("Dear all, I shall come.", "not a calendar"),
    (" X-ODD:1\n" + REPLY, "not a calendar"),
    (REPLY.encode("utf-16"), "UTF-16"),
    (REPLY.replace("Focal", "Fo\0cal"), "NUL"),
    (REPLY.replace("END:VEVENT\nEND:VCALENDAR\n", ""), "incomplete"),
    (REPLY.replace("END:VEVENT\n", ""), "damaged"),
    (REPLY.replace("VEVENT", "VTODO"), "no event"),
    (REPLY.replace("UID:meeting-1@npm.example\n", ""), "UID"),
    (within("UID:other@elsewhere.example"), "UID twice"),
    (REPLY.replace("ATTENDEE;PARTSTAT=ACCEPTED;CN=Focal point:mailto:focal@justice.example\n", ""), "ATTENDEE"),
    (within("ATTENDEE;PARTSTAT=DECLINED:mailto:other@justice.example"), "2 attendees"),
    (REPLY.replace("END:VCALENDAR", EVENT_AGAIN + "END:VCALENDAR"), "contradicts"),
    (REPLY.replace("SEQUENCE:1", "SEQUENCE:" + "9" * 400), "SEQUENCE"),
    (REPLY.replace("SEQUENCE:1", "SEQUENCE:-1"), "SEQUENCE"),
    (REPLY.replace("PARTSTAT=ACCEPTED", 'PARTSTAT="ACCEPTED\nX"'), "damaged"),
    (within("\n".join(f"ATTENDEE:mailto:p{n}@x.example" for n in range(10_000))), "too many"),
    (within("COMMENT:" + "\n ".join("x" for _ in range(600_000))), "too large"),
    (within("\n".join(["BEGIN:X"] * 200)), "nested"),
    ("BEGIN:VCALENDAR\nX-A:" + "y" * 1_500_000, "too large"),
    (REPLY.replace("END:VCALENDAR", EVENT_AGAIN * 60 + "END:VCALENDAR"), "too many"),
])  # fmt: skip
def test_what_is_no_reply_is_refused_by_what_it_is(data: str | bytes, why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        read(data)
    assert refused.value.hint


def test_a_delegator_and_a_delegate_are_told_apart():
    named = REPLY.replace("PARTSTAT=ACCEPTED", 'PARTSTAT=DELEGATED;DELEGATED-TO="mailto:deputy@justice.example"')
    (reply,) = read(named)
    assert (reply.partstat, reply.delegated_to) == ("delegated", ("deputy@justice.example",))
    came = 'ATTENDEE;PARTSTAT=ACCEPTED;DELEGATED-FROM="mailto:focal@justice.example":mailto:deputy@justice.example\n'
    (reply,) = read(named.replace("END:VEVENT", came + "END:VEVENT"))
    assert (reply.attendee, reply.partstat) == ("deputy@justice.example", "accepted")
    assert reply.delegated_from == ("focal@justice.example",)


def test_a_secretary_is_named():
    text = REPLY.replace("PARTSTAT=ACCEPTED", 'PARTSTAT=ACCEPTED;SENT-BY="mailto:Secretary@justice.example"')
    assert read(text)[0].sent_by == "secretary@justice.example"


@pytest.mark.parametrize(("text", "why"), [
    (REPLY.replace("METHOD:REPLY", "METHOD:ADD"), "only the NPM adds"),
    (REPLY.replace("METHOD:REPLY", "METHOD:REFRESH"), "asks for the invitation"),
    (within("RECURRENCE-ID:20270115T090000Z"), "no series"),
])  # fmt: skip
def test_what_only_the_organizer_does_and_days_of_a_series_are_refused_with_the_way_out(text, why):
    with pytest.raises(Refused, match=why) as refused:
        read(text)
    assert "npmsync" in refused.value.hint
