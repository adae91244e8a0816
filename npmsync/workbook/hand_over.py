"""When a contact leaves: open meetings go to the successor; what has been stays as it was. Forms and letters are
addressed to whoever is in office that day, so they follow by themselves."""

from __future__ import annotations

from datetime import date

from npmsync.domain import Contact, Meeting, Participant
from npmsync.domain.words import MeetingStatus
from npmsync.domain.world import World


def handed_over(world: World, today: date) -> list[Meeting]:
    """The meetings to come, with the successor asked in the place of everyone who will have left by then. Whoever was
    invited is told: the sequence rises."""
    by_id = {one.id: one for one in world.contacts}
    leaving = [one for one in world.contacts if one.until and one.successor in by_id]
    changed = []
    for meeting in world.meetings:
        if not meeting.live or meeting.status is MeetingStatus.HELD or meeting.start.date() < today:
            continue
        after = meeting
        for one in leaving:
            if one.until and meeting.start.date() > one.until:
                after = _in_place_of(after, one, by_id[one.successor or ""])
        if after is not meeting:
            changed.append(after)
    return changed


def _in_place_of(meeting: Meeting, gone: Contact, successor: Contact) -> Meeting:
    if not any(_is(person, gone) for person in meeting.participants):
        return meeting
    new = Participant(name=successor.name, email=successor.email)
    people: list[Participant] = []
    for person in meeting.participants:
        if not _is(person, gone):
            people.append(person)
        elif not any(_is(other, successor) for other in meeting.participants):
            people.append(new.model_copy(update={"authority": person.authority, "role": person.role}))
    told = meeting.invited_sequence is not None and meeting.sequence <= meeting.invited_sequence
    sequence = (meeting.invited_sequence or 0) + 1 if told else meeting.sequence
    status = MeetingStatus.INVITED if meeting.status is MeetingStatus.CONFIRMED else meeting.status
    return meeting.model_copy(update={"participants": tuple(people), "sequence": sequence, "status": status})


def _is(person: Participant, contact: Contact) -> bool:
    if person.authority is None:
        return False
    if person.email and contact.email:
        return person.email.strip().casefold() == contact.email.strip().casefold()
    return person.name.strip().casefold() == contact.name.strip().casefold()
