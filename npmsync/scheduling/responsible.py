"""Which member leads a dialogue: the entry of `[[responsibility]]` that fits a meeting and says most about it."""

from __future__ import annotations

from collections.abc import Sequence, Set

from npmsync.dialogue.agenda import fold_topic
from npmsync.domain.member import Responsibility
from npmsync.domain.words import MeetingKind, Rank
from npmsync.domain.world import World


def responsible(
    world: World, kind: MeetingKind, seats: Sequence[str], ranks: Set[Rank], topic: str | None
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
    world: World, one: Responsibility, kind: MeetingKind, seats: Sequence[str], ranks: Set[Rank], topic: str | None
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
