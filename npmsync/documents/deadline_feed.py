"""Deadlines as a calendar for the NPM's own people. Each entry says that it is internal, and is marked confidential."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID, uuid5

from npmsync.dialogue.ahead import Ahead
from npmsync.documents.dossier import banner
from npmsync.documents.wording import Wording
from npmsync.domain.outgoing import _KEY, Inside
from npmsync.ports import Attendee, CalendarEvent

_DEADLINES = UUID("c3a6a0f4-6a3b-5b1e-8a27-0f5d3d7c1c55")
_LENGTH = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class FeedClock:
    """`stamp` is the moment of writing (aware), `timezone` an IANA name, `opens` when the office does."""

    stamp: datetime
    timezone: str
    opens: time


def deadline_events(
    deadlines: Iterable[Ahead], organizer: Attendee, clock: FeedClock, wording: Wording
) -> list[Inside[CalendarEvent]]:
    """An entry for each deadline, in the morning of its day; the same deadline keeps its UID."""
    return [Inside(_event(line, organizer, clock, wording), key=_KEY) for line in deadlines]


def _event(line: Ahead, organizer: Attendee, clock: FeedClock, wording: Wording) -> CalendarEvent:
    start = datetime.combine(line.day, clock.opens)
    name = f" – {line.name}" if line.name else ""
    count = f" ({len(line.about)})" if len(line.about) > 1 else ""
    mark = banner(wording)
    return CalendarEvent(
        uid=f"{uuid5(_DEADLINES, f'{line.day} {line.what} {line.authority}')}@npmsync",
        sequence=0,
        start=start,
        end=start + _LENGTH,
        timezone=clock.timezone,
        summary=f"{wording.say(f'feed.{line.what}')}{name}{count}",
        description="\n".join([mark, *line.about]),
        location="",
        stamp=clock.stamp,
        organizer=organizer,
    )
