"""Events written as iCalendar, with what the library would let pass checked first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from npmsync.errors import Refused
from npmsync.ports import Attendee, CalendarEvent, Method
from npmsync_ics.zones import timezone_text, zone_named

if TYPE_CHECKING:
    from icalendar import Calendar, Event, vCalAddress

_END = b"END:VCALENDAR"
PRODUCT = "-//npmsync//npmsync//EN"
_PARTSTATS = frozenset({"needs-action", "accepted", "declined", "tentative", "delegated"})
# RFC 5322 addr-spec without quoted forms and comments, which calendar programs do not agree on.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
_CONFERENCE = re.compile(r"(?:https://|tel:)[!#$%&'()*+,./0-9:;=?@A-Z\[\]_a-z~-]{1,2000}")
LONGEST_TEXT = 10_000
"""Characters of a description: an agenda of a hundred items has about that, and some readers cut off what is longer."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def invitation(event: CalendarEvent, method: Method) -> bytes:
    """The iTIP object (RFC 5546 section 3.2) for one event."""
    calendar = _calendar()
    calendar.add("method", method.value)
    cancelled = event.cancelled or method is Method.CANCEL
    return _bytes(calendar, [_event(event, cancelled, with_people=method is not Method.PUBLISH)], [event])


def feed(events: Sequence[CalendarEvent], name: str) -> bytes:
    """One calendar of all events; RFC 7986 names it, `X-WR-CALNAME` does for older programs."""
    calendar = _calendar()
    calendar.add("method", Method.PUBLISH.value)
    calendar.add("name", _one_line(name))
    calendar.add("x-wr-calname", _one_line(name))
    made = [_event(event, event.cancelled, False) for event in sorted(events, key=lambda e: (e.start, e.uid))]
    return _bytes(calendar, made, events)


def stored(event: CalendarEvent) -> bytes:
    """The object for a calendar store: no METHOD (RFC 4791 section 4.1), and attendees whom the server is to write
    nothing to (RFC 6638 section 7.1): invitations are the NPM's to send."""
    made = _event(event, event.cancelled, with_people=True)
    for attendee in _as_list(made.get("attendee")):
        attendee.params["SCHEDULE-AGENT"] = "CLIENT"
    if event.cancelled:
        made["transp"] = "TRANSPARENT"
    return _bytes(_calendar(), [made], [event])


def _as_list(value: object) -> list[vCalAddress]:
    return value if isinstance(value, list) else [value] if value is not None else []  # type: ignore[list-item]


def _calendar() -> Calendar:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _zones(events: Sequence[CalendarEvent]) -> Iterator[bytes]:
    """One VTIMEZONE a zone, for the years of its events (RFC 5545 section 3.6.5: one for each TZID used)."""
    years: dict[str, set[int]] = {}
    for event in events:
        years.setdefault(event.timezone, set()).update((event.start.year, event.end.year))
    for name in sorted(years):
        yield timezone_text(name, min(years[name]), max(years[name]))


def _event(event: CalendarEvent, cancelled: bool, with_people: bool) -> Event:
    from icalendar import Event

    if not event.uid.strip() or _CONTROL.search(event.uid):
        raise Refused("event-without-uid", f"The meeting {event.summary} has no usable UID.", "Report this as a fault.")
    if event.end <= event.start:
        raise Refused("event-ends-early", f"The meeting {event.summary} ends before it begins.", "Correct its times.")
    made = Event()
    made.add("uid", event.uid)
    stamp = event.stamp.astimezone(UTC).replace(microsecond=0)
    made.add("dtstamp", stamp)
    if event.created is not None:
        made.add("created", min(event.created.astimezone(UTC).replace(microsecond=0), stamp))
    made.add("last-modified", stamp)
    made.add("sequence", event.sequence)
    _add_time(made, "dtstart", event.start, event.timezone)
    _add_time(made, "dtend", event.end, event.timezone)
    language = {"LANGUAGE": event.language} if event.language else {}
    made.add("summary", _one_line(event.summary), parameters=language)
    if event.description:
        made.add("description", _bounded(_text(event.description)), parameters=language)
    if event.location:
        made.add("location", _one_line(event.location))
    if event.conference and not cancelled:
        _add_conference(made, event.conference, language)
    made.add("status", "CANCELLED" if cancelled else "TENTATIVE" if event.tentative else "CONFIRMED")
    made.add("class", "CONFIDENTIAL" if event.private else "PUBLIC")
    made.add("organizer", _person(event.organizer))
    if with_people:
        for attendee in event.attendees:
            made.add("attendee", _attendee(attendee, asked=not cancelled))
        if event.reminder_minutes is not None and not cancelled:
            made.add_component(_alarm(event))
    return made


