"""What an authority says of the minutes of a meeting, beside what the NPM noted: neither takes the other's place."""

from __future__ import annotations

from datetime import date

from npmsync.domain.record import Record, authority_field, npm_field
from npmsync.domain.words import Audience


class MinutesView(Record):
    """An authority's word (its id) on one thing that a meeting noted: a recommendation's outcome or a commitment (ids),
    neither: the minutes as a whole. `agrees` is None where it said something else instead (`says`) or nothing."""

    meeting: str = npm_field(Audience.AUTHORITY, ...)
    authority: str = npm_field(Audience.AUTHORITY, ...)
    recommendation: str | None = npm_field(Audience.AUTHORITY)
    commitment: str | None = npm_field(Audience.AUTHORITY)
    on: date = npm_field(Audience.AUTHORITY, ...)
    agrees: bool | None = authority_field(Audience.AUTHORITY)
    says: str | None = authority_field(Audience.AUTHORITY)
    by: str | None = authority_field(Audience.AUTHORITY)
