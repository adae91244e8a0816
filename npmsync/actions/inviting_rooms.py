"""Rooms that book themselves: one with an address is invited like a person, and called off when the meeting goes
elsewhere. What it is sent holds the time and no word of the agenda."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from npmsync.actions.inviting_papers import Paper, Round, paper
from npmsync.actions.opened import Opened
from npmsync.documents import gate
from npmsync.domain import Meeting, Participant
from npmsync.ports import Attendee, Method
from npmsync.scheduling.constraints import MeetingRoom
from npmsync.store.mailings import Mailing
from npmsync.vocabulary import fold


def room_of(opened: Opened, meeting: Meeting) -> Attendee | None:
    """The meeting's room as calendars name it, where it has an address; who else has that address is no room."""
    here = fold(meeting.place or "")
    found = next((room for room in opened.settings.room if room.email and fold(room.name) == here), None)
    people = {(one.email or "").casefold() for one in meeting.participants}
    return as_attendee(found) if found and (found.email or "").casefold() not in people else None


def as_attendee(room: MeetingRoom) -> Attendee:
    return Attendee(room.name, room.email or "", kind="room")


def room_papers(told: Round, room: Attendee | None, before: Sequence[Mailing]) -> Iterator[Paper]:
    """What the room is sent, and rooms that were asked earlier."""
    known = [as_attendee(one) for one in told.opened.settings.room if one.email]
    if not known:
        return
    shared = gate.meeting(told.meeting, (), told.world.authority_by_id)
    bare = replace(told, shared=shared, passages=(), calendars={}, files={})
    if room is not None:
        yield _paper(replace(bare, invited=(room,)), room, before)
    for other in known:
        asked = [one for one in before if one.recipient.casefold() == other.email.casefold()]
        last = next((one for one in reversed(asked) if one.state != "superseded"), None)
        if (room is None or other.email != room.email) and last is not None and last.method == Method.REQUEST:
            yield _paper(replace(bare, method=Method.CANCEL, invited=(other,), calendars={}), other, before)


def _paper(told: Round, room: Attendee, before: Sequence[Mailing]) -> Paper:
    person = Participant(name=room.name, email=room.email)
    return paper(told, person, False, [one for one in before if one.recipient.casefold() == room.email.casefold()])
