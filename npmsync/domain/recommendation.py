"""A recommendation, and an authority's response to it. What the authority says and what the NPM assesses are two fields
of two records, never one."""

from __future__ import annotations

from datetime import date

from npmsync.domain.record import Record, authority_field, npm_field
from npmsync.domain.words import Audience, Position, Priority, Stage, Status


class Recommendation(Record):
    """`addressees` are authority ids in the tracker's order. A tracker row without columns for them is `final` and
    seen by its addressees. `status` is the latest assessment, None while not assessed; `status_basis` says what it
    rests on, None where the NPM's own tracker gave it. `reiterates` is the reference of the one it makes again, as the
    tracker writes it. `confidentiality` holds for the whole record: a field is seen by
    the narrower of its own audience and this."""

    ref: str | None = npm_field(Audience.PUBLIC)
    text: str = npm_field(Audience.PUBLIC, ...)
    topics: tuple[str, ...] = npm_field(Audience.PUBLIC, ())
    addressees: tuple[str, ...] = npm_field(Audience.PUBLIC, ())
    place: str | None = npm_field(Audience.PUBLIC)
    visit_date: date | None = npm_field(Audience.PUBLIC)
    issued_on: date | None = npm_field(Audience.PUBLIC)
    response_due: date | None = npm_field(Audience.AUTHORITY)
    implementation_due: date | None = npm_field(Audience.AUTHORITY)
    priority: Priority | None = npm_field(Audience.AUTHORITY)
    stage: Stage = npm_field(Audience.INTERNAL, Stage.FINAL)
    confidentiality: Audience = npm_field(Audience.INTERNAL, Audience.AUTHORITY)
    status: Status | None = npm_field(Audience.AUTHORITY)
    status_basis: str | None = npm_field(Audience.INTERNAL)
    reiterates: str | None = npm_field(Audience.AUTHORITY)
    notes: str | None = npm_field(Audience.INTERNAL)

    @property
    def open(self) -> bool:
        """Something is still asked of somebody."""
        return self.status is None or not self.status.settled


class Response(Record):
    """An authority's answer to one recommendation: one per recommendation and addressee, earlier versions in the
    history. `authority` is None where the tracker names no addressee. `planned_on` is when the authority means to have
    done it; with `under_consideration`, until when it considers."""

    recommendation: str = npm_field(Audience.AUTHORITY, ...)
    authority: str | None = npm_field(Audience.AUTHORITY)
    responded_on: date | None = authority_field(Audience.AUTHORITY)
    position: Position | None = authority_field(Audience.AUTHORITY)
    text: str | None = authority_field(Audience.AUTHORITY)
    actions: str | None = authority_field(Audience.AUTHORITY)
    reasons: str | None = authority_field(Audience.AUTHORITY)
    progress: str | None = authority_field(Audience.AUTHORITY)
    planned_on: date | None = authority_field(Audience.AUTHORITY)
    contact: str | None = authority_field(Audience.AUTHORITY)
    comments: str | None = authority_field(Audience.AUTHORITY)

    @property
    def given(self) -> bool:
        """The authority has said something: a text, a position, a date, an action or a reason."""
        return any((self.responded_on, self.position, self.text, self.actions, self.reasons))
