"""Letters, out and in, and what an authority says of a draft recommendation when it is discussed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from npmsync.domain.record import Record, npm_field
from npmsync.domain.words import Audience


class LetterState(StrEnum):
    """How far a letter has come. Only who signs moves one past `APPROVED`."""

    PREPARED = "prepared"
    APPROVED = "approved"
    SIGNED = "signed"
    SENT = "sent"
    RECEIVED = "received"


class DraftSubject(StrEnum):
    FEASIBILITY = "feasibility"
    ADDRESSEE = "addressee"
    TIMING = "timing"
    OTHER = "other"


class Letter(Record):
    """`incoming` or from the NPM. `number` is ours, `their_number` the authority's; `dated` is what the letter says,
    `sent_on` and `received_on` when it went and came. `path` is the file (the scan, for one that came in), `digest` its
    SHA-256; `recommendations` are those it covers; `form` is the code of the form enclosed."""

    incoming: bool = npm_field(Audience.INTERNAL, ...)
    authority: str = npm_field(Audience.INTERNAL, ...)
    number: str | None = npm_field(Audience.INTERNAL)
    their_number: str | None = npm_field(Audience.INTERNAL)
    dated: date = npm_field(Audience.INTERNAL, ...)
    state: LetterState = npm_field(Audience.INTERNAL, LetterState.PREPARED)
    signed_by: str | None = npm_field(Audience.INTERNAL)
    sent_on: date | None = npm_field(Audience.INTERNAL)
    received_on: date | None = npm_field(Audience.INTERNAL)
    means: str | None = npm_field(Audience.INTERNAL)
    recommendations: tuple[str, ...] = npm_field(Audience.INTERNAL, ())
    form: str | None = npm_field(Audience.INTERNAL)
    path: str | None = npm_field(Audience.INTERNAL)
    digest: str | None = npm_field(Audience.INTERNAL)

    @property
    def period_from(self) -> date | None:
        """The day from which the time to answer runs: receipt, else dispatch."""
        return self.received_on or self.sent_on


class DraftView(Record):
    """What an authority said of a draft recommendation: welcome, recorded, and never a correction of it."""

    recommendation: str = npm_field(Audience.INTERNAL, ...)
    authority: str = npm_field(Audience.INTERNAL, ...)
    on: date = npm_field(Audience.INTERNAL, ...)
    about: DraftSubject = npm_field(Audience.INTERNAL, DraftSubject.OTHER)
    text: str = npm_field(Audience.INTERNAL, ...)
    by: str | None = npm_field(Audience.INTERNAL)
