"""`invite`: invitations, changes and cancellations as files in `outbox/`, one folder a meeting, and a feed of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from npmsync.actions.file_names import slug
from npmsync.actions.lookup import meeting_by_id
from npmsync.actions.opened import Opened
from npmsync.actions.saving import save
from npmsync.actions.world import load_world
from npmsync.documents import gate
from npmsync.documents.invitation import Delivery, People, calendar_event, letter, message
from npmsync.documents.visible import SharedMeeting
from npmsync.domain import Meeting, Participant
from npmsync.domain.outgoing import Outgoing
from npmsync.domain.words import MeetingKind, MeetingStatus, ParticipantRole, Rank
from npmsync.domain.world import World
from npmsync.errors import Refused
from npmsync.ports import Attendee, CalendarFormat, MailFormat, Method
from npmsync.replace import write_new
from npmsync.scheduling.offers import other_dates
from npmsync.scheduling.refresh import refreshed
from npmsync.scheduling.working_time import working_time
from npmsync.store import papers


@dataclass(slots=True)
class Invited:
    """What was laid into the outbox. `notes` say who could not be written to."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    calendars: list[dict[str, Any]] = field(default_factory=list)
    feed: str | None = None
    notes: list[str] = field(default_factory=list)
    without_address: int = 0

    def to_json(self) -> dict[str, Any]:
        return {"messages": self.messages, "calendars": self.calendars, "feed": self.feed, "notes": self.notes}


@dataclass(frozen=True, slots=True)
class _Round:
    """One meeting's round of papers: who invites, whom, with what."""

    meeting: Meeting
    shared: Outgoing[SharedMeeting]
    for_guests: Outgoing[SharedMeeting]
    method: Method
    organizer: Attendee
    folder: Path
    answer_by: date


def invite(opened: Opened, identity: str | None) -> Invited:
    """Writes what is due to be told: of one meeting, or of every one that was proposed or changed since it was last
    told of. Raises `Refused` while nobody is named as organiser."""
    organiser = opened.settings.organiser
    if organiser is None:
        raise Refused(
            "no-organiser",
            "Nobody is named who invites.",
            f'Write organiser = "NAME <ADDRESS>" into [workspace] of {opened.workspace.root / "npmsync.toml"}.',
        )
    organizer = Attendee(organiser.name, organiser.email)
    done = Invited()
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        chosen = [meeting_by_id(world, identity)] if identity else _to_tell(world, opened.today)
        changed, log = [], []
        for meeting in (refreshed(world, meeting) for meeting in chosen):
            log += _tell(opened, world, meeting, organizer, done)
            status = MeetingStatus.INVITED if meeting.status is MeetingStatus.PROPOSED else meeting.status
            told = {"status": status, "invited_sequence": meeting.sequence}
            changed.append(meeting.model_copy(update=told))
        if changed:
            run = opened.begin(connection, "invite")
            save(connection, run, changed)
            papers.put_outgoing(connection, [{**line, "run": run} for line in log])
        after = {meeting.id: meeting for meeting in (*world.meetings, *changed)}
        done.feed = str(_write_feed(opened, world, list(after.values()), organizer))
    return done


def _to_tell(world: World, today: date) -> list[Meeting]:
    """Meetings to come that nobody was told of in their present form; cancelled ones only if they had been told of."""

    def untold(meeting: Meeting) -> bool:
        if meeting.kind is MeetingKind.VISIT_EXIT or meeting.status is MeetingStatus.HELD:
            return False
        if not meeting.live:
            return meeting.invited_sequence is not None and meeting.sequence != meeting.invited_sequence
        return meeting.start.date() >= today and meeting.sequence != meeting.invited_sequence

    return sorted(filter(untold, world.meetings), key=lambda meeting: (meeting.start, meeting.title))


def _tell(opened: Opened, world: World, meeting: Meeting, organizer: Attendee, done: Invited) -> list[dict[str, Any]]:
    """Writes one meeting's papers; returns the lines for the log of what left."""
    agenda = [world.recommendation_by_id[i] for i in meeting.agenda if i in world.recommendation_by_id]
    told = _Round(
        meeting=meeting,
        shared=gate.meeting(meeting, agenda, world.authority_by_id),
        for_guests=gate.meeting(meeting, agenda, world.authority_by_id, guest=True),
        method=Method.REQUEST if meeting.live else Method.CANCEL,
        organizer=organizer,
        folder=opened.workspace.outbox / f"{slug(meeting.title)}-{meeting.id[-6:]}",
        answer_by=max(opened.today, meeting.start.date() - timedelta(days=7)),
    )
    ours = organizer.email.casefold()
    people = [person for person in meeting.participants if (person.email or "").casefold() != ours]
    for person in people:
        if not person.email:
            done.without_address += 1
            done.notes.append(f"{meeting.title}: no address for {person.name}")
    reachable = [person for person in people if person.email]
    letters = [person for person in reachable if told.method is Method.REQUEST and _needs_letter(world, person)]
    invited = [person for person in reachable if person not in letters]
    lines = [_write_calendar(opened, told, invited, done)]
    lines += [_write_mail(opened, world, told, invited, person, done) for person in invited]
    lines += [_write_letter(opened, world, told, person, done) for person in letters]
    return lines


