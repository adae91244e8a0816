"""An institution the NPM speaks with."""

from __future__ import annotations

from npmsync.domain.record import Record, npm
from npmsync.domain.words import Audience, Level


class Authority(Record):
    """`parent` is the id of the authority above it; `languages` are one or two of the six, the first one leads, none
    means the workspace's."""

    name: str = npm(Audience.PUBLIC, ...)
    aliases: tuple[str, ...] = npm(Audience.INTERNAL, ())
    level: Level = npm(Audience.INTERNAL, Level.OTHER)
    parent: str | None = npm(Audience.INTERNAL)
    languages: tuple[str, ...] = npm(Audience.INTERNAL, ())
