"""A named person or office at an authority; a focal point where the authority designated it."""

from __future__ import annotations

from datetime import date

from npmsync.domain.record import Record, npm_field
from npmsync.domain.words import Audience, Rank


class Contact(Record):
    """`authority` is its id. `designated_on` is None for a contact that no one designated, or nobody knows when.
    `since` and `until` are both included; `until` None: still there. `successor` is the id of the contact to whom open
    meetings were handed over."""

    authority: str = npm_field(Audience.INTERNAL, ...)
    name: str = npm_field(Audience.INTERNAL, ...)
    title: str | None = npm_field(Audience.INTERNAL)
    rank: Rank | None = npm_field(Audience.INTERNAL)
    email: str | None = npm_field(Audience.INTERNAL)
    phone: str | None = npm_field(Audience.INTERNAL)
    language: str | None = npm_field(Audience.INTERNAL)
    designated_on: date | None = npm_field(Audience.INTERNAL)
    since: date | None = npm_field(Audience.INTERNAL)
    until: date | None = npm_field(Audience.INTERNAL)
    department: str | None = npm_field(Audience.INTERNAL)
    successor: str | None = npm_field(Audience.INTERNAL)
