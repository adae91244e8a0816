"""What a room that books itself answers: a yes is noted beside its invitation, a no is put before a person."""

from __future__ import annotations

from sqlalchemy import Connection

from npmsync.actions.inviting_rooms import room_of
from npmsync.actions.opened import Opened
from npmsync.actions.replies_result import Result
from npmsync.documents.replies import Way, judge
from npmsync.domain import Meeting, Participant
from npmsync.domain.words import Partstat
from npmsync.ports import CalendarReply
from npmsync.store import mailings


def is_room(opened: Opened, reply: CalendarReply) -> bool:
    """Whether an address is one of a room."""
    return reply.attendee.casefold() in {(room.email or "").casefold() for room in opened.settings.room}


def take_room(
    opened: Opened, connection: Connection, reply: CalendarReply, meeting: Meeting, organizer: str, way: Way
) -> Result:
    """One answer of a room. It goes through the same gate as a person's."""
    room = room_of(opened, meeting)
    shape = {"meeting": meeting.id, "attendee": reply.attendee}
    if room is None or room.email.casefold() != reply.attendee.casefold():
        return "noted", {**shape, "why": f"{reply.attendee} is not where {meeting.title} is held (any more)."}
    asked = meeting.model_copy(update={"participants": (Participant(name=room.name, email=room.email),)})
    verdict = judge(reply, asked, organizer, way)
    if verdict.outcome == "waiting":
        return "waiting", {**shape, "why": f"{room.name}: {verdict.why}"}
    told = [
        one.message_id
        for one in mailings.mailings(connection, meeting.id)
        if one.recipient.casefold() == reply.attendee.casefold() and one.version == meeting.sequence
    ]
    when = f"{meeting.title} ({meeting.start:%Y-%m-%d %H:%M})"
    if verdict.partstat == Partstat.ACCEPTED:
        mailings.mark(connection, told, note=f"{opened.today}: booked")
        return "noted", {**shape, "why": f"{room.name} is booked for {when}."}
    mailings.moved_on(
        connection, told, "answered", opened.now, note=f"{opened.today}: the room says {verdict.partstat}"
    )
    way_out = f"npmsync meetings place {meeting.id} ROOM, or npmsync meetings move {meeting.id} START"
    return "waiting", {**shape, "why": f"{room.name} cannot be had for {when} ({verdict.partstat}): {way_out}"}
