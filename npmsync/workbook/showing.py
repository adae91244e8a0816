"""From records to what each sheet shows of them: values by record, in the order of a new sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from npmsync.domain import Authority, Meeting, Participant, Recommendation, Record, Response
from npmsync.domain.ids import response_id
from npmsync.domain.record import Key
from npmsync.domain.words import MeetingStatus, ParticipantRole, Stage
from npmsync.domain.world import World
from npmsync.workbook.model import SheetSpec
from npmsync.workbook.sheets import (
    AUTHORITIES,
    COMMITMENTS,
    CONTACTS,
    EXCHANGES,
    INVITED,
    MAPPING,
    MEETINGS,
    RECOMMENDATIONS,
    RESPONSES,
)

Values = dict[str, Any]
CLOSED = "closed"
"""Marks values of what nobody needs to see, and of which an edit counts all the same where its row stands still."""
_MEETINGS_BACK = timedelta(days=400)
_ANSWERS_BACK = timedelta(days=30)
RECORD_SHEETS: tuple[SheetSpec, ...] = (
    AUTHORITIES, CONTACTS, MEETINGS, INVITED, EXCHANGES, COMMITMENTS, RECOMMENDATIONS, RESPONSES,
    MAPPING,
)  # fmt: skip
"""In the order in which they are read: an authority may be new, and so may its contact."""


def shown_records(spec: SheetSpec, world: World, today: date) -> dict[Key, Values]:
    """What the sheet shows, record by record. Meetings of more than a year ago are not put into a new sheet."""
    return dict(_SHOWN[spec.name](world, today))


def old(spec: SheetSpec, values: Mapping[str, Any], today: date) -> bool:
    """Whether a record is left out of the sheet unless it stands there already."""
    if spec is MEETINGS:
        return bool(values["time"][:10] < (today - _MEETINGS_BACK).isoformat())
    if spec is INVITED and values["day"] < (today - _ANSWERS_BACK).isoformat():
        return True
    return bool(values.get(CLOSED))


def invited_key(meeting: Meeting, person: Participant) -> Key:
    """Under what an invited person stands: a meeting and an address, or a name where there is none."""
    return Key("invited", f"{meeting.id}/{(person.email or person.name).strip().casefold()}")


def _fields(record: Record) -> Values:
    return {name: value for name, value in record.model_dump(mode="json").items() if value not in (None, [], "")}


def _authorities(world: World, today: date) -> Iterator[tuple[Key, Values]]:
    for one in sorted(world.authorities, key=lambda one: one.name.casefold()):
        count = sum(1 for rec in world.recommendations_to(one.id) if rec.open and rec.stage is not Stage.DRAFT)
        yield Key("authority", one.id), {**_fields(one), "open": count or None}


def _contacts(world: World, today: date) -> Iterator[tuple[Key, Values]]:
    def place(one: Any) -> tuple[bool, str, str]:
        return (one.until is not None and one.until < today, world.name(one.authority).casefold(), one.name.casefold())

    for one in sorted(world.contacts, key=place):
        yield Key("contact", one.id), _fields(one)


def meeting_values(one: Meeting) -> Values:
    values = _fields(one)
    values["time"] = f"{one.start.isoformat(timespec='minutes')}/{one.end.isoformat(timespec='minutes')}"
    return values


def _meetings(world: World, today: date) -> Iterator[tuple[Key, Values]]:
    for one in sorted(world.meetings, key=lambda one: (one.start, one.title, one.id)):
        led = next((p.name for p in one.participants if p.role is ParticipantRole.CHAIR), None)
        own = next((p.name for p in one.participants if p.authority is None and not p.guest), None)
        yield Key("meeting", one.id), {**meeting_values(one), "led_by": led or own}


def _invited(world: World, today: date) -> Iterator[tuple[Key, Values]]:
    for one in sorted(world.meetings, key=lambda one: (one.start, one.title, one.id)):
        over = not one.live or one.status is MeetingStatus.HELD
        for person in one.participants:
            if person.authority is None and not person.guest:
                continue
            yield (
                invited_key(one, person),
                {
                    "day": one.start.date().isoformat(),
                    "meeting": one.title,
                    "authority": world.name(person.authority) if person.authority else None,
                    "name": person.name,
                    "email": person.email,
                    "partstat": None if person.partstat.value == "needs-action" else person.partstat.value,
                    "agreed_on": person.agreed_on.isoformat() if person.agreed_on else None,
                    CLOSED: over or None,
                },
            )


def _exchanges(world: World, today: date) -> Iterator[tuple[Key, Values]]:
    for one in sorted(world.exchanges, key=lambda one: (one.on, one.id)):
        yield Key("exchange", one.id), _fields(one)


def _commitments(world: World, today: date) -> Iterator[tuple[Key, Values]]:
    titles = {one.id: f"{one.title} ({one.start.date().isoformat()})" for one in world.meetings}
    for one in sorted(world.commitments, key=lambda one: (one.done_on is not None, one.due or date.max, one.id)):
        values = _fields(one)
        yield Key("commitment", one.id), {**values, "meeting": titles.get(one.meeting or "")}


def _recommendations(world: World, today: date) -> Iterator[tuple[Key, Values]]:
    for one in world.recommendations:
        years = world.made_in(one) if one.id in world.earlier else ()
        yield Key("recommendation", one.id), {**_fields(one), "made": ", ".join(map(str, years)) or None}


def _responses(world: World, today: date) -> Iterator[tuple[Key, Values]]:
    held = {one.id: one for one in world.responses}
    for rec in world.recommendations:
        for authority in dict.fromkeys(rec.addressees):
            identity = response_id(rec.id, authority)
            given = held.pop(identity, None)
            asked = given is not None or (rec.open and rec.stage is not Stage.DRAFT)
            yield Key("response", identity), {**_response(rec, authority, given), CLOSED: None if asked else True}
        unnamed = held.pop(response_id(rec.id, None), None)
        if unnamed is not None:
            yield Key("response", unnamed.id), _response(rec, None, unnamed)
    for one in held.values():  # of an authority to whom it is no longer addressed
        parent = world.recommendation_by_id.get(one.recommendation)
        if parent is not None:
            yield Key("response", one.id), _response(parent, one.authority, one)


def _response(rec: Recommendation, authority: str | None, given: Response | None) -> Values:
    values = _fields(given) if given else {}
    due = rec.response_due.isoformat() if rec.response_due else None
    return {**values, "recommendation": rec.id, "authority": authority, "subject": rec.text, "response_due": due}


def _mapping(world: World, today: date) -> Iterator[tuple[Key, Values]]:
    held = {one.id: one for one in world.mappings}
    for one in sorted(world.authorities, key=lambda one: one.name.casefold()):
        known = held.get(one.id)
        yield Key("mapping", one.id), {**(_fields(known) if known else {}), "name": one.name}


_SHOWN = {
    "mapping": _mapping,
    "authorities": _authorities,
    "contacts": _contacts,
    "meetings": _meetings,
    "invited": _invited,
    "exchanges": _exchanges,
    "commitments": _commitments,
    "recommendations": _recommendations,
    "responses": _responses,
}


def described_by_hand(before: Authority | None, changed: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields for which npmsync.toml speaks no longer, once these were changed in the workbook."""
    said = {"level", "parent", "aliases", "languages", "mapped_on", "review_on"} & set(changed)
    return tuple(sorted({*(before.by_hand if before else ()), *said}))
