"""Meetings in the workbook, and who is invited to them: everything by the rules that commands go by. A meeting that is
moved asks everybody anew; one that is called off keeps its reason."""

from __future__ import annotations

from datetime import date, datetime

from npmsync.domain import Meeting, Record
from npmsync.domain.words import MeetingKind, MeetingStatus, Partstat
from npmsync.scheduling.meetings import Shown, agree, as_shown, cancel
from npmsync.scheduling.participants import participants
from npmsync.workbook.desk import Changes, Desk, one_of, with_changes
from npmsync.workbook.model import NotTaken
from npmsync.workbook.showing import invited_key
from npmsync.workbook.words import shown


def new_meeting(given: Changes, desk: Desk) -> list[Record]:
    start, end = map(datetime.fromisoformat, given["time"].split("/"))
    kind = MeetingKind(given.get("kind", MeetingKind.BILATERAL))
    authorities = tuple(given["authorities"])
    asked = participants(desk.world, kind, desk.world.seats(authorities), start.date())
    held = start.date() < desk.today
    confirmed = given.get("status") == MeetingStatus.CONFIRMED
    agreed = MeetingStatus.CONFIRMED if confirmed else MeetingStatus.PROPOSED
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
            status=MeetingStatus.HELD if held else agreed,
            attended=tuple(given["attended"]) if given.get("attended") else None,
            minutes=given.get("minutes"),
        )
    ]


def change_meeting(identity: str, changes: Changes, desk: Desk) -> list[Record]:
    return [changed_meeting(one_of(desk.world.meetings, identity), changes)]


def changed_meeting(before: Meeting, changes: Changes) -> Meeting:
    """A meeting with what a person changed of it, by the rules of `scheduling/meetings.py`. Raises `Refused` where it
    is over."""
    after = before
    start, end = map(datetime.fromisoformat, changes["time"].split("/")) if changes.get("time") else (None, None)
    if {"time", "place", "title"} & set(changes):
        place = (changes["place"] or "") if "place" in changes else None
        after = as_shown(after, Shown(start, end, place, changes.get("title")))
    plain = {name: changes[name] for name in ("kind", "authorities", "minutes", "attended") if name in changes}
    after = with_changes(after, plain) if plain else after
    if changes.get("status") == MeetingStatus.CANCELLED:
        return cancel(after, changes.get("cancelled_because") or before.cancelled_because or "-")
    if "cancelled_because" in changes:
        after = after.model_copy(update={"cancelled_because": changes["cancelled_because"]})
    if changes.get("status"):
        after = after.model_copy(update={"status": MeetingStatus(changes["status"])})
    return after


def change_invited(identity: str, changes: Changes, desk: Desk) -> list[Record]:
    meeting = one_of(desk.world.meetings, identity.partition("/")[0])
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
