"""Which member leads a dialogue and owns what is due in it: the entry of `[[responsibility]]` that fits and says most.

Of what is no meeting, entries for a kind of meeting say nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import date

from npmsync.dialogue.agenda import fold_topic
from npmsync.domain.member import Responsibility
from npmsync.domain.words import MeetingKind, Rank
from npmsync.domain.world import World


def owner(world: World, authorities: Sequence[str], ranks: Set[Rank], topics: Iterable[str], today: date) -> str | None:
    """The name of the member whose the dialogue with these authorities (ids) is: who leads it, while away the deputy;
    None where no entry of the table fits."""
    if not world.responsibilities:
        return None
    seats = world.seats(authorities)
    every = [responsible(world, None, seats, ranks, topic) for topic in (*topics, None)]
    found = max((one for one in every if one), key=_says, default=None)
    if found is None:
        return None
    people = [world.member_by_email.get(email.strip().casefold()) for email in (found.lead, found.deputy) if email]
    known = [one for one in people if one is not None]
    return next((one.name for one in known if not one.away(today)), known[0].name if known else None)


def responsible(
    world: World, kind: MeetingKind | None, seats: Sequence[str], ranks: Set[Rank], topic: str | None
) -> Responsibility | None:
    """The entry for a meeting of this kind with these authorities (ids), people of these ranks and this topic. An
    authority's name says more than a city, that more than a topic, a topic more than a kind, that more than a rank, a
    rank more than a level; of two that say as much, the first. None where no entry fits."""
    fitting = [
        (number, one)
        for number, one in enumerate(world.responsibilities)
        if _fits(world, one, kind, seats, ranks, topic)
    ]
    found = max(fitting, key=lambda pair: (_says(pair[1]), -pair[0]), default=None)
    return found[1] if found else None


def _fits(
    world: World,
    one: Responsibility,
    kind: MeetingKind | None,
    seats: Sequence[str],
    ranks: Set[Rank],
    topic: str | None,
) -> bool:
    if one.kind is not None and one.kind is not kind:
        return False
    if one.rank is not None and one.rank not in ranks:
        return False
    if one.topic is not None and fold_topic(one.topic) != fold_topic(topic or ""):
        return False
    if one.authority is not None and not any(world.is_called(seat, one.authority) for seat in seats):
        return False
    if one.city is not None and fold_topic(one.city) not in {fold_topic(world.cities.get(seat, "")) for seat in seats}:
        return False
    levels = {known.level for seat in seats if (known := world.authority_by_id.get(seat)) is not None}
    return one.level is None or one.level in levels


def _says(one: Responsibility) -> tuple[bool, ...]:
    return tuple(said is not None for said in (one.authority, one.city, one.topic, one.kind, one.rank, one.level))
