"""What is written into an event is read from it again, and nothing in it makes a second one."""

from __future__ import annotations

import dataclasses

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from npmsync.documents import gate
from npmsync.errors import Refused
from npmsync.ports import Attendee, Method
from npmsync.testing.samples import sample_event
from npmsync_ics.adapter import IcsFormat

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=200)
EVENT = sample_event()


@settings(max_examples=80, deadline=None)
@given(texts, texts, texts, texts)
def test_texts_are_texts_and_nothing_else(summary: str, description: str, location: str, name: str) -> None:
    event = gate.shaped(EVENT, lambda e: dataclasses.replace(
        e, summary=summary, description=description, location=location,
        attendees=(Attendee(name, "a@justice.example"),),
    ))  # fmt: skip
    data = IcsFormat().invitation(event, Method.REQUEST)
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    data.decode()
    (read,) = Calendar.from_ical(data).walk("VEVENT")
    assert set(read) == {
        "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS", "CLASS", "ORGANIZER",
        "ATTENDEE",
        *(["DESCRIPTION"] if description else []), *(["LOCATION"] if location else []),
    }  # fmt: skip
    assert str(read["ATTENDEE"]) == "mailto:a@justice.example"
    assert set(read["ATTENDEE"].params) <= {"CN", "ROLE", "PARTSTAT", "RSVP"}


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=300), texts.map(lambda t: f"BEGIN:VCALENDAR\n{t}\nEND:VCALENDAR".encode())))
def test_any_bytes_give_replies_or_a_reason(data: bytes) -> None:
    try:
        IcsFormat().replies(data)
    except Refused as refused:
        assert refused.message and refused.hint
