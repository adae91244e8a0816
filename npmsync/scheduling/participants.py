"""Who is asked to a meeting: chosen by its kind and the rank it needs (DOMAIN.md, "political and technical level").

Of each authority at the table, the contacts in office that day of the first rank in `RANKS` that has any; focal points
alone where there are some among them. An unknown rank counts as technical. An authority without a contact is asked
under its own name, without an address.

Of the NPM, whoever is responsible leads and takes the chair (`responsible.py`; nobody named: the organiser); the head
comes too, and takes it, where a political contact is asked. Guests come last, and no meeting waits for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from npmsync.dialogue.agenda import fold_topic
from npmsync.domain.contact import Contact
from npmsync.domain.meeting import Participant
from npmsync.domain.member import Guest, Member
from npmsync.domain.words import MeetingKind, ParticipantRole, Rank
from npmsync.domain.world import World
from npmsync.scheduling.responsible import responsible

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


class Asked(NamedTuple):
    """`people` in the order in which they are listed; `political`: a political contact is among them; `deputy` leads in
    the place of `lead` (an identity) on a day on which the lead is away, None where nobody may."""

    people: tuple[Participant, ...]
    political: bool
    lead: str | None = None
    deputy: Participant | None = None


def participants(world: World, kind: MeetingKind, seats: Iterable[str], on: date, topic: str | None = None) -> Asked:
    """Who is asked to a meeting of this kind with these authorities on that day. The NPM's own come first; then the
    authorities in the order given, each person once; then guests."""
    seats = tuple(seats)
    invited: dict[str, Participant] = {}
    ranks: set[Rank] = set()
    for seat in seats:
        contacts = _contacts(world, kind, seat, on)
        ranks |= {contact.rank or Rank.TECHNICAL for contact in contacts}
        people = [Participant(name=one.name, email=one.email, authority=seat) for one in contacts]
        for person in people or [Participant(name=world.name(seat), authority=seat)]:
            invited.setdefault(identity(person), person)
    political = Rank.POLITICAL in ranks
    duty = responsible(world, kind, seats, ranks, topic)
    lead, deputy = world.organiser, None
    team: tuple[Member, ...] = ()
    if duty is not None:
        lead = _member(world, duty.lead) or lead
        deputy = _member(world, duty.deputy)
        team = tuple(one for address in duty.team if (one := _member(world, address)))
    own = _own(lead, world.head if political else None, team)
    guests = [_guest(world, one) for one in world.guests if kind in one.kinds and _concerns(one, topic)]
    taken = {identity(person) for person in own} | set(invited)
    # A deputy who is asked anyway, or the head in the chair, leads without being named twice.
    stand_in = None
    if deputy is not None and lead is not None and _address(deputy) not in {identity(person) for person in own}:
        stand_in = Participant(name=deputy.name, email=deputy.email)
    return Asked(
        people=(*own, *invited.values(), *(one for one in guests if identity(one) not in taken)),
        political=political,
        lead=_address(lead) if lead is not None else None,
        deputy=stand_in,
    )


def required(people: Iterable[Participant]) -> tuple[Participant, ...]:
    """Those without whom the meeting is not held."""
    return tuple(one for one in people if one.role is not ParticipantRole.OPTIONAL and not one.guest)


def stand_in(people: Sequence[Participant], lead: str, deputy: Participant) -> tuple[Participant, ...]:
    """The people with the deputy in the lead's place and role."""
    return tuple(
        deputy.model_copy(update={"role": one.role}) if one.authority is None and identity(one) == lead else one
        for one in people
    )


def on_the_day(world: World, asked: Asked, day: date) -> tuple[Participant, ...]:
    """The people asked, with the deputy in the lead's place where the lead is away that day and the deputy is not."""
    lead = world.member_by_email.get(asked.lead or "")
    if lead is None or asked.lead is None or asked.deputy is None or not lead.away(day):
        return asked.people
    deputy = world.member_by_email.get(identity(asked.deputy))
    if deputy is not None and deputy.away(day):
        return asked.people
    return stand_in(asked.people, asked.lead, asked.deputy)


def who_is_missing(world: World, kind: MeetingKind, seat: str, on: date) -> str | None:
    """What is to be said of an authority that has designated no focal point in office that day, and who is asked
    instead; None where one is asked."""
    contacts = _contacts(world, kind, seat, on)
    if any(one.designated_on is not None for one in contacts):
        return None
    if not contacts:
        return f"{world.name(seat)}: no contact is known; its office is asked."
    names = ", ".join(f"{one.name} ({one.rank.value if one.rank else 'rank unknown'})" for one in contacts[:3])
    other = next((one for one in world.contacts_on(seat, on) if one.designated_on is not None), None)
    if other is not None:
        rank = other.rank.value if other.rank else "technical"
        return f"{world.name(seat)}: its focal point {other.name} is of {rank} rank; asked is {names}."
    return f"{world.name(seat)}: no focal point is designated; asked is {names}."


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


def _member(world: World, address: str | None) -> Member | None:
    return world.member_by_email.get((address or "").strip().casefold())


def _address(member: Member) -> str:
    return member.email.strip().casefold()


def _own(lead: Member | None, head: Member | None, team: Iterable[Member]) -> list[Participant]:
    in_order = {_address(one): one for one in (head, lead, *team) if one is not None}
    return [
        Participant(name=one.name, email=one.email, role=ParticipantRole.REQUIRED if number else ParticipantRole.CHAIR)
        for number, one in enumerate(in_order.values())
    ]


def _concerns(guest: Guest, topic: str | None) -> bool:
    return not guest.topics or fold_topic(topic or "") in map(fold_topic, guest.topics)


def _guest(world: World, guest: Guest) -> Participant:
    name = guest.authority
    authority = next((one.id for one in world.authorities if name and world.is_called(one.id, name)), None)
    return Participant(
        name=guest.name, email=guest.email, authority=authority, role=ParticipantRole.OPTIONAL, guest=True
    )
