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
class SharedCommitment:
    """What somebody agreed to; `who` is an authority's name, None for the NPM."""

    who: str | None
    text: str
    due: date | None = None
    done_on: date | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class SharedNote:
    """What a meeting noted of one thing, and what the reader says of it: `agrees` None while it has said nothing of
    that, or says something else. Of a commitment, `text` is what was agreed to by `who` (None: the NPM)."""

    id: str
    text: str
    ref: str | None = None
    done: str = ""
    not_done: str = ""
    who: str | None = None
    due: date | None = None
    agrees: bool | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class SharedMinutes:
    """The minutes of a meeting for one of the authorities that were there. `present` are names."""

    title: str
    start: datetime
    end: datetime
    place: str | None
    authorities: tuple[str, ...]
    present: tuple[str, ...] = ()
    outcomes: tuple[SharedNote, ...] = ()
    commitments: tuple[SharedNote, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedMeeting:
    """A meeting as all who are invited may see it. `authorities` are names; `start` and `end` wall-clock times in
    `timezone`; `agenda` and `commitments` hold only what everyone invited may read; `people` are name and
    authority (None: of the NPM)."""

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
    commitments: tuple[SharedCommitment, ...] = ()
    people: tuple[tuple[str, str | None], ...] = ()
    conference: str | None = None
