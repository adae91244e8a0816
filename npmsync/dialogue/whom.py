"""Who is meant where notes of a meeting name somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from npmsync.domain.meeting import Meeting
from npmsync.domain.recommendation import Recommendation
from npmsync.domain.world import World
from npmsync.vocabulary import fold


@dataclass(frozen=True, slots=True)
class Whose:
    """An authority's id, or None for the NPM; `person` where somebody was named. `NOBODY` where nobody can tell."""

    authority: str | None
    person: str | None = None

    NOBODY: ClassVar[Whose]


Whose.NOBODY = Whose("?")


def whose(world: World, meeting: Meeting, named: str, about: Recommendation | None, npm: str) -> Whose:
    """Who agreed to something: the authority or person named, else the only addressee of what it is about, else the
    only one at the table."""
    wanted = fold(named)
    ours = {fold(npm), *(fold(member.name) for member in world.members)}
    if wanted and wanted in ours:
        return Whose(None, None if wanted == fold(npm) else named)
    for authority in world.authorities:
        if wanted and wanted in {fold(name) for name in (authority.name, *authority.aliases)}:
            return Whose(authority.id)
    people: list[tuple[str, str | None]] = [(one.name, one.authority) for one in meeting.participants]
    people += [(one.name, one.authority) for one in world.contacts]
    known = next((authority for name, authority in people if wanted and fold(name) == wanted and authority), None)
    if known is not None:
        return Whose(world.seat(known), named)
    at_table = world.seats(meeting.authorities)
    addressees = [a for a in (about.addressees if about else ()) if world.seat(a) in at_table]
    for likely in (addressees, at_table):
        if len(likely) == 1:
            return Whose(likely[0], named or None)
    return Whose.NOBODY


def same_text(one: str, other: str) -> bool:
    """Whether two texts say the same, blanks and case aside."""
    return fold(" ".join(one.split())) == fold(" ".join(other.split()))
