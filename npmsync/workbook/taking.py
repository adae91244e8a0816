"""From what a row says to records: a new one, or a known one changed. Everything goes by the rules that commands go by:
a meeting that moves asks everybody anew, a name that changes stays an alias."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import ValidationError

from npmsync.documents.wording import Wording
from npmsync.domain import Authority, Commitment, Contact, Exchange, Mapping, Meeting, Recommendation, Record, Response
from npmsync.domain.ids import response_id
from npmsync.domain.words import MeetingKind, MeetingStatus, Partstat
from npmsync.domain.world import World
from npmsync.errors import NpmsyncError
from npmsync.scheduling.meetings import Shown, agree, as_shown, cancel
from npmsync.scheduling.participants import participants
from npmsync.vocabulary.levels import suggested_level
from npmsync.workbook.model import NotTaken, SheetSpec
from npmsync.workbook.showing import described_by_hand, invited_key
from npmsync.workbook.words import shown

R = TypeVar("R", bound=Record)
Changes = ReadOnly[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """What taking a row in needs to know: the records, the day, who works here, where, and how ids are made."""

    world: World
    wording: Wording
    today: date
    timezone: str
    by: str
    new_id: Callable[[], str]


def take_new(spec: SheetSpec, values: Changes, desk: Desk) -> list[Record]:
    """The records that a new row makes. Raises `NotTaken`."""
    given = {name: value for name, value in values.items() if value not in (None, [], "")}
    for column in spec.columns:
        if column.needed and column.value not in given:
            raise NotTaken("book.say.needed", column=desk.wording.say(column.label))
    return _NEW[spec.name](given, desk)


def take_changes(spec: SheetSpec, identity: str, changes: Changes, desk: Desk) -> list[Record]:
    """The records as a row's changes make them. Raises `NotTaken`."""
    try:
        return _CHANGED[spec.name](identity, changes, desk)
    except NpmsyncError as error:
        raise NotTaken("book.say.refused", why=error.message) from error


def _with(record: R, changes: Changes) -> R:
    """The record with fields changed; None makes one empty."""
    fields = {name: value for name, value in {**record.model_dump(mode="json"), **changes}.items() if value is not None}
    try:
        return type(record).model_validate(fields)
    except ValidationError as error:
        raise NotTaken("book.say.refused", why=error.errors()[0]["msg"]) from error


def _one(records: Iterable[R], identity: str) -> R:
    found = next((record for record in records if record.id == identity), None)
    if found is None:
        raise NotTaken("book.say.gone")
    return found


def _new_authority(given: Changes, desk: Desk) -> list[Record]:
    places = {one.place for one in desk.world.recommendations if one.place}
    level = {"level": suggested_level(given["name"], places).value}
    return [
        _with(
            Authority(id=desk.new_id(), name=given["name"]),
            {**level, **given, "by_hand": described_by_hand(None, given)},
        )
    ]


def _changed_authority(identity: str, changes: Changes, desk: Desk) -> list[Record]:
    before = _one(desk.world.authorities, identity)
    more = dict(changes)
    if changes.get("name"):
        # Trackers and letters may go on using the old name.
        aliases = changes.get("aliases", before.aliases)
        more["aliases"] = list(dict.fromkeys((*(aliases or ()), before.name)))
    return [_with(before, {**more, "by_hand": described_by_hand(before, changes)})]


def _new_contact(given: Changes, desk: Desk) -> list[Record]:
    first = Contact(id=desk.new_id(), authority=given["authority"], name=given["name"])
    return [_with(first, given)]


def _changed_contact(identity: str, changes: Changes, desk: Desk) -> list[Record]:
    return [_with(_one(desk.world.contacts, identity), changes)]


def _new_exchange(given: Changes, desk: Desk) -> list[Record]:
    fields = {"on": desk.today.isoformat(), "by": desk.by, **given}
    return [Exchange.model_validate({"id": desk.new_id(), **fields})]


def _changed_exchange(identity: str, changes: Changes, desk: Desk) -> list[Record]:
    return [_with(_one(desk.world.exchanges, identity), changes)]


def _new_commitment(given: Changes, desk: Desk) -> list[Record]:
    return [Commitment.model_validate({"id": desk.new_id(), **given})]


def _changed_commitment(identity: str, changes: Changes, desk: Desk) -> list[Record]:
    return [_with(_one(desk.world.commitments, identity), changes)]


def _new_recommendation(given: Changes, desk: Desk) -> list[Record]:
    return [Recommendation.model_validate({"id": desk.new_id(), **given})]


def _changed_recommendation(identity: str, changes: Changes, desk: Desk) -> list[Record]:
    return [_with(_one(desk.world.recommendations, identity), changes)]


def _new_response(given: Changes, desk: Desk) -> list[Record]:
    if "recommendation" not in given:
        raise NotTaken("book.say.needed", column=desk.wording.say("label.ref"))
    identity = response_id(given["recommendation"], given.get("authority"))
    known = next((one for one in desk.world.responses if one.id == identity), None)
    if known is not None and known.given:
        raise NotTaken("book.say.answered")
    return [Response.model_validate({**(known.model_dump(mode="json") if known else {}), "id": identity, **given})]


def _changed_response(identity: str, changes: Changes, desk: Desk) -> list[Record]:
    known = next((one for one in desk.world.responses if one.id == identity), None)
    if known is None:
        known = _first_word(identity, desk.world)
    return [_with(known, changes)]


