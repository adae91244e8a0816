"""The papers of one meeting: a mail for each person, and the calendar file for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from npmsync.actions.file_names import slug
from npmsync.actions.inviting_agenda import agenda_file
from npmsync.actions.inviting_people import holds_entry, language_of
from npmsync.actions.offering import Offers
from npmsync.actions.opened import Opened
from npmsync.actions.words import vocabulary_of
from npmsync.documents import gate
from npmsync.documents.attendees import attendee, attendees
from npmsync.documents.identifying import identifying
from npmsync.documents.invitation import Delivery, People, calendar_event, letter, message
from npmsync.documents.visible import SharedMeeting
from npmsync.documents.wording import Wording
from npmsync.domain import Meeting, Participant
from npmsync.domain.outgoing import Outgoing
from npmsync.domain.world import World
from npmsync.ports import Attachment, Attendee, CalendarFormat, MailFormat, Message, Method
from npmsync.store.mailings import Mailing
from npmsync.vocabulary import Vocabulary


@dataclass(slots=True)
class Round:
    """One meeting's round of papers: what is told, by whom, to whom; calendar objects are made once a language."""

    opened: Opened
    world: World
    meeting: Meeting
    shared: Outgoing[SharedMeeting]
    method: Method
    organizer: Attendee
    invited: tuple[Attendee, ...]
    folder: Path
    answer_by: date
    passages: tuple[tuple[str, str], ...]
    offers: Offers
    calendars: dict[tuple[str, Vocabulary], bytes] = field(default_factory=dict)
    files: dict[tuple[str, Vocabulary], tuple[Attachment, ...]] = field(default_factory=dict)

    def agenda(self, language: str, words: Vocabulary) -> tuple[Attachment, ...]:
        key = (language, words)
        if key not in self.files:
            self.files[key] = agenda_file(self.opened, self.meeting, self.shared, Wording((language,), words))
        return self.files[key]

    def words(self, authority: str | None = None) -> Vocabulary:
        """The words for the people of an authority."""
        return vocabulary_of(self.opened.workspace, self.world.authority_by_id.get(authority or ""))

    def calendar(self, language: str, words: Vocabulary) -> bytes:
        key = (language, words)
        if key not in self.calendars:
            self.calendars[key] = self.calendar_for(self.invited, language, words, self.method)
        return self.calendars[key]

    def calendar_for(self, invited: tuple[Attendee, ...], language: str, words: Vocabulary, method: Method) -> bytes:
        people = People(self.organizer, invited, language, self.answer_by, words)
        event = calendar_event(self.shared, people, self.opened.now)
        calendars: CalendarFormat = self.opened.plugin("calendar", "ics")
        return calendars.invitation(event, method)


@dataclass(frozen=True, slots=True)
class Paper:
    """A file for the outbox, not yet put there. `recipient` None: the calendar file for all."""

    meeting: str
    version: int
    path: Path
    digest: str
    data: bytes = field(repr=False)
    recipient: str | None = None
    method: str = ""
    message_id: str = ""
    passages: tuple[tuple[str, str], ...] = ()

    def logged(self, now: datetime) -> dict[str, Any]:
        """Its line in the log of what was laid out."""
        return {
            "at": now.isoformat(timespec="seconds"),
            "kind": "invitation",
            "record": self.meeting,
            "recipient": self.recipient,
            "version": self.version,
            "path": str(self.path),
            "digest": self.digest,
            "sent": False,
        }

    def mailing(self, at: str) -> Mailing:
        """Its state: a message with passages that may identify somebody is held until a person has read them."""
        return Mailing(
            self.message_id, self.meeting, self.recipient or "", self.method, self.version, str(self.path), self.digest,
            "held" if self.passages else "written", at, at, passages=[list(one) for one in self.passages] or None,
        )  # fmt: skip


