"""A recommendation, and an authority's response to it. What the authority says and what the NPM assesses are two fields
of two records, never one."""

from __future__ import annotations

from datetime import date

from npmsync.domain.record import Record, authority, npm
from npmsync.domain.words import Audience, Position, Priority, Stage, Status


class Recommendation(Record):
    """`addressees` are authority ids in the tracker's order. A tracker row without columns for them is `final` and
    seen by its addressees. `status` is the latest assessment, None while not assessed; `status_basis` says what it
    rests on, None where the NPM's own tracker gave it."""

    ref: str | None = npm(Audience.AUTHORITY)
    text: str = npm(Audience.AUTHORITY, ...)
    topics: tuple[str, ...] = npm(Audience.AUTHORITY, ())
    addressees: tuple[str, ...] = npm(Audience.AUTHORITY, ())
    place: str | None = npm(Audience.AUTHORITY)
    visit_date: date | None = npm(Audience.AUTHORITY)
    issued_on: date | None = npm(Audience.AUTHORITY)
    response_due: date | None = npm(Audience.AUTHORITY)
    implementation_due: date | None = npm(Audience.AUTHORITY)
    priority: Priority | None = npm(Audience.AUTHORITY)
    stage: Stage = npm(Audience.INTERNAL, Stage.FINAL)
    confidentiality: Audience = npm(Audience.INTERNAL, Audience.AUTHORITY)
    status: Status | None = npm(Audience.AUTHORITY)
    status_basis: str | None = npm(Audience.INTERNAL)
    notes: str | None = npm(Audience.INTERNAL)

    @property
    def open(self) -> bool:
        """Something is still asked of somebody."""
        return self.status is None or not self.status.settled


class Response(Record):
    """An authority's answer to one recommendation: one per recommendation and addressee, earlier versions in the
    history. `authority` is None where the tracker names no addressee."""

    recommendation: str = npm(Audience.AUTHORITY, ...)
    authority: str | None = npm(Audience.AUTHORITY)
    responded_on: date | None = authority(Audience.AUTHORITY)
    position: Position | None = authority(Audience.AUTHORITY)
    text: str | None = authority(Audience.AUTHORITY)
    actions: str | None = authority(Audience.AUTHORITY)
    reasons: str | None = authority(Audience.AUTHORITY)
    progress: str | None = authority(Audience.AUTHORITY)
    contact: str | None = authority(Audience.AUTHORITY)
    comments: str | None = authority(Audience.AUTHORITY)

    @property
    def given(self) -> bool:
        """The authority has said something: a text, a position, a date, an action or a reason."""
        return any((self.responded_on, self.position, self.text, self.actions, self.reasons))
