"""`invite`: invitations, changes and cancellations as files in `outbox/`, one folder a meeting, and a feed of all.

Every message is put down with its state (`store.mailings`); `actions.sending` takes it from there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.inviting_papers import Paper, Round, calendar_paper, new_round, paper
from npmsync.actions.inviting_people import People, people_to_tell
from npmsync.actions.inviting_rooms import room_of, room_papers
from npmsync.actions.lookup import meeting_by_id
from npmsync.actions.offering import Offers
from npmsync.actions.opened import Opened
from npmsync.actions.saving import save
from npmsync.actions.words import vocabulary_of
from npmsync.actions.world import load_world
from npmsync.documents import gate
from npmsync.documents.invitation import People as Invitees
from npmsync.documents.invitation import calendar_event
from npmsync.domain import Meeting
from npmsync.domain.words import MeetingKind, MeetingStatus
from npmsync.domain.world import World
from npmsync.errors import Refused
from npmsync.ports import Attendee, CalendarFormat
from npmsync.replace import sweep, write_many, write_new
from npmsync.scheduling.refresh import readdressed, refreshed
from npmsync.store import mailings, papers
from npmsync.store.mailings import Mailing


@dataclass(slots=True)
class Invited:
    """What was laid into the outbox. `notes` say who could not be written to, `passages` what is to be read first."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    calendars: list[dict[str, Any]] = field(default_factory=list)
    passages: list[dict[str, str]] = field(default_factory=list)
    feed: str | None = None
    notes: list[str] = field(default_factory=list)
    without_address: int = 0

    def to_json(self) -> dict[str, Any]:
        return {
            "messages": self.messages,
            "calendars": self.calendars,
            "passages": self.passages,
            "feed": self.feed,
            "notes": self.notes,
        }


def invite(opened: Opened, identity: str | None) -> Invited:
    """Writes what is due to be told: of one meeting, or of every one that was proposed or changed since it was last
    told of, and to those who agreed to a date or got another address since. Raises `Refused` while nobody is named as
    organiser."""
    organiser = opened.settings.organiser
    if organiser is None:
        raise Refused(
            "no-organiser",
            "Nobody is named who invites.",
            f'Write organiser = "NAME <ADDRESS>" into [workspace] of {opened.workspace.root / "npmsync.toml"}.',
        )
    organizer = Attendee(organiser.name, organiser.email)
    done = Invited()
    sweep(opened.workspace.outbox)
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        before = _by_meeting(connection)
        in_order = sorted(world.meetings, key=lambda meeting: (meeting.start, meeting.title))
        asked = [meeting_by_id(world, identity)] if identity else in_order
        changed, written = [], []
        offers = Offers(opened, world)
        for meeting in (readdressed(world, refreshed(world, one)) for one in asked):
            people = people_to_tell(world, meeting, before[meeting.id], organizer, opened.today, bool(identity))
            if people is None:
                continue
            written += _tell(offers, meeting, people, before[meeting.id], organizer, done)
            status = MeetingStatus.INVITED if meeting.status is MeetingStatus.PROPOSED else meeting.status
            changed.append(meeting.model_copy(update={"status": status, "invited_sequence": meeting.sequence}))
        if changed:
            run = opened.begin(connection, "invite")
            save(connection, run, changed)
            papers.put_outgoing(connection, [{**one.logged(opened.now), "run": run} for one in written])
            _put_down(opened, connection, written, before)
            write_many(opened.workspace.outbox, {one.path: one.data for one in written})
        done.notes += offers.notes
        after = {meeting.id: meeting for meeting in (*world.meetings, *changed)}
        done.feed = str(_write_feed(opened, world, list(after.values()), organizer))
    return done


def _by_meeting(connection: Connection) -> dict[str, list[Mailing]]:
    found: dict[str, list[Mailing]] = defaultdict(list)
    for one in mailings.mailings(connection):
        found[one.meeting].append(one)
    return found


def _tell(
    offers: Offers,
    meeting: Meeting,
    people: People,
    before: Sequence[Mailing],
    organizer: Attendee,
    done: Invited,
) -> list[Paper]:
    """One meeting's papers."""
    for person in people.without_address:
        done.without_address += 1
        wrong = f" ({person.email!r} is none)" if person.email else ""
        done.notes.append(f"{meeting.title}: no address for {person.name}{wrong}")
    room = room_of(offers.opened, meeting)
    told = new_round(offers, meeting, organizer, people.invited, room)
    written = [calendar_paper(told)]
    done.calendars.append(
        {"meeting": meeting.id, "uid": meeting.uid, "method": told.method.value, "path": str(written[0].path)}
    )
    for person in people.to_write:
        letter = person in people.letters
        one = paper(told, person, letter, [m for m in before if _same(m.recipient, person.email)])
        written.append(one)
        _show(done, told, one)
    for one in room_papers(told, room, before):
        written.append(one)
        _show(done, told, one)
    return written


def _show(done: Invited, told: Round, one: Paper) -> None:
    meeting = told.meeting
    done.messages.append(
        {
            "meeting": meeting.id,
            "uid": meeting.uid,
            "to": one.recipient,
            "method": one.method,
            "path": str(one.path),
            "sent": False,
            "message_id": one.message_id,
        }
    )
    for words, why in one.passages:
        found = {"meeting": meeting.id, "words": words, "why": why}
        if found not in done.passages:
            done.passages.append(found)


def _put_down(
    opened: Opened, connection: Connection, written: Collection[Paper], before: dict[str, list[Mailing]]
) -> None:
    """Each message's state. What was sent stays sent: writing it again is no reason to send it twice."""
    at = opened.now.isoformat(timespec="seconds")
    new, overtaken = [], []
    for one in written:
        if one.recipient is None:
            continue
        earlier = [m for m in before[one.meeting] if _same(m.recipient, one.recipient)]
        lying = [m for m in earlier if m.state in ("written", "held") and m.message_id != one.message_id]
        overtaken += [m.message_id for m in lying]
        known = next((m for m in earlier if m.message_id == one.message_id), None)
        if known is None or known.state in ("written", "held", "by_hand", "superseded"):
            new.append(one.mailing(at))
    mailings.moved_on(connection, overtaken, "superseded", opened.now)
    mailings.put(connection, new)


def _same(one: str, other: str | None) -> bool:
    return one.casefold() == (other or "").casefold()


def _write_feed(opened: Opened, world: World, meetings: Sequence[Meeting], organizer: Attendee) -> Path:
    """Every meeting that stands, for calendars to subscribe to. A visit is in no feed."""
    calendars: CalendarFormat = opened.plugin("calendar", "ics")
    shown = [m for m in meetings if m.live and m.kind is not MeetingKind.VISIT_EXIT]
    events = []
    words = vocabulary_of(opened.workspace)
    for meeting in sorted(shown, key=lambda m: (m.start, m.title)):
        agenda = [world.recommendation_by_id[i] for i in meeting.agenda if i in world.recommendation_by_id]
        shared = gate.meeting(meeting, agenda, world.authority_by_id)
        nobody = Invitees(organizer, (), opened.settings.workspace.language, _day(meeting), words)
        events.append(calendar_event(shared, nobody, opened.now))
    write_new(opened.workspace.feed, calendars.feed(events, opened.settings.npm))
    return opened.workspace.feed


def _day(meeting: Meeting) -> date:
    return meeting.start.date()
