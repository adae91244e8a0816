"""Who is asked to a meeting: chosen by its kind and the rank it needs (DOMAIN.md, "political and technical level").

Of each authority at the table, the contacts in office that day of the first rank in `RANKS` that has any; focal points
alone where there are some among them. An unknown rank counts as technical. An authority without a contact is asked
under its own name, without an address. The organiser takes the chair; the head comes too, and takes it, where a
political contact is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from npmsync.domain.contact import Contact
from npmsync.domain.meeting import Participant
from npmsync.domain.words import MeetingKind, ParticipantRole, Rank
from npmsync.domain.world import World

_TECHNICAL_FIRST = (Rank.TECHNICAL, Rank.OPERATIONAL, Rank.POLITICAL)
_POLITICAL_FIRST = (Rank.POLITICAL, Rank.TECHNICAL, Rank.OPERATIONAL)

RANKS = {
    MeetingKind.INTRODUCTION: _POLITICAL_FIRST,
    MeetingKind.FOLLOW_UP: _POLITICAL_FIRST,
    MeetingKind.BUDGET: _POLITICAL_FIRST,
    MeetingKind.VISIT_EXIT: (Rank.OPERATIONAL, Rank.TECHNICAL, Rank.POLITICAL),
}
"""The order in which ranks are looked for, where it is not technical first: a mandate is explained to, and a refusal
taken up with, those who decide; a visit ends with those who run the place."""


def participants(
    world: World, kind: MeetingKind, seats: Iterable[str], on: date
) -> tuple[tuple[Participant, ...], bool]:
    """Who is asked to a meeting of this kind with these authorities on that day, and whether a political contact is
    among them. The NPM's own come first; then the authorities in the order given, each person once."""
    invited: dict[str, Participant] = {}
    political = False
    for seat in seats:
        contacts = _contacts(world, kind, seat, on)
        political = political or any(contact.rank is Rank.POLITICAL for contact in contacts)
        people = [Participant(name=one.name, email=one.email, authority=seat) for one in contacts]
        for person in people or [Participant(name=world.name(seat), authority=seat)]:
            invited.setdefault(identity(person), person)
    return (*_own(world, political), *invited.values()), political


def identity(person: Participant) -> str:
    """What tells one person from another: the address, else the name within the authority."""
    if person.email:
        return person.email.strip().casefold()
    return f"{person.authority or ''} {person.name.strip().casefold()}"


def _contacts(world: World, kind: MeetingKind, seat: str, on: date) -> list[Contact]:
    current = world.contacts_on(seat, on)
    for rank in RANKS.get(kind, _TECHNICAL_FIRST):
        of_rank = [contact for contact in current if (contact.rank or Rank.TECHNICAL) is rank]
        focal_points = [contact for contact in of_rank if contact.designated_on is not None]
        if of_rank:
            return focal_points or of_rank
    return []


def _own(world: World, political: bool) -> list[Participant]:
    organiser, head = world.organiser, world.head
    people = [organiser] if organiser else []
    if political and head is not None and (organiser is None or head.email.casefold() != organiser.email.casefold()):
        people.insert(0, head)
    roles = (ParticipantRole.CHAIR, ParticipantRole.REQUIRED)
    return [Participant(name=one.name, email=one.email, role=role) for one, role in zip(people, roles, strict=False)]
