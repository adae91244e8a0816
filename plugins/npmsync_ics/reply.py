"""Replies to invitations (RFC 5546 section 3.2.3) read from calendar data. Nothing in them is believed here."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from npmsync.errors import Refused
from npmsync.ports import CalendarReply
from npmsync_ics.lines import refused, reply_lines

if TYPE_CHECKING:
    from icalendar import Calendar, Component

_TWICE = re.compile(r";\s*PARTSTAT\s*=[^:]*;\s*PARTSTAT\s*=", re.IGNORECASE)
_LARGEST_SEQUENCE = 2**31 - 1
"""RFC 5545 section 3.3.8: an INTEGER."""
_LONGEST_COMMENT = 2_000


def replies(data: bytes) -> list[CalendarReply]:
    """One answer an event. Raises `Refused` where the data is no reply, speaks for several or contradicts itself."""
    from icalendar import Calendar

    lines = reply_lines(data)
    if any(_TWICE.search(re.sub('"[^"]*"', "", line)) for line in lines if line[:8].upper() == "ATTENDEE"):
        raise refused("It contradicts itself: it gives an answer (PARTSTAT) twice.")
    text = "\r\n".join(lines) + "\r\n"
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except Exception as fault:  # of a spoiled file the library raises whatever it stumbles over
        raise refused(f"It is damaged and cannot be read as a calendar ({str(fault)[:120]}).") from None
    for calendar in calendars:
        _refuse_what_only_we_do(str(calendar.get("METHOD", "")).strip().upper())
    found = [_reply(event, calendar) for calendar in calendars for event in calendar.walk("VEVENT")]
    said: dict[tuple[str, str], str] = {}
    for reply in found:
        earlier = said.setdefault((reply.uid, reply.attendee), reply.partstat)
        if earlier != reply.partstat:
            raise refused(f"It contradicts itself: the same UID is answered twice, {earlier} and {reply.partstat}.")
    return found


def _reply(event: Component, calendar: Calendar) -> CalendarReply:
    uid = _only(event, "UID")
    if uid is None:
        raise refused("It has no UID, so which meeting it answers is unknown.")
    attendees = event.get("ATTENDEE", [])
    attendees = attendees if isinstance(attendees, list) else [attendees]
    if not attendees:
        raise refused("It has no ATTENDEE, so who answers is unknown.")
    attendees = _without_the_delegator(attendees)
    if len(attendees) > 1:
        raise refused(f"It speaks for {len(attendees)} attendees at once; a reply is from one.")
    if _only(event, "RECURRENCE-ID") is not None:
        raise refused("It answers one day of a series, and our meetings are no series.")
    organizer = _only(event, "ORGANIZER")
    parameters = attendees[0].params
    return CalendarReply(
        uid=str(uid).strip(),
        sequence=_sequence(event),
        attendee=_address(str(attendees[0])),
        partstat=str(parameters.get("PARTSTAT", "needs-action")).strip().lower(),
        method=str(calendar.get("METHOD", "")).strip().upper(),
        comment=_comment(event, attendees[0]),
        start=_start(event),
        organizer=_address(str(organizer)) if organizer is not None else None,
        delegated_to=_addresses(parameters.get("DELEGATED-TO")),
        delegated_from=_addresses(parameters.get("DELEGATED-FROM")),
        sent_by=next(iter(_addresses(parameters.get("SENT-BY"))), None),
        stamp=_stamp(event),
    )


def _refuse_what_only_we_do(method: str) -> None:
    """ADD (RFC 5546 section 3.2.4) is the organizer's; REFRESH (3.2.6) asks for what `invite` writes."""
    if method == "ADD":
        raise refused("It would add a day to a meeting (METHOD:ADD); only the NPM adds to its meetings.")
    if method == "REFRESH":
        raise Refused(
            "asks-for-invitation",
            "It is no answer: it asks for the invitation as it is now (METHOD:REFRESH).",
            "Send the one that lies in outbox/ from your mail program; npmsync invite --meeting ID writes it anew.",
        )


def _without_the_delegator(attendees: list[Any]) -> list[Any]:
    """A delegate's answer names the one it comes for as well (RFC 5546 section 4.2.5); it speaks for the delegate."""
    if len(attendees) != 2:
        return attendees
    for one, other in (attendees, attendees[::-1]):
        sent = _address(str(other)) in _addresses(one.params.get("DELEGATED-TO"))
        if sent and str(one.params.get("PARTSTAT", "")).upper() == "DELEGATED":
            return [other]
    return attendees


def _addresses(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(_address(str(part)) for part in (value if isinstance(value, list | tuple) else [value]))


def _only(event: Component, name: str) -> Any:
    value = event.get(name)
    if isinstance(value, list):
        raise refused(f"It is damaged: it has {name} twice in one event.")
    return value if value is not None and str(value).strip() else None


def _sequence(event: Component) -> int:
    """0 where there is none (RFC 5545 section 3.8.7.4)."""
    value = _only(event, "SEQUENCE")
    text = "0" if value is None else str(value).strip()
    if not text.isascii() or not text.isdigit() or len(text) > 10 or int(text) > _LARGEST_SEQUENCE:
        raise refused(f"Its SEQUENCE is not a valid number: {text[:20]}.")
    return int(text)


def _address(value: str) -> str:
    """The address of a `mailto:` URI, in lower case: mail systems compare it without regard to case."""
    text = value.strip()
    return (text[7:] if text[:7].lower() == "mailto:" else text).strip().lower()


def _comment(event: Component, attendee: Any) -> str:
    """COMMENT, or what one wide-spread mail system writes into a parameter instead."""
    comments = event.get("COMMENT", [])
    comments = comments if isinstance(comments, list) else [comments]
    texts = [str(comment) for comment in comments] or [str(attendee.params.get("X-RESPONSE-COMMENT", ""))]
    return "\n".join(text for text in texts if text)[:_LONGEST_COMMENT]


def _start(event: Component) -> datetime | None:
    return _moment(event, "DTSTART")


def _stamp(event: Component) -> datetime | None:
    """DTSTAMP is in UTC (RFC 5545 section 3.8.7.2), whatever it says."""
    found = _moment(event, "DTSTAMP")
    return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found


def _moment(event: Component, name: str) -> datetime | None:
    # The library raises where a broken value is looked at, not where it is read.
    try:
        value = event.get(name).dt
    except (AttributeError, ValueError):
        return None
    return value if isinstance(value, datetime) else None
