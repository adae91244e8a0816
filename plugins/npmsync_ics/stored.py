"""An event laid over the object that stands in a calendar: the lines that must change are changed, all others stay.

What people and programs added there is theirs: reminders, categories, colours, their own notes.
"""

from __future__ import annotations

from npmsync.errors import Refused
from npmsync.ports import CalendarEvent
from npmsync_ics import compose
from npmsync_ics.content import calendars, decoded, line_of, unfolded

_OURS = frozenset(
    {"DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "DURATION", "SUMMARY", "LOCATION", "STATUS",
     "ORGANIZER", "ATTENDEE", "CONFERENCE", "TRANSP"}
)  # fmt: skip
_KEPT_IF_SET = frozenset({"TRANSP"})
"""What is ours only where we say something: whether the time counts as busy is the owner's to choose."""


def stored(event: CalendarEvent, over: bytes | None, described: bool) -> bytes:
    """The object's bytes. `described`: the description there is ours to replace. Raises `Refused` where what stands
    there is not this event alone, or a series."""
    if over is None:
        return compose.stored(event)
    notes: list[str] = []
    whole = calendars(over, notes)
    found = [part for calendar in whole for part in calendar.within("VEVENT")]
    mine = [part for part in found if part.text("UID") == event.uid]
    if len(whole) != 1 or len(found) != len(mine) or not mine:
        raise Refused("not-our-event", "It holds events that are not npmsync's.", "Look at it in the calendar.")
    if len(mine) > 1 or any(mine[0].first(name) for name in ("RRULE", "RDATE", "RECURRENCE-ID")):
        raise Refused("series-in-calendar", "It was made a repeating event in the calendar.", "Change it there.")
    sequence = mine[0].text("SEQUENCE")
    if sequence.isascii() and sequence.isdigit() and event.sequence < int(sequence) < 2**31:
        from dataclasses import replace

        event = replace(event, sequence=int(sequence))  # never back: RFC 5545 section 3.8.7.4
    fresh = _event_lines(compose.stored(event))
    return _spliced(over, fresh, described)


def _event_lines(data: bytes) -> dict[str, list[str]]:
    """The property lines of our own event, and its zones under "VTIMEZONE"."""
    lines: dict[str, list[str]] = {"VTIMEZONE": []}
    within: list[str] = []
    for _, text in unfolded(decoded(data)):
        line = line_of(text)
        assert line is not None  # we wrote it
        if line.name == "BEGIN":
            within.append(line.value)
        if "VTIMEZONE" in within:
            lines["VTIMEZONE"].append(text)
        elif within == ["VCALENDAR", "VEVENT"] and line.name != "BEGIN":
            lines.setdefault(line.name, []).append(text)
        if line.name == "END":
            within.pop()
    return lines


def _spliced(over: bytes, fresh: dict[str, list[str]], described: bool) -> bytes:
    ours = _OURS | ({"DESCRIPTION"} if described else set())
    ours -= {name for name in _KEPT_IF_SET if name not in fresh}
    lines = [(line_of(text), text) for _, text in unfolded(decoded(over))]
    ours_too = {text for text in fresh["VTIMEZONE"] if text.startswith("TZID:")}
    out: list[str] = []
    within: list[str] = []
    zone: list[str] = []
    for line, text in lines:
        if line is None:
            continue
        if line.name == "BEGIN":
            within.append(line.value.strip().upper())
        in_event = within == ["VCALENDAR", "VEVENT"]
        if in_event and line.name == "BEGIN":
            out += fresh["VTIMEZONE"]
        if within[1:2] == ["VTIMEZONE"]:  # one of the same name is replaced: a country may have changed its rules
            zone.append(text)
            if line.name == "END" and len(within) == 2:
                out += [] if ours_too & set(zone) else zone
                zone = []
            if line.name == "END":
                within.pop()
            continue
        if in_event and line.name in ours:
            continue
        if in_event and line.name == "END":
            out += [each for name, made in fresh.items() if name in ours for each in made]
        out.append(text)
        if line.name == "END" and within:
            within.pop()
    return "".join(f"{_folded(text)}\r\n" for text in out).encode()


def _folded(text: str) -> str:
    """At most 75 octets a line, no character cut (RFC 5545 section 3.1)."""
    if len(text) <= 75 and len(text.encode()) <= 75:
        return text
    data = text.encode()
    pieces: list[bytes] = []
    while len(data) > 75 - bool(pieces):
        cut = 75 - bool(pieces)
        while data[cut] & 0xC0 == 0x80:  # in the middle of a character
            cut -= 1
        pieces.append(data[:cut])
        data = data[cut:]
    return b"\r\n ".join([*pieces, data]).decode()
