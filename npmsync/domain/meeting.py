"""A meeting with authorities. One meeting has one UID for ever (RFC 5545 section 3.8.4.7)."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from npmsync.domain.record import Record, npm_field
from npmsync.domain.words import Audience, MeetingKind, MeetingStatus, ParticipantRole, Partstat, Status


class Participant(BaseModel):
    """Who is asked to come. `authority` is its id, None for the NPM's own people. `email` is None while no address is
    known: planning works without, inviting says so."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    name: str
    email: str | None = None
    authority: str | None = None
    role: ParticipantRole = ParticipantRole.REQUIRED
    partstat: Partstat = Partstat.NEEDS_ACTION
    guest: bool = False
    """A supporter or partner: sees public texts only, and the meeting does not wait for an answer."""
    agreed_on: date | None = None
    """When a political contact agreed to the date; None: not yet, or not needed."""
    delegated_to: str | None = None
    """The address of who comes instead, and is asked beside: another participant's."""
    answered_at: datetime | None = None
    """When the answer that counts was given, aware; an older one that comes late does not take its place."""


class Meeting(Record):
    """`start` and `end` are wall-clock times without offset in `timezone` (an IANA name): a country that changes its
    rules keeps the hour on the wall. `authorities` are ids, the places whose items it covers included. `place` is the
    room; `conference` an https or tel address to take part from afar. `agenda` holds recommendation ids. `sequence` is
    RFC 5546's; `invited_sequence` is the last one that went into an invitation, None before the first. `because` says
    why the meeting is needed and why then. `skipped_until`: it was called off, and no plan asks for it again before the
    day after. `attended` are the names of those who came, None while nobody has said; `minutes` what was noted down."""

    uid: str = npm_field(Audience.AUTHORITY, ...)
    kind: MeetingKind = npm_field(Audience.AUTHORITY, ...)
    title: str = npm_field(Audience.AUTHORITY, ...)
    topic: str | None = npm_field(Audience.AUTHORITY)
    authorities: tuple[str, ...] = npm_field(Audience.AUTHORITY, ())
    participants: tuple[Participant, ...] = npm_field(Audience.AUTHORITY, ())
    start: datetime = npm_field(Audience.AUTHORITY, ...)
    end: datetime = npm_field(Audience.AUTHORITY, ...)
    timezone: str = npm_field(Audience.AUTHORITY, ...)
    place: str | None = npm_field(Audience.AUTHORITY)
    conference: str | None = npm_field(Audience.AUTHORITY)
    status: MeetingStatus = npm_field(Audience.AUTHORITY, MeetingStatus.PROPOSED)
    sequence: int = npm_field(Audience.AUTHORITY, 0)
    invited_sequence: int | None = npm_field(Audience.INTERNAL)
    agenda: tuple[str, ...] = npm_field(Audience.AUTHORITY, ())
    ideal: date | None = npm_field(Audience.INTERNAL)
    because: str | None = npm_field(Audience.INTERNAL)
    cancelled_because: str | None = npm_field(Audience.INTERNAL)
    skipped_until: date | None = npm_field(Audience.INTERNAL)
    attended: tuple[str, ...] | None = npm_field(Audience.AUTHORITY)
    minutes: str | None = npm_field(Audience.INTERNAL)

    @property
    def live(self) -> bool:
        return self.status is not MeetingStatus.CANCELLED


class Outcome(Record):
    """What a meeting came to on one recommendation (ids of both): what has been done, what has not and why, as it was
    said there. `proposed` is the status that somebody noted: a proposal, until the NPM takes it."""

    meeting: str = npm_field(Audience.INTERNAL, ...)
    recommendation: str = npm_field(Audience.AUTHORITY, ...)
    done: str | None = npm_field(Audience.AUTHORITY)
    not_done: str | None = npm_field(Audience.AUTHORITY)
    proposed: Status | None = npm_field(Audience.INTERNAL)