def _needs_letter(world: World, person: Participant) -> bool:
    """A political contact is asked by letter, and invited once the date was agreed."""
    if person.authority is None or person.guest or person.agreed_on is not None:
        return False
    contacts = world.contacts_by_authority.get(person.authority, ())
    return any(c.rank is Rank.POLITICAL and c.email == person.email and c.name == person.name for c in contacts)


def _write_calendar(opened: Opened, told: _Round, invited: Sequence[Participant], done: Invited) -> dict[str, Any]:
    data = _calendar(opened, told, invited, opened.settings.workspace.language)
    path = told.folder / f"{told.meeting.sequence}-{told.method.lower()}.ics"
    write_new(path, data)
    done.calendars.append(
        {"meeting": told.meeting.id, "uid": told.meeting.uid, "method": told.method.value, "path": str(path)}
    )
    return _line(opened, told.meeting, None, path, data)


def _write_mail(
    opened: Opened, world: World, told: _Round, invited: Sequence[Participant], person: Participant, done: Invited
) -> dict[str, Any]:
    delivery = _delivery(opened, world, told, person)
    shared = told.for_guests if person.guest else told.shared
    calendar = _calendar(opened, told, invited, delivery.language, shared)
    return _write(opened, told, person, message(shared, delivery, calendar, told.method), done, told.method.value)


def _write_letter(opened: Opened, world: World, told: _Round, person: Participant, done: Invited) -> dict[str, Any]:
    settings = opened.settings
    days = working_time(settings.workspace.country, settings.office, settings.closure)
    dates = other_dates(told.meeting, world.meetings, days, count=3)
    paper = letter(told.shared, _delivery(opened, world, told, person), dates)
    return _write(opened, told, person, paper, done, "LETTER")


def _write(
    opened: Opened, told: _Round, person: Participant, paper: Outgoing[Any], done: Invited, method: str
) -> dict[str, Any]:
    mail: MailFormat = opened.plugin("mail", "email")
    data = mail.compose(paper)
    path = told.folder / f"{told.meeting.sequence}-{slug(person.email or '')}.eml"
    write_new(path, data)
    done.messages.append(
        {
            "meeting": told.meeting.id,
            "uid": told.meeting.uid,
            "to": person.email,
            "method": method,
            "path": str(path),
            "sent": False,
        }
    )
    return _line(opened, told.meeting, person.email, path, data)


def _calendar(
    opened: Opened,
    told: _Round,
    invited: Sequence[Participant],
    language: str,
    shared: Outgoing[SharedMeeting] | None = None,
) -> bytes:
    people = People(told.organizer, tuple(map(_attendee, invited)), language, told.answer_by)
    calendars: CalendarFormat = opened.plugin("calendar", "ics")
    return calendars.invitation(calendar_event(shared or told.shared, people, opened.now), told.method)


def _attendee(person: Participant) -> Attendee:
    required = person.role is not ParticipantRole.OPTIONAL
    return Attendee(person.name, person.email or "", required, person.partstat.value)


def _delivery(opened: Opened, world: World, told: _Round, person: Participant) -> Delivery:
    digest = sha256(f"{told.meeting.uid} {told.meeting.sequence} {person.email}".encode()).hexdigest()[:32]
    return Delivery(
        to=_attendee(person),
        sender=told.organizer,
        npm=opened.settings.npm,
        language=_language(opened, world, person),
        message_id=f"<{digest}@{told.organizer.email.rpartition('@')[2]}>",
        sent_at=opened.now,
        answer_by=told.answer_by,
    )


def _language(opened: Opened, world: World, person: Participant) -> str:
    """The contact's language, else the authority's, else the workspace's."""
    if person.authority:
        for contact in world.contacts_by_authority.get(person.authority, ()):
            if contact.email == person.email and contact.language:
                return contact.language
        authority = world.authority_by_id.get(person.authority)
        if authority and authority.languages:
            return authority.languages[0]
    return opened.settings.workspace.language


def _line(opened: Opened, meeting: Meeting, to: str | None, path: Path, data: bytes) -> dict[str, Any]:
    return {
        "at": opened.now.isoformat(timespec="seconds"),
        "kind": "invitation",
        "record": meeting.id,
        "recipient": to,
        "version": meeting.sequence,
        "path": str(path),
        "digest": sha256(data).hexdigest(),
        "sent": False,
    }


def _write_feed(opened: Opened, world: World, meetings: Sequence[Meeting], organizer: Attendee) -> Path:
    """Every meeting that stands, for calendars to subscribe to. A visit is in no feed."""
    calendars: CalendarFormat = opened.plugin("calendar", "ics")
    shown = [m for m in meetings if m.live and m.kind is not MeetingKind.VISIT_EXIT]
    events = []
    for meeting in sorted(shown, key=lambda m: (m.start, m.title)):
        agenda = [world.recommendation_by_id[i] for i in meeting.agenda if i in world.recommendation_by_id]
        shared = gate.meeting(meeting, agenda, world.authority_by_id)
        people = People(organizer, (), opened.settings.workspace.language, meeting.start.date())
        events.append(calendar_event(shared, people, opened.now))
    write_new(opened.workspace.feed, calendars.feed(events, opened.settings.npm))
    return opened.workspace.feed
