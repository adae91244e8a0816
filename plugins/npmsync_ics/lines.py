"""Calendar data from outside, cut down to the lines that a reply consists of before any library sees it.

Sizes, lines and nesting are bounded. Time zones, alarms, recurrence rules, attachments and unknown properties are
dropped unread: nothing in them says who comes (and RFC 7808 lines in time zones stop the library).
"""

from __future__ import annotations

import codecs
import re

from npmsync.errors import Refused
from npmsync_ics.content import western

LARGEST = 1_000_000
"""Bytes. Honest replies have about two thousand."""
MOST_LINES = 5_000
MOST_EVENTS = 50
DEEPEST = 4
"""VCALENDAR, VEVENT, VALARM, and one for what others may add."""

_KEPT = frozenset(
    {
        "METHOD",
        "VERSION",
        "PRODID",
        "UID",
        "SEQUENCE",
        "DTSTAMP",
        "DTSTART",
        "ORGANIZER",
        "ATTENDEE",
        "COMMENT",
        "RECURRENCE-ID",
    }
)
_NAME = re.compile(r"([A-Za-z0-9-]+)(?=[;:])")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def reply_lines(data: bytes) -> list[str]:
    """The unfolded lines of every VCALENDAR in `data` that matter for a reply. Raises `Refused`, with the reason, for
    what is empty, too large, no calendar, incomplete or damaged."""
    lines = _unfolded(_decoded(data))
    if len(lines) > MOST_LINES:
        raise refused(f"It has {len(lines)} lines, too many: the limit is {MOST_LINES}.")
    if not lines or lines[0].strip().upper() != "BEGIN:VCALENDAR":
        raise refused("It is not a calendar: it does not begin with BEGIN:VCALENDAR.")
    return _kept(lines)


def _decoded(data: bytes) -> str:
    if not data.strip():
        raise refused(f"It is empty ({len(data)} bytes).")
    if len(data) > LARGEST:
        raise refused(f"It is too large: {len(data)} bytes, the limit is {LARGEST}.")
    if data.startswith(_UTF16):
        raise refused("It is in the encoding UTF-16, and a calendar is UTF-8 (RFC 5545 section 3.1.4).")
    if b"\0" in data:
        raise refused("It is damaged: it has NUL characters in it.")
    return western(data.removeprefix(codecs.BOM_UTF8))


def _unfolded(text: str) -> list[str]:
    """Lines with their continuations joined (RFC 5545 section 3.1). Ends of line without CR are common and taken."""
    lines: list[list[str]] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if line[:1] in (" ", "\t"):
            if not lines:
                raise refused("It is not a calendar: it begins with the continuation of a line.")
            lines[-1].append(line[1:])
        elif line.strip():
            lines.append([line])
    return ["".join(parts) for parts in lines]


def _kept(lines: list[str]) -> list[str]:
    kept: list[str] = []
    within: list[str] = []
    events = 0
    for number, line in enumerate(lines, 1):
        name = _NAME.match(line)
        if name is None:
            raise refused(f"It is damaged: line {number} is no calendar line.")
        word, value = name[1].upper(), line[name.end() + 1 :].strip().upper()
        if word == "BEGIN":
            within.append(value)
            events += value == "VEVENT"
            if len(within) > DEEPEST:
                raise refused(f"Its parts are nested too deep: the limit is {DEEPEST}.")
        if _matters(within) and (word in ("BEGIN", "END") or word in _KEPT):
            kept.append(f"{word}:{value}" if word in ("BEGIN", "END") else line)
        if word == "END" and (not within or within.pop() != value):
            raise refused(f"It is damaged: in line {number} a part ends that was not begun.")
    if within:
        raise refused(f"It is incomplete: the end of {within[-1]} is missing.")
    if events > MOST_EVENTS:
        raise refused(f"It holds {events} events, too many for a reply: the limit is {MOST_EVENTS}.")
    if not events:
        parts = {line[6:].strip().upper() for line in lines if line.upper().startswith("BEGIN:")} - {"VCALENDAR"}
        others = ", ".join(sorted(parts)) or "nothing"
        raise refused(f"It holds no event, so it is no reply to an invitation; it holds {others}.")
    return kept


def _matters(within: list[str]) -> bool:
    return within in (["VCALENDAR"], ["VCALENDAR", "VEVENT"])


def refused(what: str) -> Refused:
    """What is no reply, with the way to record an answer all the same."""
    return Refused(
        "not-a-reply", what, "If it is an answer in another form, record it: npmsync meetings rsvp ID EMAIL ANSWER."
    )
