"""A calendar answer goes through the gate: taken, or put before a person."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from npmsync.actions.meetings import with_answer
from npmsync.actions.opened import Opened
from npmsync.actions.replies_of_rooms import is_room, take_room
from npmsync.actions.replies_read import Read
from npmsync.actions.replies_result import Result
from npmsync.actions.saving import save
from npmsync.actions.world import load_world
from npmsync.documents.replies import Verdict, Way, judge
from npmsync.domain import Meeting
from npmsync.domain.words import Partstat
from npmsync.domain.world import World
from npmsync.ports import CalendarReply
from npmsync.store import decisions, mailings
from npmsync.store.decisions import Decision


def take_calendar(
    opened: Opened, connection: Connection, reply: CalendarReply, read: Read, handed_in: bool
) -> Result | None:
    """One answer. None for a calendar mail in a mailbox that is about no meeting of ours."""
    world = load_world(opened, connection)
    meeting = next((m for m in world.meetings if m.uid == reply.uid), None)
    if meeting is None and not handed_in:
        return None
    organizer = opened.settings.organiser
    way = Way(
        _offices(world),
        read.mail.authentic if read.mail else None,
        by_letter=meeting is not None and _by_letter(connection, meeting, reply),
    )
    if meeting is not None and is_room(opened, reply):
        return take_room(opened, connection, reply, meeting, organizer.email if organizer else "", way)
    verdict = judge(reply, meeting, organizer.email if organizer else "", way)
    if verdict.outcome == "taken" and meeting is not None:
        at = min(reply.stamp or opened.now, opened.now)  # whatever a program's clock says
        answered = with_answer(meeting, verdict.email, Partstat(verdict.partstat), at)
        if answered != meeting:
            save(connection, opened.begin(connection, "replies"), [answered])
        return "taken", {"meeting": meeting.id, "attendee": verdict.email, "partstat": verdict.partstat}
    if meeting is not None:
        _wait(opened, connection, meeting, reply, verdict)
    return "waiting", {"why": verdict.why}


def _by_letter(connection: Connection, meeting: Meeting, reply: CalendarReply) -> bool:
    """Whether the attendee was written to about the meeting, and never with a calendar object."""
    known = mailings.mailings(connection, meeting.id)
    methods = {one.method for one in known if one.recipient.casefold() == reply.attendee.casefold()}
    return methods == {"LETTER"}


def _offices(world: World) -> tuple[frozenset[str], ...]:
    """The addresses known for each authority, those of its places counting for it."""
    found: dict[str, set[str]] = defaultdict(set)
    for contact in world.contacts:
        if contact.email:
            found[world.seat(contact.authority)].add(contact.email)
    return tuple(map(frozenset, found.values()))


def _wait(opened: Opened, connection: Connection, meeting: Meeting, reply: CalendarReply, verdict: Verdict) -> None:
    """Puts a reply in doubt before a person, once. One that no decision could make count is said and not kept."""
    countable = reply.partstat in {p.value for p in Partstat}
    invited = {(p.email or "").casefold() for p in meeting.participants}
    if reply.attendee.casefold() not in invited:
        return
    if reply.method == "COUNTER" and reply.start is not None:
        _keep(connection, _proposed(opened, meeting, reply, reply.start, verdict))
    if not countable or reply.method != "REPLY":
        return
    now = next(
        p.partstat.value for p in meeting.participants if (p.email or "").casefold() == reply.attendee.casefold()
    )
    to = reply.delegated_to if reply.partstat == Partstat.DELEGATED else ()
    item = Decision(
        opened.new_id(), "reply", None, "meeting", meeting.id, f"partstat of {reply.attendee}", now, reply.partstat,
        opened.now.isoformat(timespec="seconds"),
        {"attendee": reply.attendee, "partstat": reply.partstat, "why": verdict.why, "delegated_to": list(to)},
    )  # fmt: skip
    _keep(connection, item)


def _keep(connection: Connection, item: Decision) -> None:
    if item.about not in {other.about for other in decisions.open_decisions(connection)}:
        decisions.add(connection, item)


def _proposed(opened: Opened, meeting: Meeting, reply: CalendarReply, start: datetime, verdict: Verdict) -> Decision:
    """Another time, for a person: theirs moves the meeting there. One without a zone is on the meeting's clock."""
    local = start.astimezone(ZoneInfo(meeting.timezone)).replace(tzinfo=None) if start.tzinfo else start
    ours, theirs = (moment.isoformat(timespec="minutes") for moment in (meeting.start, local))
    what = f"time, as {reply.attendee} proposes ({theirs})"
    return Decision(
        opened.new_id(), "reply", None, "meeting", meeting.id, what, ours, theirs,
        opened.now.isoformat(timespec="seconds"), {"attendee": reply.attendee, "start": theirs, "why": verdict.why},
    )  # fmt: skip
