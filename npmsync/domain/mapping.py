"""Where an institution stands towards the NPM's work: stakeholder mapping. Of institutions, never of persons."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from npmsync.domain.record import Record, npm_field
from npmsync.domain.words import Audience


class Influence(StrEnum):
    """How much it can move."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Attitude(StrEnum):
    """How it has met the mandate so far."""

    SUPPORTIVE = "supportive"
    OPEN = "open"
    RESERVED = "reserved"
    OPPOSED = "opposed"


class Mapping(Record):
    """What the NPM thinks of an authority as an institution; its id is the authority's. `on` is when it was last looked
    at. All of it is internal, and kept only where an NPM has switched it on (`init --mapping`)."""

    influence: Influence | None = npm_field(Audience.INTERNAL)
    attitude: Attitude | None = npm_field(Audience.INTERNAL)
    grounds: str | None = npm_field(Audience.INTERNAL)
    on: date | None = npm_field(Audience.INTERNAL)
