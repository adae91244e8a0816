"""What a person decided where a dialogue stalls: a further step (or none for now), and more time to answer."""

from __future__ import annotations

from datetime import date

from npmsync.domain.record import Record, npm_field
from npmsync.domain.words import Audience


class Escalation(Record):
    """A decision about an authority (its id), on one recommendation or, None, on all that is unanswered. `step` is what
    is done, None where nothing is for now; `until` the day on which it is looked at again. All of it is internal."""

    authority: str = npm_field(Audience.INTERNAL, ...)
    recommendation: str | None = npm_field(Audience.INTERNAL)
    on: date = npm_field(Audience.INTERNAL, ...)
    step: str | None = npm_field(Audience.INTERNAL)
    until: date | None = npm_field(Audience.INTERNAL)
    why: str = npm_field(Audience.INTERNAL, ...)
    by: str | None = npm_field(Audience.INTERNAL)


class Extension(Record):
    """More time for an authority (its id) to answer one recommendation or, None, all that it had been sent by `on`, the
    day on which it was granted."""

    authority: str = npm_field(Audience.AUTHORITY, ...)
    recommendation: str | None = npm_field(Audience.AUTHORITY)
    on: date = npm_field(Audience.AUTHORITY, ...)
    until: date = npm_field(Audience.AUTHORITY, ...)
    why: str = npm_field(Audience.INTERNAL, ...)
