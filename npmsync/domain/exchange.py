"""Contact outside meetings, and what somebody promised."""

from __future__ import annotations

from datetime import date

from npmsync.domain.record import Record, npm_field
from npmsync.domain.words import Audience, Channel


class Exchange(Record):
    """Any contact outside a meeting; all of it internal. `authority` is its id, `counterpart` whom one spoke with, `by`
    who of the NPM did; `obstacle`
    marks what stood in the NPM's own way, such as access refused."""

    authority: str = npm_field(Audience.INTERNAL, ...)
    on: date = npm_field(Audience.INTERNAL, ...)
    channel: Channel = npm_field(Audience.INTERNAL, ...)
    summary: str = npm_field(Audience.INTERNAL, ...)
    counterpart: str | None = npm_field(Audience.INTERNAL)
    by: str | None = npm_field(Audience.INTERNAL)
    obstacle: bool | None = npm_field(Audience.INTERNAL)


class Commitment(Record):
    """What an authority (its id; None: the NPM itself) agreed to do by `due`; `by` is who said so for it."""

    authority: str | None = npm_field(Audience.AUTHORITY)
    meeting: str | None = npm_field(Audience.INTERNAL)
    recommendation: str | None = npm_field(Audience.AUTHORITY)
    text: str = npm_field(Audience.AUTHORITY, ...)
    due: date | None = npm_field(Audience.AUTHORITY)
    done_on: date | None = npm_field(Audience.AUTHORITY)
    by: str | None = npm_field(Audience.AUTHORITY)
