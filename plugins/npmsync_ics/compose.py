"""Events written as iCalendar, with what the library would let pass checked first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from npmsync.errors import Refused
from npmsync.ports import Attendee, CalendarEvent, Method
from npmsync_ics.zones import timezone_component, zone_named

if TYPE_CHECKING:
    from icalendar import Calendar, Event, vCalAddress

PRODUCT = "-//npmsync//npmsync//EN"
_PARTSTATS = frozenset({"needs-action", "accepted", "declined", "tentative", "delegated"})
# RFC 5322 addr-spec without quoted forms and comments, which calendar programs do not agree on.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def invitation(event: CalendarEvent, method: Method) -> bytes:
    """The iTIP object (RFC 5546 section 3.2) for one event."""
    calendar = _calendar()
    calendar.add("method", method.value)
    cancelled = event.cancelled or method is Method.CANCEL
    with_people = method is not Method.PUBLISH
    _add_zones(calendar, [event])
    calendar.add_component(_event(event, cancelled, with_people))
    return _bytes(calendar)


def feed(events: Sequence[CalendarEvent], name: str) -> bytes:
    """One calendar of all events; RFC 7986 names it, `X-WR-CALNAME` does for older programs."""
    calendar = _calendar()
    calendar.add("method", Method.PUBLISH.value)
    calendar.add("name", _one_line(name))
    calendar.add("x-wr-calname", _one_line(name))
    _add_zones(calendar, events)
    for event in sorted(events, key=lambda e: (e.start, e.uid)):
        calendar.add_component(_event(event, event.cancelled, False))
    return _bytes(calendar)


def _calendar() -> Calendar:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _add_zones(calendar: Calendar, events: Sequence[CalendarEvent]) -> None:
    """One VTIMEZONE a zone, for the years of its events (RFC 5545 section 3.6.5: one for each TZID used)."""
    years: dict[str, set[int]] = {}
    for event in events:
        years.setdefault(event.timezone, set()).update((event.start.year, event.end.year))
    for name in sorted(years):
        component = timezone_component(name, min(years[name]), max(years[name]))
        if component is not None:
            calendar.add_component(component)


def _event(event: CalendarEvent, cancelled: bool, with_people: bool) -> Event:
    from icalendar import Event

    if not event.uid.strip() or _CONTROL.search(event.uid):
        raise Refused("event-without-uid", f"The meeting {event.summary} has no usable UID.", "Report this as a fault.")
    if event.end <= event.start:
        raise Refused("event-ends-early", f"The meeting {event.summary} ends before it begins.", "Correct its times.")
    made = Event()
    made.add("uid", event.uid)
    made.add("dtstamp", event.stamp.astimezone(UTC).replace(microsecond=0))
    made.add("sequence", event.sequence)
    _add_time(made, "dtstart", event.start, event.timezone)
    _add_time(made, "dtend", event.end, event.timezone)
    made.add("summary", _one_line(event.summary))
    if event.description:
        made.add("description", _text(event.description))
    if event.location:
        made.add("location", _one_line(event.location))
    made.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    made.add("class", "CONFIDENTIAL" if event.private else "PUBLIC")
    made.add("organizer", _person(event.organizer))
    if with_people:
        for attendee in event.attendees:
            made.add("attendee", _attendee(attendee))
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


def _attendee(person: Attendee) -> vCalAddress:
    if person.partstat not in _PARTSTATS:
        raise Refused(
            "bad-partstat", f"{person.partstat!r} is no answer that a calendar knows.", f"One of {sorted(_PARTSTATS)}."
        )
    address = _person(person)
    address.params["ROLE"] = "REQ-PARTICIPANT" if person.required else "OPT-PARTICIPANT"
    address.params["PARTSTAT"] = person.partstat.upper()
    address.params["RSVP"] = "TRUE"
    return address


def _one_line(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()


def _text(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_CONTROL.sub(" ", line) for line in lines)


def _bytes(calendar: Calendar) -> bytes:
    """The bytes, in the order in which properties were added; lines folded at 75 octets (RFC 5545 section 3.1)."""
    return calendar.to_ical(sorted=False)