def _add_time(made: Event, name: str, moment: datetime, zone: str) -> None:
    from icalendar import vDatetime

    known = zone_named(zone)
    if known is None:
        made.add(name, moment.replace(tzinfo=UTC))
        return
    value = vDatetime(moment.replace(tzinfo=None, microsecond=0))
    value.params["TZID"] = zone
    made.add(name, value)


def _add_conference(made: Event, address: str, language: dict[str, str]) -> None:
    """RFC 7986 section 5.11. Only addresses that a program may open without danger are written."""
    from icalendar import vUri

    if not _CONFERENCE.fullmatch(address):
        raise Refused(
            "bad-conference",
            f"{address[:80]!r} is no address of an online meeting.",
            "Write an https:// or a tel: address without blanks.",
        )
    uri = vUri(address)
    uri.params["VALUE"] = "URI"
    uri.params["FEATURE"] = "PHONE" if address.startswith("tel:") else ["AUDIO", "VIDEO"]
    uri.params["LABEL"] = address.partition(":")[2].lstrip("/").partition("/")[0]
    made.add("conference", uri)


def _alarm(event: CalendarEvent) -> Event:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _one_line(event.summary))
    alarm.add("trigger", timedelta(minutes=-(event.reminder_minutes or 0)))
    return alarm  # type: ignore[return-value]


def _person(person: Attendee) -> vCalAddress:
    from icalendar import vCalAddress

    if not _ADDRESS.fullmatch(person.email):
        raise Refused(
            "bad-address",
            f"{person.email!r} of {person.name} is no e-mail address that a calendar can use.",
            "Correct it in the list of contacts.",
        )
    address = vCalAddress(f"mailto:{person.email}")
    # A quotation mark cannot stand in a parameter's value (RFC 5545 section 3.2).
    name = _one_line(person.name).replace('"', "'")
    if name:
        address.params["CN"] = name
    return address


def _attendee(person: Attendee, asked: bool = True) -> vCalAddress:
    if person.partstat not in _PARTSTATS:
        raise Refused(
            "bad-partstat", f"{person.partstat!r} is no answer that a calendar knows.", f"One of {sorted(_PARTSTATS)}."
        )
    address = _person(person)
    if person.kind != "individual":
        address.params["CUTYPE"] = person.kind.upper()
    # Exchange takes whoever does not take part for a resource (MS-OXCICAL 2.1.3.1.1.20.2); a room is one.
    thing = person.kind in ("room", "resource")
    role = "NON-PARTICIPANT" if thing else "REQ-PARTICIPANT" if person.required else "OPT-PARTICIPANT"
    address.params["ROLE"] = role
    address.params["PARTSTAT"] = person.partstat.upper()
    for parameter, other in (("DELEGATED-TO", person.delegated_to), ("DELEGATED-FROM", person.delegated_from)):
        if other is not None and _ADDRESS.fullmatch(other):
            address.params[parameter] = f"mailto:{other}"
    if asked:
        address.params["RSVP"] = "TRUE"
    return address


def _one_line(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()


def _text(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_CONTROL.sub(" ", line) for line in lines)


def _bounded(text: str) -> str:
    """The text, ended at a line where it is too long."""
    if len(text) <= LONGEST_TEXT:
        return text
    return text[:LONGEST_TEXT].rpartition("\n")[0] + "\n…"


def _bytes(calendar: Calendar, made: Sequence[Event], events: Sequence[CalendarEvent]) -> bytes:
    """The bytes, in the order in which properties were added; lines folded at 75 octets (RFC 5545 section 3.1). Zones
    come first: some readers know only those that they have passed."""
    head, end = calendar.to_ical(sorted=False).split(_END)
    parts = [head, *_zones(events), *(one.to_ical(sorted=False) for one in made), _END, end]
    return b"".join(parts)
