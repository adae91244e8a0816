"""What a meeting speaks about: the open recommendations of those at the table, as far as all of them may read them.

A meeting's papers show only what every participant may see. A recommendation is seen by its addressees, by the seat
that answers for an addressee that is a place, and, once public, by everybody; a draft by its own addressees alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from npmsync.domain.meeting import Meeting
from npmsync.domain.recommendation import Recommendation
from npmsync.domain.words import Audience, MeetingKind, Priority, Stage
from npmsync.domain.world import World

PRIORITY_ORDER = {Priority.URGENT: 0, Priority.HIGH: 1, Priority.NORMAL: 2, None: 2, Priority.LOW: 3}
"""What comes first; a recommendation without a priority is a normal one."""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A recommendation's id and, in English for the NPM's own eyes, why it is on the agenda or was left off it."""

    recommendation: str
    because: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """`items` in the order to be taken; `left_out` what belongs to the meeting but not all may see."""

    items: tuple[AgendaItem, ...] = ()
    left_out: tuple[AgendaItem, ...] = ()

    @property
    def recommendations(self) -> tuple[str, ...]:
        return tuple(item.recommendation for item in self.items)


def agenda(world: World, meeting: Meeting) -> Agenda:
    """The agenda of a meeting, from its kind, topic, authorities and the people asked to it, but for guests: what they
    read is cut down further at the gate."""
    asked = [one.authority for one in meeting.participants if one.authority is not None and not one.guest]
    return agenda_of(world, meeting.kind, meeting.authorities, meeting.topic, asked)


def agenda_of(
    world: World, kind: MeetingKind, authorities: Iterable[str], topic: str | None, at_table: Iterable[str] = ()
) -> Agenda:
    """The agenda of a meeting of this kind with these authorities (ids). `at_table` are the authorities whose people
    will read it; none given: the seats of `authorities`."""
    drafts = kind is MeetingKind.DRAFT_DISCUSSION
    seats = tuple(authorities) if drafts else world.seats(authorities)
    readers = tuple(dict.fromkeys(at_table)) or seats
    source = world.drafts_by_addressee if drafts else world.open_by_seat
    found = {one.id: one for seat in seats for one in source.get(seat, ())}
    items, left_out = [], []
    for recommendation in sorted(found.values(), key=taken_in_order):
        if topic is not None and not has_topic(recommendation, topic):
            continue
        blind = [reader for reader in readers if not may_see(world, recommendation, reader)]
        again = [one for one in world.later.get(recommendation.id, ()) if one.id in found]
        again = [one for one in again if all(may_see(world, one, reader) for reader in readers)]
        if recommendation.confidentiality is Audience.INTERNAL:
            left_out.append(AgendaItem(recommendation.id, "it is internal to the NPM"))
        elif again:
            left_out.append(AgendaItem(recommendation.id, f"it was made again as {again[0].ref or again[0].id}"))
        elif blind:
            names = ", ".join(world.name(reader) for reader in blind)
            left_out.append(AgendaItem(recommendation.id, f"it is neither addressed to {names} nor public"))
        else:
            items.append(AgendaItem(recommendation.id, _because(world, recommendation, seats)))
    return Agenda(tuple(items), tuple(left_out))


def may_see(world: World, recommendation: Recommendation, reader: str) -> bool:
    """Whether an authority (id) may read the recommendation in a meeting's papers."""
    if recommendation.confidentiality is Audience.INTERNAL:
        return False
    if recommendation.stage is Stage.DRAFT:
        return reader in recommendation.addressees
    if recommendation.stage is Stage.PUBLIC or recommendation.confidentiality is Audience.PUBLIC:
        return True
    return reader in recommendation.addressees or reader in world.seats(recommendation.addressees)


def taken_in_order(recommendation: Recommendation) -> tuple[int, date, str, str]:
    """Sort key of an agenda: by priority, then the oldest first, then by reference and text."""
    since = recommendation.issued_on or recommendation.visit_date or date.max
    return PRIORITY_ORDER[recommendation.priority], since, recommendation.ref or "", recommendation.text


def has_topic(recommendation: Recommendation, topic: str) -> bool:
    """Topics are the NPM's own words: the same whatever the case and the blanks around them."""
    return fold_topic(topic) in {fold_topic(one) for one in recommendation.topics}


def fold_topic(topic: str) -> str:
    return " ".join(topic.split()).casefold()


def _because(world: World, recommendation: Recommendation, seats: tuple[str, ...]) -> str:
    priority = recommendation.priority.value if recommendation.priority else "open"
    concerned = [one for one in recommendation.addressees if one in seats or world.seat(one) in seats]
    status = recommendation.status.value.replace("_", " ") if recommendation.status else "not yet assessed"
    years = ", ".join(map(str, world.made_in(recommendation))) if recommendation.id in world.earlier else ""
    again = f", made {years}" if years else ""
    return f"{priority}, {status}{again}, addressed to {', '.join(map(world.name, concerned))}"
