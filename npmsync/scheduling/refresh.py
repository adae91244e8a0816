"""A proposal keeps its time; who is asked and what it speaks about follow the records until people are invited."""

from __future__ import annotations

from npmsync.dialogue.agenda import agenda
from npmsync.domain.meeting import Meeting, Participant
from npmsync.domain.words import MeetingKind, MeetingStatus
from npmsync.domain.world import World
from npmsync.scheduling.participants import on_the_day, participants
from npmsync.scheduling.presence import identity


def refreshed(world: World, meeting: Meeting) -> Meeting:
    """A proposed meeting that a plan made, with the people in office on its day and the agenda of today; any other
    meeting as it is. What is known of a person who stays (an answer, an agreed date) is kept."""
    if meeting.status is not MeetingStatus.PROPOSED or meeting.because is None:
        return meeting
    drafts = meeting.kind is MeetingKind.DRAFT_DISCUSSION
    seats = meeting.authorities if drafts else world.seats(meeting.authorities)
    known = {identity(person): person for person in meeting.participants}
    day = meeting.start.date()
    people = on_the_day(world, participants(world, meeting.kind, seats, day, meeting.topic), day)
    asked = tuple(_as_known(person, known.get(identity(person))) for person in people)
    with_people = meeting.model_copy(update={"participants": asked})
    if meeting.kind in (MeetingKind.FOLLOW_UP, MeetingKind.INTRODUCTION):
        return with_people  # their agenda is what asked for them, not everything that is open
    return with_people.model_copy(update={"agenda": agenda(world, with_people).recommendations})


def _as_known(person: Participant, known: Participant | None) -> Participant:
    """Today's person with what is known already: an answer, an agreed date."""
    if known is None:
        return person
    kept = ("partstat", "agreed_on", "answered_at", "delegated_to")
    return person.model_copy(update={name: getattr(known, name) for name in kept})


def readdressed(world: World, meeting: Meeting) -> Meeting:
    """A meeting to which people are invited, with the address that the records have today for a person whose earlier
    one nobody of the authority has any more: after a bounce it was corrected there. Nothing else of it changes."""
    if meeting.status not in (MeetingStatus.INVITED, MeetingStatus.CONFIRMED):
        return meeting
    people = tuple(_readdressed(world, meeting, person) for person in meeting.participants)
    return meeting if people == meeting.participants else meeting.model_copy(update={"participants": people})


def _readdressed(world: World, meeting: Meeting, person: Participant) -> Participant:
    if person.authority is None:
        return person
    known = world.contacts_on(person.authority, meeting.start.date())
    addresses = {(one.email or "").casefold() for one in known}
    named = {one.email for one in known if one.name.casefold() == person.name.casefold() and one.email}
    if (person.email or "").casefold() in addresses - {""} or len(named) != 1:
        return person
    return person.model_copy(update={"email": named.pop()})
