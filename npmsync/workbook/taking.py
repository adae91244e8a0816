"""From what a row says to records: a new one, or a known one changed. Everything goes by the rules that commands go by:
a meeting that moves asks everybody anew, a name that changes stays an alias."""

from __future__ import annotations

from collections.abc import Callable

from npmsync.domain import Authority, Commitment, Contact, Exchange, Mapping, Recommendation, Record, Response
from npmsync.domain.ids import response_id
from npmsync.domain.world import World
from npmsync.errors import NpmsyncError
from npmsync.vocabulary.levels import suggested_level
from npmsync.workbook.desk import Changes, Desk, one_of, with_changes
from npmsync.workbook.model import NotTaken, SheetSpec
from npmsync.workbook.showing import described_by_hand
from npmsync.workbook.taking_meetings import change_invited, change_meeting, new_meeting


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


def _new_authority(given: Changes, desk: Desk) -> list[Record]:
    places = {one.place for one in desk.world.recommendations if one.place}
    level = {"level": suggested_level(given["name"], places).value}
    return [
        with_changes(
            Authority(id=desk.new_id(), name=given["name"]),
            {**level, **given, "by_hand": described_by_hand(None, given)},
        )
    ]


def _changed_authority(identity: str, changes: Changes, desk: Desk) -> list[Record]:
    before = one_of(desk.world.authorities, identity)
    more = dict(changes)
    if changes.get("name"):
        # Trackers and letters may go on using the old name.
        aliases = changes.get("aliases", before.aliases)
        more["aliases"] = list(dict.fromkeys((*(aliases or ()), before.name)))
    return [with_changes(before, {**more, "by_hand": described_by_hand(before, changes)})]


def _new_contact(given: Changes, desk: Desk) -> list[Record]:
    first = Contact(id=desk.new_id(), authority=given["authority"], name=given["name"])
    return [with_changes(first, given)]


def _changed_contact(identity: str, changes: Changes, desk: Desk) -> list[Record]:
    return [with_changes(one_of(desk.world.contacts, identity), changes)]


def _new_exchange(given: Changes, desk: Desk) -> list[Record]:
    fields = {"on": desk.today.isoformat(), "by": desk.by, **given}
    return [Exchange.model_validate({"id": desk.new_id(), **fields})]


def _changed_exchange(identity: str, changes: Changes, desk: Desk) -> list[Record]:
    return [with_changes(one_of(desk.world.exchanges, identity), changes)]


def _new_commitment(given: Changes, desk: Desk) -> list[Record]:
    return [Commitment.model_validate({"id": desk.new_id(), **given})]


def _changed_commitment(identity: str, changes: Changes, desk: Desk) -> list[Record]:
    return [with_changes(one_of(desk.world.commitments, identity), changes)]


def _new_recommendation(given: Changes, desk: Desk) -> list[Record]:
    return [Recommendation.model_validate({"id": desk.new_id(), **given})]


def _changed_recommendation(identity: str, changes: Changes, desk: Desk) -> list[Record]:
    return [with_changes(one_of(desk.world.recommendations, identity), changes)]


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
    return [with_changes(known, changes)]


def _first_word(identity: str, world: World) -> Response:
    """The answer that nobody has given yet."""
    for one in world.recommendations:
        for authority in one.addressees:
            if response_id(one.id, authority) == identity:
                return Response(id=identity, recommendation=one.id, authority=authority)
    raise NotTaken("book.say.gone")


def _changed_mapping(identity: str, changes: Changes, desk: Desk) -> list[Record]:
    known = next((one for one in desk.world.mappings if one.id == identity), None)
    looked = {} if "on" in changes else {"on": desk.today.isoformat()}
    return [with_changes(known or Mapping(id=identity), {**changes, **looked})]


_NEW: dict[str, Callable[[Changes, Desk], list[Record]]] = {
    "authorities": _new_authority,
    "contacts": _new_contact,
    "meetings": new_meeting,
    "exchanges": _new_exchange,
    "commitments": _new_commitment,
    "recommendations": _new_recommendation,
    "responses": _new_response,
}
_CHANGED: dict[str, Callable[[str, Changes, Desk], list[Record]]] = {
    "authorities": _changed_authority,
    "mapping": _changed_mapping,
    "contacts": _changed_contact,
    "meetings": change_meeting,
    "invited": change_invited,
    "exchanges": _changed_exchange,
    "commitments": _changed_commitment,
    "recommendations": _changed_recommendation,
    "responses": _changed_response,
}
