"""The gate: the only maker of `Outgoing`. Records and a viewer go in; what comes out holds nothing but what these eyes
may see, and stays marked with whose eyes they are.

    shared = gate.recommendations(recommendations, responses, authorities, Viewer(frozenset({"Ministry of Justice"})))
    form = gate.shaped(shared, lambda visible: ...)      # same viewer, other shape; nothing can be added from outside

Who sees what: a field is seen by the narrower of its own audience (`domain.rules`) and its record's. The addressee
concerned sees `authority` and `public`, everyone else `public` alone. Where several will read the same text (a
roundtable), it holds only what each of them may see; an answer is shown to nobody but the one who gave it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TypeVar

from npmsync.dialogue.figures.model import Figures
from npmsync.documents.inert import inert
from npmsync.documents.suppression import published
from npmsync.documents.visible import (
    SharedAnswer,
    SharedCommitment,
    SharedMeeting,
    SharedMinutes,
    SharedNote,
    SharedRecommendation,
)
from npmsync.domain import (
    Authority,
    Commitment,
    Meeting,
    MinutesView,
    Outcome,
    Recommendation,
    Record,
    Response,
    rules,
)
from npmsync.domain.outgoing import _KEY, Outgoing, Viewer
from npmsync.domain.words import Audience, MeetingKind, Stage
from npmsync.domain.world import World
from npmsync.errors import Refused

T = TypeVar("T")
U = TypeVar("U")

_CONCERNED = frozenset({Audience.AUTHORITY, Audience.PUBLIC})
_EVERYONE = frozenset({Audience.PUBLIC})


def recommendations(
    records: Iterable[Recommendation],
    responses: Iterable[Response],
    authorities: Mapping[str, Authority],
    viewer: Viewer,
) -> Outgoing[tuple[SharedRecommendation, ...]]:
    """The recommendations of the viewer's stage that it may see, in the order given, each with the viewer's own answer
    where the viewer is one authority. `authorities` maps id to record."""
    answers = _own_answers(responses, authorities, viewer)
    seen = []
    for record in records:
        to = {authorities[a].name for a in record.addressees if a in authorities}
        audiences = _audiences(record, to, viewer)
        if audiences is not None:
            seen.append(_shared(record, audiences, authorities, answers.get(record.id)))
    return Outgoing(tuple(seen), viewer, key=_KEY)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said before a meeting: answers given, commitments made, and at which meetings (id -> authorities)."""

    responses: tuple[Response, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def meeting(
    record: Meeting,
    agenda: Iterable[Recommendation],
    authorities: Mapping[str, Authority],
    guest: bool = False,
    spoken: Spoken | None = None,
) -> Outgoing[SharedMeeting]:
    """A meeting for all who are invited to it; of its agenda, what each of them may read. A supervising authority reads
    what is addressed to the places below it: their items are discussed with it. A guest has papers of its own, which
    hold what is public. `agenda` are the records that `record.agenda` names; of what was `spoken` before, an answer is
    shown to its giver alone, a commitment to those who all were at the table or speak for the one who made it. Raises
    Refused for the meeting at the end of a visit, which is never announced."""
    if record.kind is MeetingKind.VISIT_EXIT:
        raise Refused(
            "visit-is-internal",
            f"The meeting {record.title} belongs to a visit; a visit is announced to nobody.",
            "Record it once the visit has been made: npmsync meetings record.",
        )
    readers = set() if guest else _readers(record, authorities)
    stage = Stage.DRAFT if record.kind is MeetingKind.DRAFT_DISCUSSION else Stage.FINAL
    viewer = Viewer(frozenset(authorities[a].name for a in readers), stage.value)
    listed = {one.id: one for one in agenda}
    spoken = spoken or Spoken()
    answers = _own_answers(spoken.responses, authorities, viewer)
    items = []
    for one in (listed[i] for i in record.agenda if i in listed):
        to = {authorities[a].name for x in one.addressees for a in _upwards(x, authorities)}
        audiences = _audiences(one, to, viewer)
        if audiences is not None:
            items.append(_shared(one, audiences, authorities, answers.get(one.id)))
    promised = tuple(_promised(spoken, readers, {one.id: one.ref for one in items}, authorities))
    return Outgoing(_shared_meeting(record, items, promised, authorities), viewer, key=_KEY)


def _promised(
    spoken: Spoken, readers: set[str], refs: Mapping[str, str | None], authorities: Mapping[str, Authority]
) -> Iterator[SharedCommitment]:
    for one in spoken.commitments:
        heard = {x for a in spoken.tables.get(one.meeting or "", ()) for x in _upwards(a, authorities)}
        own = set(_upwards(one.authority, authorities)) if one.authority else set()
        if not readers or not (readers <= heard or readers <= own):
            continue
        if one.recommendation is None or one.recommendation in refs:
            yield SharedCommitment(
                _name(one.authority, authorities),
                inert(one.text),
                one.due,
                one.done_on,
                refs.get(one.recommendation or ""),
            )


@dataclass(frozen=True, slots=True)
class Noted:
    """What a meeting came to, and what authorities have said of it since."""

    outcomes: tuple[Outcome, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    views: tuple[MinutesView, ...] = ()


def minutes(record: Meeting, reader: str, world: World, noted: Noted) -> Outgoing[SharedMinutes]:
    """The minutes of a meeting for one authority (its id) that was at the table: the outcomes of what it may read, the
    commitments that were made there, and its own word on each. What the NPM noted down freely stays inside, and so
    does what another authority says of the minutes."""
    authorities = world.authority_by_id
    stage = Stage.DRAFT if record.kind is MeetingKind.DRAFT_DISCUSSION else Stage.FINAL
    viewer = Viewer(frozenset({authorities[reader].name}), stage.value)
    own = {one.recommendation or one.commitment: one for one in noted.views if one.authority == reader}
    outcomes, refs = [], {}
    place = {identity: number for number, identity in enumerate(record.agenda)}
    for one in sorted(noted.outcomes, key=lambda one: (place.get(one.recommendation, len(place)), one.recommendation)):
        about = world.recommendation_by_id.get(one.recommendation)
        to = {authorities[a].name for x in about.addressees for a in _upwards(x, authorities)} if about else set()
        if about is None or not (one.done or one.not_done) or _audiences(about, to, viewer) is None:
            continue
        refs[about.id] = about.ref
        view = own.get(about.id)
        said = SharedNote(about.id, about.text, about.ref, one.done or "", one.not_done or "")
        outcomes.append(replace(said, agrees=view.agrees, says=view.says or "") if view else said)
    promised = []
    for made in noted.commitments:
        about = world.recommendation_by_id.get(made.recommendation or "")
        to = {authorities[a].name for x in about.addressees for a in _upwards(x, authorities)} if about else set()
        if about is not None and _audiences(about, to, viewer) is None:
            continue
        view, who = own.get(made.id), _name(made.authority, authorities)
        said = SharedNote(made.id, made.text, about.ref if about else None, who=who, due=made.due)
        promised.append(replace(said, agrees=view.agrees, says=view.says or "") if view else said)
    names = tuple(authorities[a].name for a in record.authorities if a in authorities)
    shared = SharedMinutes(
        record.title,
        record.start,
        record.end,
        record.place,
        names,
        record.attended or (),
        tuple(outcomes),
        tuple(promised),
    )
    return Outgoing(shared, viewer, key=_KEY)


def figures(world: World, count: Callable[[World], Figures]) -> Outgoing[Figures]:
    """Figures for the public: counted without what is internal or a draft, then without small counts, rows, and what
    ranks institutions. `count` is given the records that may be counted."""
    counted = [
        one
        for one in world.recommendations
        if one.confidentiality is not Audience.INTERNAL and one.stage is not Stage.DRAFT
    ]
    known = {one.id for one in counted}
    promised = tuple(one for one in world.commitments if one.recommendation is None or one.recommendation in known)
    shown = replace(world, recommendations=tuple(counted), commitments=promised)
    return Outgoing(published(count(shown)), Viewer(frozenset()), key=_KEY)


def shaped(outgoing: Outgoing[T], make: Callable[[T], U]) -> Outgoing[U]:
    """The same content in another shape, for the same viewer. `make` is given what passed and nothing else."""
    return Outgoing(make(outgoing.content), outgoing.viewer, key=_KEY)


def laid_out(data: bytes, digest: str, viewer: Viewer, what: str) -> Outgoing[bytes]:
    """A paper that passed the gate when it was laid into the outbox, for the same viewer: only while its bytes are
    those that were put down then (`digest`, SHA-256 in hex). `what` names it. Raises `Refused` where they changed."""
    if sha256(data).hexdigest() != digest:
        raise Refused(
            "outbox-changed",
            f"{what} was changed since npmsync wrote it.",
            "Send it by hand, or delete it and write it anew: npmsync invite --meeting ID.",
        )
    return Outgoing(data, viewer, key=_KEY)


def _audiences(record: Recommendation, addressees: set[str], viewer: Viewer) -> frozenset[Audience] | None:
    """Which fields of a recommendation the viewer may see, by their audience; None: not even that it exists."""
    draft = record.stage is Stage.DRAFT
    if draft != (viewer.stage == Stage.DRAFT) or record.confidentiality is Audience.INTERNAL:
        return None
    if viewer.authorities and viewer.authorities <= addressees:
        return _CONCERNED
    return _EVERYONE if record.confidentiality is Audience.PUBLIC and not draft else None


def _seen(record: Record, audiences: frozenset[Audience], names: Iterable[str]) -> dict[str, object]:
    declared = rules(type(record))
    return {name: _clean(getattr(record, name)) for name in names if declared[name].audience in audiences}


def _clean(value: object) -> object:
    """Nothing that turns a text round or breaks a file passes, whatever paper it is for."""
    if isinstance(value, tuple):
        return tuple(map(_clean, value))
    return inert(value) if type(value) is str else value


_RECOMMENDATION = (
    "ref", "topics", "place", "visit_date", "issued_on", "response_due", "implementation_due", "priority", "status",
)  # fmt: skip
_ANSWER = ("responded_on", "position", "text", "actions", "reasons", "progress", "planned_on", "contact", "comments")


def _shared(
    record: Recommendation,
    audiences: frozenset[Audience],
    authorities: Mapping[str, Authority],
    answer: SharedAnswer | None,
) -> SharedRecommendation:
    seen = _seen(record, audiences, _RECOMMENDATION)
    names = tuple(inert(authorities[a].name) for a in record.addressees if a in authorities)
    return SharedRecommendation(id=record.id, text=inert(record.text), addressees=names, answer=answer, **seen)  # type: ignore[arg-type]


def _own_answers(
    responses: Iterable[Response], authorities: Mapping[str, Authority], viewer: Viewer
) -> dict[str, SharedAnswer]:
    if len(viewer.authorities) != 1:
        return {}
    (name,) = viewer.authorities
    own = (r for r in responses if r.authority and r.authority in authorities and authorities[r.authority].name == name)
    return {r.recommendation: SharedAnswer(**_seen(r, _CONCERNED, _ANSWER)) for r in own}  # type: ignore[arg-type]


def _readers(record: Meeting, authorities: Mapping[str, Authority]) -> set[str]:
    """Whose people will read the invitation; while nobody is named, the topmost of the authorities it is held with."""
    invited = {p.authority for p in record.participants if p.authority in authorities and not p.guest}
    if invited:
        return {a for a in invited if a is not None}
    named = {a for a in record.authorities if a in authorities}
    return {a for a in named if not named & set(_upwards(a, authorities)[1:])}


def _upwards(authority: str, authorities: Mapping[str, Authority]) -> list[str]:
    """The authority and those above it, nearest first; a circle ends where it closes."""
    way: list[str] = []
    at: str | None = authority
    while at is not None and at in authorities and at not in way:
        way.append(at)
        at = authorities[at].parent
    return way


def _shared_meeting(
    record: Meeting,
    items: list[SharedRecommendation],
    promised: tuple[SharedCommitment, ...],
    authorities: Mapping[str, Authority],
) -> SharedMeeting:
    fields = ("uid", "kind", "title", "topic", "start", "end", "timezone", "place", "conference", "status", "sequence")
    seen = _seen(record, _CONCERNED, fields)
    names = tuple(inert(authorities[a].name) for a in record.authorities if a in authorities)
    people = tuple((inert(person.name), _name(person.authority, authorities)) for person in record.participants)
    return SharedMeeting(**seen, authorities=names, agenda=tuple(items), commitments=promised, people=people)  # type: ignore[arg-type]


def _name(authority: str | None, authorities: Mapping[str, Authority]) -> str | None:
    known = authorities.get(authority or "")
    return inert(known.name) if known else None