def new_round(
    offers: Offers,
    meeting: Meeting,
    organizer: Attendee,
    invited: Sequence[Participant],
    room: Attendee | None = None,
) -> Round:
    """What all papers of the meeting share. Raises `Refused` for a meeting that is announced to nobody."""
    opened, world = offers.opened, offers.world
    agenda = [world.recommendation_by_id[i] for i in meeting.agenda if i in world.recommendation_by_id]
    shared = gate.meeting(meeting, agenda, world.authority_by_id)
    return Round(
        opened=opened,
        world=world,
        meeting=meeting,
        shared=shared,
        method=Method.REQUEST if meeting.live else Method.CANCEL,
        organizer=organizer,
        invited=(*attendees(invited), *([room] if room else [])),
        folder=opened.workspace.outbox / f"{slug(meeting.title)}-{meeting.id[-6:]}",
        answer_by=max(opened.today, meeting.start.date() - timedelta(days=7)),
        passages=_passages(shared.content) if meeting.live else (),
        offers=offers,
    )


def _for_guest(told: Round) -> Round:
    known = told.world.recommendation_by_id
    agenda = [known[i] for i in told.meeting.agenda if i in known]
    shared = gate.meeting(told.meeting, agenda, told.world.authority_by_id, guest=True)
    passages = _passages(shared.content) if told.meeting.live else ()
    return replace(told, shared=shared, passages=passages, calendars={}, files={})


def calendar_paper(told: Round) -> Paper:
    """The calendar file for all."""
    data = told.calendar(told.opened.settings.workspace.language, told.words())
    path = told.folder / f"{told.meeting.sequence}-{told.method.lower()}.ics"
    return Paper(told.meeting.id, told.meeting.sequence, path, sha256(data).hexdigest(), data)


def paper(told: Round, person: Participant, by_letter: bool, before: Sequence[Mailing]) -> Paper:
    """One person's message. `before` are those this person got about the meeting. A guest's holds public texts only."""
    if person.guest:
        told = _for_guest(told)
    delivery = _delivery(told, person, by_letter, before)
    if by_letter:
        made = _letter(told, delivery, holds_entry(before, person))
    else:
        made = message(
            told.shared, delivery, told.calendar(delivery.language, delivery.wording.vocabulary), told.method
        )
    mail: MailFormat = told.opened.plugin("mail", "email")
    data = mail.compose(made)
    kind = "letter-" if by_letter else ""
    path = told.folder / f"{told.meeting.sequence}-{kind}{slug(person.email or '')}.eml"
    read = {
        (words, why) for m in before if m.state in ("sent", "bounced", "answered") for words, why in m.passages or ()
    }
    return Paper(
        meeting=told.meeting.id,
        version=told.meeting.sequence,
        path=path,
        digest=sha256(data).hexdigest(),
        data=data,
        recipient=person.email,
        method="LETTER" if by_letter else told.method.value,
        message_id=delivery.message_id,
        passages=tuple(one for one in told.passages if one not in read),
    )


def _letter(told: Round, delivery: Delivery, holds: bool) -> Outgoing[Message]:
    """To a political contact who has agreed to no date: dates to choose from, or that the meeting is called off."""
    if not told.meeting.live:
        return message(told.shared, delivery, None, Method.CANCEL)
    dates = told.offers.dates(told.meeting)
    cancels = (
        told.calendar_for((delivery.to,), delivery.language, delivery.wording.vocabulary, Method.CANCEL)
        if holds
        else None
    )
    return letter(told.shared, delivery, dates, cancels)


def _passages(meeting: SharedMeeting) -> tuple[tuple[str, str], ...]:
    texts = [meeting.topic or "", *(one.text for one in meeting.agenda)]
    return tuple(dict.fromkeys((one.words, one.mark.value) for one in identifying(texts)))


def _delivery(told: Round, person: Participant, by_letter: bool, before: Sequence[Mailing]) -> Delivery:
    named = [told.meeting.uid, str(told.meeting.sequence), person.email or "", *(["letter"] if by_letter else [])]
    digest = sha256(" ".join(named).encode()).hexdigest()[:32]
    message_id = f"<{digest}@{told.organizer.email.rpartition('@')[2]}>"
    known = [m.message_id for m in before if m.state != "superseded" and m.message_id != message_id]
    words = told.words(person.authority)
    language = language_of(told.world, person, told.opened.settings.workspace.language)
    return Delivery(
        to=attendee(person),
        sender=told.organizer,
        npm=told.opened.settings.npm,
        language=language,
        message_id=message_id,
        sent_at=told.opened.now,
        answer_by=told.answer_by,
        vocabulary=words,
        references=tuple(known[-10:]),
        files=told.agenda(language, words),
    )
