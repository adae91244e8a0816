"""The gate: the only maker of `Outgoing`. Records and a viewer go in; what comes out holds nothing but what these eyes
may see, and stays marked with whose eyes they are.

    shared = gate.recommendations(recommendations, responses, authorities, Viewer(frozenset({"Ministry of Justice"})))
    form = gate.shaped(shared, lambda visible: ...)      # same viewer, other shape; nothing can be added from outside

Who sees what: a field is seen by the narrower of its own audience (`domain.rules`) and its record's. The addressee
concerned sees `authority` and `public`, everyone else `public` alone. Where several will read the same text (a
roundtable), it holds only what each of them may see; an answer is shown to nobody but the one who gave it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import TypeVar

from npmsync.documents.visible import SharedAnswer, SharedMeeting, SharedRecommendation
from npmsync.domain import Authority, Meeting, Recommendation, Record, Response, rules
from npmsync.domain.outgoing import _KEY, Outgoing, Viewer
from npmsync.domain.words import Audience, MeetingKind, Stage
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


def meeting(
    record: Meeting, agenda: Iterable[Recommendation], authorities: Mapping[str, Authority], guest: bool = False
) -> Outgoing[SharedMeeting]:
    """A meeting for all who are invited to it; of its agenda, what each of them may read. A supervising authority reads
    what is addressed to the places below it: their items are discussed with it. A guest has papers of its own, which
    hold what is public. `agenda` are the records that `record.agenda` names. Raises Refused for the meeting at the end
    of a visit, which is never announced."""
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
    items = []
    for one in (listed[i] for i in record.agenda if i in listed):
        to = {authorities[a].name for x in one.addressees for a in _upwards(x, authorities)}
        audiences = _audiences(one, to, viewer)
        if audiences is not None:
            items.append(_shared(one, audiences, authorities, None))
    return Outgoing(_shared_meeting(record, items, authorities), viewer, key=_KEY)


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
    return {name: getattr(record, name) for name in names if declared[name].audience in audiences}


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
    names = tuple(authorities[a].name for a in record.addressees if a in authorities)
    return SharedRecommendation(id=record.id, text=record.text, addressees=names, answer=answer, **seen)  # type: ignore[arg-type]


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
    record: Meeting, items: list[SharedRecommendation], authorities: Mapping[str, Authority]
) -> SharedMeeting:
    fields = ("uid", "kind", "title", "topic", "start", "end", "timezone", "place", "conference", "status", "sequence")
    seen = _seen(record, _CONCERNED, fields)
    names = tuple(authorities[a].name for a in record.authorities if a in authorities)
    return SharedMeeting(**seen, authorities=names, agenda=tuple(items))  # type: ignore[arg-type]
