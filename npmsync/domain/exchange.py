"""Contact outside meetings, and what somebody promised."""

from __future__ import annotations

from datetime import date

from npmsync.domain.record import Record, npm
from npmsync.domain.words import Audience, Channel


class Exchange(Record):
    """Any contact outside a meeting. `authority` is its id; `counterpart` is whom one spoke with; `by` is who of the NPM
    did. Internal, all of it."""

    authority: str = npm(Audience.INTERNAL, ...)
    on: date = npm(Audience.INTERNAL, ...)
    channel: Channel = npm(Audience.INTERNAL, ...)
    summary: str = npm(Audience.INTERNAL, ...)
    counterpart: str | None = npm(Audience.INTERNAL)
    by: str | None = npm(Audience.INTERNAL)


class Commitment(Record):
    """What an authority (its id; None: the NPM itself) agreed to do by `due`."""

    authority: str | None = npm(Audience.AUTHORITY)
    meeting: str | None = npm(Audience.INTERNAL)
    recommendation: str | None = npm(Audience.AUTHORITY)
    text: str = npm(Audience.AUTHORITY, ...)
    due: date | None = npm(Audience.AUTHORITY)
    done_on: date | None = npm(Audience.AUTHORITY)
