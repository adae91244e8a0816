"""Everything that has passed between the NPM and an authority, in one order: for whoever takes the dialogue over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from npmsync.dialogue.due_item import known_as
from npmsync.dialogue.said import Said
from npmsync.domain.recommendation import Recommendation, Response
from npmsync.domain.words import MeetingStatus, Position
from npmsync.domain.world import World


class Event(StrEnum):
    """What happened, in the order in which things of one day are told."""

    VISIT = "visit"
    SENT = "sent"
    ANSWER = "answer"
    MEETING = "meeting"
    EXCHANGE = "exchange"
    OBSTACLE = "obstacle"
    COMMITMENT = "commitment"
    KEPT = "kept"
    EXTENSION = "extension"
    FURTHER_STEP = "further_step"


@dataclass(frozen=True, slots=True)
class Happened:
    """One line: `on` a day, `who` took part or spoke, `refs` are the recommendations concerned, `id` the record."""

    on: date
    event: Event
    authority: str
    text: str
    who: str | None = None
    refs: tuple[str, ...] = ()
    id: str | None = None
    told: Said | None = None
    """`text` as a sentence that can be said in other languages; None where it is somebody's own words."""


_ORDER = {event: place for place, event in enumerate(Event)}


def timeline(world: World, authority: str) -> list[Happened]:
    """What has happened with an authority (its id) and with the places it answers for, the oldest first; meetings to
    come that people are invited to stand at the end."""
    ours = {one.id for one in world.authorities if one.id == authority or world.seat(one.id) == authority}
    found = [
        *_papers(world, ours),
        *_answers(world, ours),
        *_meetings(world, ours),
        *_exchanges(world, ours),
        *_commitments(world, ours),
        *_decisions(world, ours),
    ]
    return sorted(found, key=lambda one: (one.on, _ORDER[one.event], one.text, one.id or ""))


def _papers(world: World, ours: set[str]) -> Iterator[Happened]:
    """Visits and what was sent after them, each once whatever the number of recommendations."""
    visits: dict[tuple[str, date, str], list[Recommendation]] = defaultdict(list)
    sent: dict[tuple[str, date], list[Recommendation]] = defaultdict(list)
    for one in world.recommendations:
        for authority in dict.fromkeys(one.addressees):
            if authority in ours and one.visit_date is not None:
                visits[authority, one.visit_date, one.place or ""].append(one)
            if authority in ours and one.issued_on is not None:
                sent[authority, one.issued_on].append(one)
    for (authority, day, place), mine in visits.items():
        yield Happened(day, Event.VISIT, world.name(authority), place or "-", refs=_refs(mine))
    for (authority, day), mine in sent.items():
        text = mine[0].text if len(mine) == 1 else str(len(mine))
        yield Happened(day, Event.SENT, world.name(authority), text, refs=_refs(mine))


def _refs(recommendations: list[Recommendation]) -> tuple[str, ...]:
    return tuple(known_as(one) for one in recommendations)


def _answers(world: World, ours: set[str]) -> Iterator[Happened]:
    for one in world.responses:
        about = world.recommendation_by_id.get(one.recommendation)
        if one.given and one.authority in ours and one.responded_on is not None and about is not None:
            text = " ".join(filter(None, (one.position.value if one.position else None, one.text or one.actions)))
            name = world.name(one.authority)
            told = _position(one)
            refs = (known_as(about),)
            yield Happened(one.responded_on, Event.ANSWER, name, text, one.contact, refs, one.id, told)


def _position(one: Response) -> Said | None:
    words = one.text or one.actions or ""
    if one.position is None or one.position is Position.NOTED:
        return None
    return Said("timeline.answer", position=Said(f"choice.position.{one.position.value}"), text=words)


def _meetings(world: World, ours: set[str]) -> Iterator[Happened]:
    for one in world.meetings:
        mine = [authority for authority in one.authorities if authority in ours]
        if mine and one.live and one.status is not MeetingStatus.PROPOSED:
            came = one.attended or tuple(person.name for person in one.participants)
            refs = tuple(known_as(world.recommendation_by_id[r]) for r in one.agenda if r in world.recommendation_by_id)
            yield Happened(
                one.start.date(), Event.MEETING, world.name(mine[0]), f"{one.title} ({one.status.value})",
                "; ".join(came) or None, refs, one.id,
                Said("timeline.meeting", title=one.title, status=Said(f"word.meeting_status.{one.status.value}")),
            )  # fmt: skip


def _exchanges(world: World, ours: set[str]) -> Iterator[Happened]:
    for one in world.exchanges:
        if one.authority in ours:
            event = Event.OBSTACLE if one.obstacle else Event.EXCHANGE
            who = "; ".join(filter(None, (one.by, one.counterpart))) or None
            text = f"{one.channel.value}: {one.summary}"
            told = Said("timeline.exchange", channel=Said(f"word.channel.{one.channel.value}"), text=one.summary)
            yield Happened(one.on, event, world.name(one.authority), text, who, id=one.id, told=told)


def _commitments(world: World, ours: set[str]) -> Iterator[Happened]:
    start = {one.id: one.start.date() for one in world.meetings}
    for one in world.commitments:
        if one.authority not in ours or one.authority is None:
            continue
        about = world.recommendation_by_id.get(one.recommendation or "")
        refs = (known_as(about),) if about else ()
        name, until = world.name(one.authority), f" (until {one.due})" if one.due else ""
        agreed = start.get(one.meeting or "") or one.due
        if agreed is not None:
            told = Said("timeline.until", text=one.text, date=one.due) if one.due else None
            yield Happened(agreed, Event.COMMITMENT, name, f"{one.text}{until}", one.by, refs, one.id, told)
        if one.done_on is not None:
            yield Happened(one.done_on, Event.KEPT, name, one.text, one.by, refs, one.id)


def _decisions(world: World, ours: set[str]) -> Iterator[Happened]:
    for one in world.extensions:
        if one.authority in ours:
            text = f"until {one.until}: {one.why}"
            told = Said("timeline.extension", date=one.until, text=one.why)
            yield Happened(one.on, Event.EXTENSION, world.name(one.authority), text, id=one.id, told=told)
    for step in world.escalations:
        if step.authority in ours:
            text = f"{step.step or 'no step for now'}: {step.why}"
            none = None if step.step else Said("timeline.no_step", text=step.why)
            name = world.name(step.authority)
            yield Happened(step.on, Event.FURTHER_STEP, name, text, step.by, id=step.id, told=none)
