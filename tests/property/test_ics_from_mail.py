"""Any bytes handed in as a mail give calendar parts or a reason; never another error."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from npmsync.errors import Refused
from npmsync_email.adapter import EmailFormat
from npmsync_ics.adapter import IcsFormat

HEADERS = (
    b"From: <a@x.example>", b"From: =?utf-8?b?!!!?=", b"MIME-Version: 1.0", b"Content-Type: text/calendar; charset=x",
    b"Content-Type: multipart/mixed; boundary=b", b"Content-Type: text/calendar; name*=utf-8''%ff",
    b"Content-Type: application/octet-stream; name=\"=?x?q?a.ics?=\"", b"Content-Transfer-Encoding: base64",
    b"Content-Transfer-Encoding: quoted-printable", b"Content-Type: ;;;",
    b"Content-Disposition: attachment; filename*0=a",
    b"Auto-Submitted: =?", b"--b", b"--b--", b"", b"BEGIN:VCALENDAR", b"BEGIN:VEVENT", b"END:VEVENT", b"END:VCALENDAR",
    b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.example", b"UID:1", b"QkVHSU4=", b"\xff\xfe", b"DTSTART;TZID=:x",
    b"ORGANIZER:", b"SEQUENCE:x", b'ATTENDEE;CN="a:b', b"METHOD:REPLY", b"DTSTAMP:1",
)  # fmt: skip
lines = st.lists(st.one_of(st.sampled_from(HEADERS), st.binary(max_size=30)), max_size=25)


@settings(max_examples=300, deadline=None)
@given(lines)
def test_a_mail_of_anything_gives_parts_or_a_reason(parts: list[bytes]) -> None:
    try:
        found = EmailFormat().calendars(b"\r\n".join(parts))
    except Refused as refused:
        assert refused.message and refused.hint
    else:
        assert all("@" in sender for sender, _ in found)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(HEADERS[15:]), st.text(max_size=20).map(str.encode)), max_size=12))
def test_an_event_of_anything_gives_replies_or_a_reason(parts: list[bytes]) -> None:
    text = b"\r\n".join([b"BEGIN:VCALENDAR", b"BEGIN:VEVENT", b"UID:1", *parts, b"END:VEVENT", b"END:VCALENDAR"])
    try:
        IcsFormat().replies(text)
    except Refused as refused:
        assert refused.message and refused.hint
