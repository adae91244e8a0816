"""An institution the NPM speaks with."""

from __future__ import annotations

from datetime import date

from npmsync.domain.record import Record, npm_field
from npmsync.domain.words import Audience, Level, SecondCalendar


class Authority(Record):
    """`parent` is the id of the authority above it; `languages` are one or two of the six, the first one leads, none
    means the workspace's; so does no `second_calendar`. `mapped_on` is when the NPM last looked at who it is and what
    it matters for (stakeholder mapping), `review_on` when it means to look again; `relevance` is what it matters for.
    `by_hand` names the fields that a person has set in the dialogue workbook: npmsync.toml is no longer asked for
    them."""

    name: str = npm_field(Audience.PUBLIC, ...)
    aliases: tuple[str, ...] = npm_field(Audience.INTERNAL, ())
    level: Level = npm_field(Audience.INTERNAL, Level.OTHER)
    parent: str | None = npm_field(Audience.INTERNAL)
    languages: tuple[str, ...] = npm_field(Audience.INTERNAL, ())
    second_calendar: SecondCalendar | None = npm_field(Audience.INTERNAL)
    mapped_on: date | None = npm_field(Audience.INTERNAL)
    review_on: date | None = npm_field(Audience.INTERNAL)
    departments: tuple[str, ...] = npm_field(Audience.INTERNAL, ())
    relevance: str | None = npm_field(Audience.INTERNAL)
    by_hand: tuple[str, ...] = npm_field(Audience.INTERNAL, ())
