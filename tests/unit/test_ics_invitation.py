"""Invitations, cancellations and feeds as bytes (RFC 5545, RFC 5546)."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from npmsync.documents import gate
from npmsync.domain.outgoing import Outgoing
from npmsync.domain.words import MeetingStatus
from npmsync.errors import Refused
from npmsync.ports import Attendee, CalendarEvent, Method
from npmsync.testing.samples import NOW, SECRET, sample_event
from npmsync_ics.adapter import IcsFormat

ICS = IcsFormat()


def changed(event: Outgoing[CalendarEvent], **fields: object) -> Outgoing[CalendarEvent]:
    return gate.shaped(event, lambda e: dataclasses.replace(e, **fields))  # type: ignore[arg-type]


def lines(data: bytes) -> list[str]:
    return data.decode().replace("\r\n ", "").split("\r\n")


def test_an_invitation_says_whose_it_is_when_and_for_whom() -> None:
    told = lines(ICS.invitation(sample_event(sequence=2), Method.REQUEST))
    for line in (
        "METHOD:REQUEST", "UID:meeting-1@npm.example", "SEQUENCE:2", "DTSTAMP:20261102T090000Z",
        "DTSTART;TZID=Europe/Paris:20270115T100000", "DTEND;TZID=Europe/Paris:20270115T113000",
        'ORGANIZER;CN="NPM of Example":mailto:npm@npm.example', "CLASS:CONFIDENTIAL", "STATUS:CONFIRMED",
        'ATTENDEE;CN="Focal point";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:focal@justice.example',
    ):  # fmt: skip
        assert line in told


def test_a_room_a_deputy_and_when_it_was_made_are_said() -> None:
    uid = "019a5a2b-7c00-7000-8000-000000000001@npmsync"
    people = (
        Attendee("Focal point", "focal@justice.example", partstat="delegated", delegated_to="deputy@justice.example"),
        Attendee("Deputy", "deputy@justice.example", delegated_from="focal@justice.example"),
        Attendee("Room 2", "room2@npm.example", kind="room"),
    )
    told = lines(ICS.invitation(changed(sample_event(uid=uid), attendees=people), Method.REQUEST))
    assert "CREATED:20251106T171630Z" in told
    for line in (
        'ATTENDEE;CN="Focal point";DELEGATED-TO="mailto:deputy@justice.example";ROLE=REQ-PARTICIPANT;'
        "PARTSTAT=DELEGATED;RSVP=TRUE:mailto:focal@justice.example",
        'ATTENDEE;CN="Room 2";CUTYPE=ROOM;ROLE=NON-PARTICIPANT;PARTSTAT=NEEDS-ACTION;'
        "RSVP=TRUE:mailto:room2@npm.example",
    ):
        assert sorted(line.split(";")) in [sorted(each.split(";")) for each in told], told


def test_the_title_is_neutral() -> None:
    assert "SUMMARY;LANGUAGE=en:Meeting with the National Preventive Mechanism" in lines(
        ICS.invitation(sample_event(), Method.REQUEST)
    )


def test_lines_end_in_crlf_and_none_is_longer_than_75_octets() -> None:
    data = ICS.invitation(sample_event("ar"), Method.REQUEST)
    assert data.endswith(b"\r\n") and not re.search(rb"(?<!\r)\n|\r(?!\n)", data)
    assert max(len(line) for line in data.split(b"\r\n")) <= 75


def test_a_cancellation_is_cancelled_whatever_the_event_says() -> None:
    told = lines(ICS.invitation(sample_event(), Method.CANCEL))
    assert "METHOD:CANCEL" in told and "STATUS:CANCELLED" in told


def test_a_feed_invites_nobody() -> None:
    cancelled = sample_event(uid="meeting-2@npm.example", status=MeetingStatus.CANCELLED)
    told = lines(ICS.feed([sample_event(), cancelled], "NPM"))
    assert "METHOD:PUBLISH" in told and "X-WR-CALNAME:NPM" in told and "STATUS:CANCELLED" in told
    assert not [line for line in told if line.startswith("ATTENDEE")]
    assert sum(line == "BEGIN:VTIMEZONE" for line in told) == 1


def test_the_same_event_gives_the_same_bytes() -> None:
    assert ICS.invitation(sample_event(), Method.REQUEST) == ICS.invitation(sample_event(), Method.REQUEST)


def test_internal_text_is_in_no_byte() -> None:
    data = ICS.invitation(sample_event(), Method.REQUEST) + ICS.feed([sample_event()], "NPM")
    assert SECRET not in data.decode().replace("\r\n ", "")


@pytest.mark.parametrize("field", ["summary", "description", "location"])
def test_a_line_break_in_a_text_makes_no_property(field: str) -> None:
    event = changed(sample_event(), **{field: "Fine\r\nATTENDEE:mailto:x@y.example\u2028X:1"})
    data = ICS.invitation(event, Method.REQUEST)
    assert sum(line.startswith("ATTENDEE") for line in lines(data)) == 1
    assert Calendar.from_ical(data).walk("VEVENT")


def test_a_name_with_quotes_and_breaks_makes_no_parameter() -> None:
    person = Attendee('A "B";ROLE=CHAIR\r\nX:1', "a@justice.example")
    data = ICS.invitation(changed(sample_event(), attendees=(person,)), Method.REQUEST)
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    assert event["ATTENDEE"].params["CN"] == "A 'B';ROLE=CHAIR X:1"
    assert event["ATTENDEE"].params["ROLE"] == "REQ-PARTICIPANT"


@pytest.mark.parametrize(
    "address", ["", "nobody", "a b@x.example", "a@x.example\r\nX:1", "a@b@c.example", "ä@x.example"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(Refused, match="address"):
        ICS.invitation(changed(sample_event(), attendees=(Attendee("A", address),)), Method.REQUEST)


@pytest.mark.parametrize("fields", [
    {"timezone": "Mars/Olympus"}, {"uid": "a\r\nb"}, {"uid": " "}, {"end": datetime(2020, 1, 1)},  # noqa: DTZ001
    {"attendees": (Attendee("A", "a@x.example", partstat="maybe"),)},
])  # fmt: skip
def test_what_the_library_would_let_pass_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(Refused):
        ICS.invitation(changed(sample_event(), **fields), Method.REQUEST)


def test_utc_needs_no_zone() -> None:
    told = lines(ICS.invitation(changed(sample_event(), timezone="UTC"), Method.REQUEST))
    assert "DTSTART:20270115T100000Z" in told and "BEGIN:VTIMEZONE" not in told


def test_dtstamp_is_the_moment_given_in_utc() -> None:
    assert NOW.tzinfo is UTC
    assert "DTSTAMP:20261102T090000Z" in lines(ICS.invitation(sample_event(), Method.REQUEST))


def test_what_rfc_5546_asks_of_each_method() -> None:
    """Sections 3.2.1, 3.2.2 and 3.2.5: what must, may and must not be there."""
    event = changed(sample_event(sequence=3), conference="https://meet.npm.example/1", reminder_minutes=30)
    request, cancel = lines(ICS.invitation(event, Method.REQUEST)), lines(ICS.invitation(event, Method.CANCEL))
    publish = lines(ICS.feed([event], "NPM"))
    for told in (request, cancel, publish):
        for name in ("DTSTAMP", "DTSTART", "ORGANIZER", "SEQUENCE", "SUMMARY", "UID", "LAST-MODIFIED"):
            # A VTIMEZONE has a DTSTART of its own for each of its observances.
            inside = told[told.index("BEGIN:VEVENT") :]
            assert sum(line.split(":")[0].split(";")[0] == name for line in inside) == 1, name
    assert "CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=meet.npm.example:https://meet.npm.example/1" in request
    assert "STATUS:CANCELLED" in cancel and not any("RSVP" in line or line.startswith("CONFERENCE") for line in cancel)
    assert "BEGIN:VALARM" in request and "BEGIN:VALARM" not in cancel + publish
    assert not any(line.startswith("ATTENDEE") for line in publish)
    assert "STATUS:TENTATIVE" in lines(ICS.invitation(changed(event, tentative=True), Method.REQUEST))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://x.example", "https://x.example/a b", "file:///etc"])
def test_a_conference_is_an_address_that_may_be_opened(address: str) -> None:
    with pytest.raises(Refused, match="online meeting"):
        ICS.invitation(changed(sample_event(), conference=address), Method.REQUEST)


def test_a_long_agenda_ends_at_a_line() -> None:
    event = changed(sample_event(), description="\n".join(f"{n} {'x' * 80}" for n in range(400)))
    (read,) = ICS.items(ICS.invitation(event, Method.REQUEST)).items
    assert len(read.description) < 10_100 and read.description.endswith("x\n…")
