"""`list`: the workspace's records in the shapes that other people's scripts rely on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from npmsync.actions.lookup import authority_by_name
from npmsync.dialogue.timeline import timeline
from npmsync.domain import (
    Commitment,
    Contact,
    Escalation,
    Exchange,
    Extension,
    Meeting,
    Recommendation,
    Record,
    Response,
)
from npmsync.domain.world import World
from npmsync.errors import UsageError
from npmsync.vocabulary import fold

NEEDED: dict[str, frozenset[type[Record]]] = {
    "authorities": frozenset({Recommendation}),
    "focal-points": frozenset({Contact}),
    "recommendations": frozenset({Recommendation, Response}),
    "meetings": frozenset({Meeting, Recommendation}),
    "exchanges": frozenset({Exchange}),
    "commitments": frozenset({Commitment}),
    "timeline": frozenset({Recommendation, Response, Meeting, Exchange, Commitment, Extension, Escalation}),
}
"""What is listed -> the records that are looked at for it, besides the authorities."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show; None: all. `authority` is a name, `topic` a word in any case, `overdue` only what is late."""

    authority: str | None = None
    status: str | None = None
    topic: str | None = None
    overdue: bool = False


def authorities(world: World, chosen: Filter) -> list[dict[str, Any]]:
    only = _authority(world, chosen)
    counts = {a.id: sum(1 for r in world.recommendations if r.open and a.id in r.addressees) for a in world.authorities}
    return [
        {
            "id": a.id,
            "name": a.name,
            "aliases": list(a.aliases),
            "level": a.level.value,
            "parent": world.name(a.parent) if a.parent else None,
            "language": a.languages[0] if a.languages else None,
            "open_recommendations": counts[a.id],
        }
        for a in sorted(world.authorities, key=lambda a: (fold(a.name), a.id))
        if only in (None, a.id)
    ]


def focal_points(world: World, chosen: Filter) -> list[dict[str, Any]]:
    only = _authority(world, chosen)
    return [
        {
            "id": contact.id,
            "authority": world.name(contact.authority),
            **contact.model_dump(mode="json", exclude={"id", "authority"}),
        }
        for contact in sorted(world.contacts, key=lambda c: (fold(world.name(c.authority)), fold(c.name), c.id))
        if only in (None, contact.authority)
    ]


def recommendations(world: World, chosen: Filter, today: date) -> list[dict[str, Any]]:
    only = _authority(world, chosen)
    return [
        recommendation_shape(world, recommendation)
        for recommendation in world.recommendations
        if only is None or only in recommendation.addressees
        if chosen.status in (None, recommendation.status.value if recommendation.status else "not_assessed")
        if chosen.topic is None or fold(chosen.topic) in map(fold, recommendation.topics)
        if not chosen.overdue or _overdue(world, recommendation, today)
    ]


RECOMMENDATION = (
    "id", "ref", "text", "topics", "addressees", "place", "visit_date", "issued_on", "response_due",
    "implementation_due", "priority", "status", "stage", "confidentiality", "notes", "reiterates",
)  # fmt: skip
RESPONSE = tuple(name for name in Response.model_fields if name not in ("id", "recommendation"))


def recommendation_shape(world: World, recommendation: Recommendation) -> dict[str, Any]:
    """A recommendation with the answers given to it, its values as the records hold them: there may be ten thousand,
    and dates and words of ours read as JSON by themselves when they are written out."""
    fields = vars(recommendation)
    given = world.responses_by_recommendation.get(recommendation.id, ())
    order = {identity: number for number, identity in enumerate(recommendation.addressees)}
    return {
        **{name: fields[name] for name in RECOMMENDATION},
        "made": world.made_in(recommendation) if recommendation.id in world.earlier else (),
        "addressees": [world.name(identity) for identity in recommendation.addressees],
        "responses": [
            {
                **{name: vars(response)[name] for name in RESPONSE},
                "authority": world.name(response.authority) if response.authority else None,
            }
            for response in sorted(given, key=lambda r: (order.get(r.authority or "", len(order)), r.authority or ""))
        ],
    }


def meetings(world: World, chosen: Filter) -> list[dict[str, Any]]:
    only = _authority(world, chosen)
    return [
        meeting_shape(world, meeting)
        for meeting in sorted(world.meetings, key=lambda m: (m.start, m.title, m.id))
        if only is None or only in meeting.authorities
        if chosen.status in (None, meeting.status.value)
        if chosen.topic is None or fold(chosen.topic) == fold(meeting.topic or "")
    ]


def meeting_shape(world: World, meeting: Meeting) -> dict[str, Any]:
    """A meeting; its agenda as references, or ids where a recommendation has none."""
    fields = meeting.model_dump(mode="json")
    shape = (
        "id",
        "uid",
        "kind",
        "title",
        "topic",
        "start",
        "end",
        "timezone",
        "place",
        "conference",
        "status",
        "sequence",
        "because",
    )
    known = world.recommendation_by_id
    return {
        **{name: fields[name] for name in shape},
        "authorities": [world.name(identity) for identity in meeting.authorities],
        "participants": [
            {**person, "authority": world.name(person["authority"]) if person["authority"] else None}
            for person in fields["participants"]
        ],
        "agenda": [known[identity].ref or identity for identity in meeting.agenda if identity in known],
    }


def exchanges(world: World, chosen: Filter) -> list[dict[str, Any]]:
    only = _authority(world, chosen)
    return [
        {**exchange.model_dump(mode="json"), "authority": world.name(exchange.authority)}
        for exchange in sorted(world.exchanges, key=lambda e: (e.on, e.id))
        if only in (None, exchange.authority)
    ]


def commitments(world: World, chosen: Filter, today: date) -> list[dict[str, Any]]:
    only = _authority(world, chosen)
    return [
        {**c.model_dump(mode="json"), "authority": world.name(c.authority) if c.authority else None}
        for c in sorted(world.commitments, key=lambda c: (c.due or date.max, c.id))
        if only in (None, c.authority)
        if not chosen.overdue or (c.done_on is None and c.due is not None and c.due < today)
    ]


def happened(world: World, chosen: Filter) -> list[dict[str, Any]]:
    """An authority's timeline. Raises `UsageError` where none is named."""
    only = _authority(world, chosen)
    if only is None:
        raise UsageError(
            "whose-timeline",
            "A timeline is of one authority.",
            'npmsync list timeline --authority "Ministry of Health"',
        )
    return [
        {
            **{name: value for name, value in asdict(one).items() if name != "told"},
            "on": one.on.isoformat(),
            "event": one.event.value,
            "refs": list(one.refs),
        }
        for one in timeline(world, only)
    ]


def _authority(world: World, chosen: Filter) -> str | None:
    return authority_by_name(world.authorities, chosen.authority).id if chosen.authority else None


def _overdue(world: World, recommendation: Recommendation, today: date) -> bool:
    late = recommendation.response_due is not None and recommendation.response_due < today
    return late and any(world.response(recommendation.id, identity) is None for identity in recommendation.addressees)
