"""What an invitation says: to one person, in that person's language, about a meeting as everyone invited may see it.

    event = calendar_event(shared, people, stamp)              what the calendar adapter writes
    mail = message(shared, delivery, calendar, Method.REQUEST) what the mail adapter writes
    mail = letter(shared, delivery, dates)                     two or three dates for a political contact, no calendar

Subjects and titles in calendars are neutral: secretaries and screens read them (DESIGN 8).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from npmsync.documents import gate
from npmsync.documents.dated import span_words
from npmsync.documents.visible import SharedMeeting
from npmsync.documents.wording import Wording
from npmsync.domain.outgoing import Outgoing
from npmsync.domain.words import MeetingStatus
from npmsync.locale import list_text, right_to_left
from npmsync.ports import Attachment, Attendee, CalendarEvent, Message, Method
from npmsync.vocabulary import Vocabulary, builtin_vocabulary


@dataclass(frozen=True, slots=True)
class Delivery:
    """One mail to one person: from the organizer `sender`, signed with `npm`, in `language`. `sent_at` is aware;
    `answer_by` is the last day on which an answer is asked for; `vocabulary` None is the built-in one."""

    to: Attendee
    sender: Attendee
    npm: str
    language: str
    message_id: str
    sent_at: datetime
    answer_by: date
    vocabulary: Vocabulary | None = None
    references: tuple[str, ...] = ()
    """Message-IDs of what this person was written about the meeting before."""
    files: tuple[Attachment, ...] = ()
    """Beside the mail: papers for all who are invited, which passed the gate with the meeting."""

    @property
    def wording(self) -> Wording:
        return Wording((self.language,), self.vocabulary or builtin_vocabulary())


@dataclass(frozen=True, slots=True)
class People:
    """Who stands in a calendar event: the organizer, and the attendees whom it is sent to. `language` is theirs."""

    organizer: Attendee
    attendees: tuple[Attendee, ...]
    language: str
    answer_by: date
    vocabulary: Vocabulary | None = None
    own: bool = False
    """They are the NPM's own people, whom no letter has to invite: the text is the agenda."""


def calendar_event(shared: Outgoing[SharedMeeting], people: People, stamp: datetime) -> Outgoing[CalendarEvent]:
    """The meeting for a calendar, with the title neutral and the text of the invitation as its description. `stamp` is
    the moment of writing (DTSTAMP), aware."""
    wording = Wording((people.language,), people.vocabulary or builtin_vocabulary())

    def event(meeting: SharedMeeting) -> CalendarEvent:
        told = () if people.own else (_body(meeting, wording, people.answer_by),)
        return CalendarEvent(
            uid=meeting.uid,
            sequence=meeting.sequence,
            start=meeting.start,
            end=meeting.end,
            timezone=meeting.timezone,
            summary=wording.say("invitation.subject_neutral"),
            description="\n\n".join([*told, *_agenda_lines(meeting, wording)]),
            location=meeting.place or "",
            stamp=stamp,
            organizer=people.organizer,
            attendees=people.attendees,
            cancelled=meeting.status is MeetingStatus.CANCELLED,
            conference=meeting.conference,
            language=people.language,
            created=_created(meeting.uid),
        )

    return gate.shaped(shared, event)


def _created(uid: str) -> datetime | None:
    """The UID says it where it is made of a UUIDv7 (RFC 9562 section 5.7)."""
    try:
        known = UUID(uid.partition("@")[0])
    except ValueError:
        return None
    return datetime.fromtimestamp((known.int >> 80) / 1000, UTC) if known.version == 7 else None


def message(
    shared: Outgoing[SharedMeeting], delivery: Delivery, calendar: bytes | None, method: Method | None
) -> Outgoing[Message]:
    """The mail that invites, tells of a change (a later sequence) or cancels, with its calendar object. `calendar` was
    made from the same meeting; None where the person gets no calendar object."""

    def mail(meeting: SharedMeeting) -> Message:
        wording = delivery.wording
        cancelled = method is Method.CANCEL or meeting.status is MeetingStatus.CANCELLED
        agenda = () if cancelled else _agenda(meeting, wording)
        told = (_cancelled(meeting, wording),) if cancelled else _told(meeting, delivery)
        paragraphs = [*_opening(delivery), *told]
        return _mail(delivery, paragraphs, calendar, method, agenda)

    return gate.shaped(shared, mail)


