"""What passes the gate: records cut down to what the viewer may see. Plain values; the rest has no place here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from npmsync.domain.words import MeetingKind, MeetingStatus, Position, Priority, Status


@dataclass(frozen=True, slots=True)
class SharedAnswer:
    """The viewer's own answer so far. Names and units as in `domain.Response`."""

    responded_on: date | None = None
    position: Position | None = None
    text: str | None = None
    actions: str | None = None
    reasons: str | None = None
    progress: str | None = None
    planned_on: date | None = None
    contact: str | None = None
    comments: str | None = None


@dataclass(frozen=True, slots=True)
class SharedRecommendation:
    """A recommendation as the viewer may see it; a field that is not for its eyes is None or empty. `addressees` are
    names."""

    id: str
    text: str
    ref: str | None = None
    topics: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    place: str | None = None
    visit_date: date | None = None
    issued_on: date | None = None
    response_due: date | None = None
    implementation_due: date | None = None
    priority: Priority | None = None
    status: Status | None = None
    answer: SharedAnswer | None = None


@dataclass(frozen=True, slots=True)
class SharedMeeting:
    """A meeting as all who are invited may see it. `authorities` are names; `start` and `end` wall-clock times in
    `timezone`; `agenda` holds only what everyone invited may read."""

    uid: str
    kind: MeetingKind
    title: str
    topic: str | None
    authorities: tuple[str, ...]
    start: datetime
    end: datetime
    timezone: str
    place: str | None
    status: MeetingStatus
    sequence: int
    agenda: tuple[SharedRecommendation, ...] = ()
    conference: str | None = None