def _first_word(identity: str, world: World) -> Response:
    """The answer that nobody has given yet."""
    for one in world.recommendations:
        for authority in one.addressees:
            if response_id(one.id, authority) == identity:
                return Response(id=identity, recommendation=one.id, authority=authority)
    raise NotTaken("book.say.gone")


def _new_meeting(given: Changes, desk: Desk) -> list[Record]:
    start, end = map(datetime.fromisoformat, given["time"].split("/"))
    kind = MeetingKind(given.get("kind", MeetingKind.BILATERAL))
    authorities = tuple(given["authorities"])
    asked = participants(desk.world, kind, desk.world.seats(authorities), start.date())
    held = start.date() < desk.today
    identity = desk.new_id()
    names = "; ".join(desk.world.name(one) for one in authorities)
    return [
        Meeting(
            id=identity,
            uid=f"{identity}@npmsync",
            kind=kind,
            title=given.get("title") or f"{shown('meeting_kind', kind, desk.wording)}: {names}",
            authorities=authorities,
            participants=asked.people,
            start=start,
            end=end,
            timezone=desk.timezone,
            place=given.get("place"),
            status=MeetingStatus.HELD if held else MeetingStatus.PROPOSED,
            attended=tuple(given["attended"]) if given.get("attended") else None,
            minutes=given.get("minutes"),
        )
    ]


def _changed_meeting(identity: str, changes: Changes, desk: Desk) -> list[Record]:
    return [changed_meeting(_one(desk.world.meetings, identity), changes)]


def changed_meeting(before: Meeting, changes: Changes) -> Meeting:
    """A meeting with what a person changed of it, by the rules of `scheduling/meetings.py`. Raises `Refused` where it
    is over."""
    after = before
    start, end = map(datetime.fromisoformat, changes["time"].split("/")) if changes.get("time") else (None, None)
    if {"time", "place", "title"} & set(changes):
        place = (changes["place"] or "") if "place" in changes else None
        after = as_shown(after, Shown(start, end, place, changes.get("title")))
    plain = {name: changes[name] for name in ("kind", "authorities", "minutes", "attended") if name in changes}
    after = _with(after, plain) if plain else after
    if changes.get("status") == MeetingStatus.CANCELLED:
        return cancel(after, changes.get("cancelled_because") or before.cancelled_because or "-")
    if "cancelled_because" in changes:
        after = after.model_copy(update={"cancelled_because": changes["cancelled_because"]})
    if changes.get("status"):
        after = after.model_copy(update={"status": MeetingStatus(changes["status"])})
    return after


def _changed_invited(identity: str, changes: Changes, desk: Desk) -> list[Record]:
    meeting = _one(desk.world.meetings, identity.partition("/")[0])
    person = next((one for one in meeting.participants if invited_key(meeting, one).id == identity), None)
    if person is None:
        raise NotTaken("book.say.gone")
    after = meeting
    if "partstat" in changes:
        after = answered(after, identity, Partstat(changes["partstat"] or Partstat.NEEDS_ACTION))
    if "agreed_on" in changes:
        day = changes["agreed_on"]
        on = date.fromisoformat(day) if day else None
        after = agree(after, person.name, on) if on else _not_agreed(after, person.name)
    return [after]


def answered(meeting: Meeting, identity: str, partstat: Partstat) -> Meeting:
    """The meeting with one person's answer; confirmed once somebody of each authority asked has accepted."""
    people = tuple(
        one.model_copy(update={"partstat": partstat}) if invited_key(meeting, one).id == identity else one
        for one in meeting.participants
    )
    status = meeting.status
    if status in (MeetingStatus.INVITED, MeetingStatus.CONFIRMED):
        asked = {one.authority for one in people if one.authority and not one.guest}
        accepted = {one.authority for one in people if one.partstat is Partstat.ACCEPTED}
        status = MeetingStatus.CONFIRMED if asked and asked <= accepted else MeetingStatus.INVITED
    return meeting.model_copy(update={"participants": people, "status": status})


def _not_agreed(meeting: Meeting, name: str) -> Meeting:
    people = (one.model_copy(update={"agreed_on": None}) if one.name == name else one for one in meeting.participants)
    return meeting.model_copy(update={"participants": tuple(people)})


def _changed_mapping(identity: str, changes: Changes, desk: Desk) -> list[Record]:
    known = next((one for one in desk.world.mappings if one.id == identity), None)
    looked = {} if "on" in changes else {"on": desk.today.isoformat()}
    return [_with(known or Mapping(id=identity), {**changes, **looked})]


_NEW: dict[str, Callable[[Changes, Desk], list[Record]]] = {
    "authorities": _new_authority,
    "contacts": _new_contact,
    "meetings": _new_meeting,
    "exchanges": _new_exchange,
    "commitments": _new_commitment,
    "recommendations": _new_recommendation,
    "responses": _new_response,
}
_CHANGED: dict[str, Callable[[str, Changes, Desk], list[Record]]] = {
    "authorities": _changed_authority,
    "mapping": _changed_mapping,
    "contacts": _changed_contact,
    "meetings": _changed_meeting,
    "invited": _changed_invited,
    "exchanges": _changed_exchange,
    "commitments": _changed_commitment,
    "recommendations": _changed_recommendation,
    "responses": _changed_response,
}