def letter(
    shared: Outgoing[SharedMeeting],
    delivery: Delivery,
    dates: Sequence[tuple[datetime, datetime]],
    cancels: bytes | None = None,
) -> Outgoing[Message]:
    """A letter with a few dates to choose from (start and end each, wall-clock times), for a political contact who has
    agreed to none yet: it carries no calendar object, but for `cancels`, which takes a date agreed earlier out of the
    person's calendar."""

    def mail(meeting: SharedMeeting) -> Message:
        wording = delivery.wording
        offered = "\n".join(
            f"• {span_words(start, end, delivery.language, wording.vocabulary)}" for start, end in dates
        )
        asked = (
            wording.say("invite.dates.body"),
            offered,
            wording.say("invite.dates.reply", date=delivery.answer_by),
        )
        paragraphs = [*_opening(delivery), *asked]
        return _mail(delivery, paragraphs, cancels, Method.CANCEL if cancels else None, _agenda(meeting, wording))

    return gate.shaped(shared, mail)


def _mail(
    delivery: Delivery,
    paragraphs: Sequence[str],
    calendar: bytes | None,
    method: Method | None,
    agenda: tuple[tuple[str, ...], ...],
) -> Message:
    heading = (delivery.wording.say("agenda.title"),) if agenda else ()
    return Message(
        message_id=delivery.message_id,
        sender=delivery.sender,
        to=delivery.to,
        subject=delivery.wording.say("invitation.subject_neutral"),
        paragraphs=(*paragraphs, *heading),
        language=delivery.language,
        date=delivery.sent_at,
        right_to_left=right_to_left(delivery.language),
        calendar=calendar,
        method=method,
        table=agenda,
        closing=_ending(delivery),
        references=delivery.references,
        files=delivery.files,
    )


def _opening(delivery: Delivery) -> tuple[str, ...]:
    wording = delivery.wording
    return wording.say("mail.attention", name=delivery.to.name), wording.say("mail.salutation")


def _ending(delivery: Delivery) -> tuple[str, ...]:
    wording = delivery.wording
    return wording.say("mail.closing"), delivery.npm, wording.say("mail.confidential_footer")


def _told(meeting: SharedMeeting, delivery: Delivery) -> tuple[str, ...]:
    wording = delivery.wording
    body = _body(meeting, wording, delivery.answer_by)
    if meeting.sequence == 0:
        return (body,)
    # A change is said first: who was invited before must not have to compare.
    changed = wording.say("invite.updated", title=wording.say("invitation.subject_neutral"), **_when(meeting, wording))
    return changed, body


def _cancelled(meeting: SharedMeeting, wording: Wording) -> str:
    title = wording.say("invitation.subject_neutral")
    return wording.say("invite.cancelled", title=title, start=_when(meeting, wording)["start"])


def _body(meeting: SharedMeeting, wording: Wording, answer_by: date) -> str:
    own = f"invite.{meeting.kind}.body"
    return wording.say(
        own if wording.has(own) else "invite.meeting.body",
        count=len(meeting.agenda),
        topic=meeting.topic or wording.say("invitation.subject_neutral"),
        authorities=list_text(meeting.authorities, wording.languages[0]),
        date=answer_by,
        **_when(meeting, wording),
    )


def _when(meeting: SharedMeeting, wording: Wording) -> dict[str, str]:
    return {
        "start": span_words(meeting.start, meeting.end, wording.languages[0], wording.vocabulary),
        "place": meeting.place or wording.say("invite.place_open"),
    }


def _agenda(meeting: SharedMeeting, wording: Wording) -> tuple[tuple[str, ...], ...]:
    if not meeting.agenda:
        return ()
    head = (wording.say("label.ref"), wording.say("label.recommendation"))
    return (head, *((one.ref or "", one.text) for one in meeting.agenda))


def _agenda_lines(meeting: SharedMeeting, wording: Wording) -> list[str]:
    rows = _agenda(meeting, wording)[1:]
    items = "\n".join(" – ".join(cell for cell in row if cell) for row in rows)
    return [f"{wording.say('agenda.title')}\n{items}"] if rows else []
