"""Who is asked to a meeting: chosen by its kind and the rank it needs (DOMAIN.md, "political and technical level").

Of each authority at the table, the contacts in office that day of the first rank in `RANKS` that has any; focal points
alone where there are some among them. An unknown rank counts as technical. An authority without a contact is asked
under its own name, without an address.

Of the NPM, whoever is responsible leads and takes the chair (`responsible.py`; nobody named: the organiser); the head
comes too, and takes it, where a political contact is asked. Guests come last, and no meeting waits for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from npmsync.dialogue.agenda import fold_topic
from npmsync.dialogue.responsible import responsible
from npmsync.domain.contact import Contact
from npmsync.domain.meeting import Participant
from npmsync.domain.member import Guest, Member
from npmsync.domain.words import MeetingKind, ParticipantRole, Rank
from npmsync.domain.world import World
from npmsync.scheduling.presence import identity, present, required

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
    the place of `lead` (an identity) on a day on which the lead is away, None where nobody may. `instead` are the next
    best contacts of authorities of which somebody asked is away for a time, the best first."""

    people: tuple[Participant, ...]
    political: bool
    lead: str | None = None
    deputy: Participant | None = None
    instead: tuple[Participant, ...] = ()


def participants(world: World, kind: MeetingKind, seats: Iterable[str], on: date, topic: str | None = None) -> Asked:
    """Who is asked to a meeting of this kind with these authorities on that day. The NPM's own come first; then the
    authorities in the order given, each person once; then guests."""
    seats = tuple(seats)
    invited: dict[str, Participant] = {}
    ranks: set[Rank] = set()
    instead: list[Contact] = []
    for seat in seats:
        contacts = _contacts(world, kind, seat, on)
        ranks |= {contact.rank or Rank.TECHNICAL for contact in contacts}
        people = [Participant(name=one.name, email=one.email, authority=seat) for one in contacts]
        if any(world.absences_of(seat, one.name, one.email) for one in contacts):
            instead += [one for one in _by_rank(world, kind, seat, on) if one not in contacts]
        for person in people or [Participant(name=world.name(seat), authority=seat)]:
            invited.setdefault(identity(person), person)
    political = Rank.POLITICAL in ranks
    later = Rank.POLITICAL in {contact.rank for contact in instead}
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
    deputy_asked = None
    if deputy is not None and lead is not None and _address(deputy) not in {identity(person) for person in own}:
        deputy_asked = Participant(name=deputy.name, email=deputy.email)
    return Asked(
        people=(*own, *invited.values(), *(one for one in guests if identity(one) not in taken)),
        political=political or later,
        lead=_address(lead) if lead is not None else None,
        deputy=deputy_asked,
        instead=tuple(Participant(name=one.name, email=one.email, authority=one.authority) for one in instead),
    )


def on_the_day(world: World, asked: Asked, day: date) -> tuple[Participant, ...]:
    """The people asked as they come on a day (presence.py)."""
    return present(asked.people, asked.lead, asked.deputy, asked.instead, lambda one: is_away(world, one, day))


def is_away(world: World, person: Participant, day: date) -> bool:
    """Whether a member or a contact is known to be away that day."""
    if person.authority is not None:
        return any(
            one.first <= day <= one.last for one in world.absences_of(person.authority, person.name, person.email)
        )
    member = _member(world, person.email)
    return member is not None and member.away(day)


def who_is_missing(world: World, kind: MeetingKind, seat: str, on: date) -> str | None:
    """What is to be said of an authority that has designated no focal point in office that day, and who is asked
    instead; None where one is asked."""
    contacts = _contacts(world, kind, seat, on)
    if any(one.designated_on is not None for one in contacts):
        return _who_is_away(world, kind, seat, on, contacts)
    if not contacts:
        return f"{world.name(seat)}: no contact is known; its office is asked."
    names = ", ".join(f"{one.name} ({one.rank.value if one.rank else 'rank unknown'})" for one in contacts[:3])
    other = next((one for one in world.contacts_on(seat, on) if one.designated_on is not None), None)
    if other is not None:
        rank = other.rank.value if other.rank else "technical"
        return f"{world.name(seat)}: its focal point {other.name} is of {rank} rank; asked is {names}."
    return f"{world.name(seat)}: no focal point is designated; asked is {names}."


def _who_is_away(world: World, kind: MeetingKind, seat: str, on: date, contacts: list[Contact]) -> str | None:
    """What is to be said where every focal point asked is away that day."""
    people = {one.name: Participant(name=one.name, email=one.email, authority=seat) for one in contacts}
    if not all(is_away(world, one, on) for one in people.values()):
        return None
    coming = [
        one.name for one in required(on_the_day(world, participants(world, kind, [seat], on), on)) if one.authority
    ]
    others = [name for name in coming if name not in people]
    asked = f"asked is {others[0]}" if others else "nobody else is known"
    return f"{world.name(seat)}: {', '.join(people)} is away on {on}; {asked}."


def _contacts(world: World, kind: MeetingKind, seat: str, on: date) -> list[Contact]:
    """The contacts of the first rank that has any; focal points alone where there are some among them."""
    ranked = _by_rank(world, kind, seat, on)
    of_rank = [one for one in ranked if (one.rank or Rank.TECHNICAL) is (ranked[0].rank or Rank.TECHNICAL)]
    return [one for one in of_rank if one.designated_on is not None] or of_rank


def _by_rank(world: World, kind: MeetingKind, seat: str, on: date) -> list[Contact]:
    """All contacts in office that day, by the rank that the meeting needs, focal points first."""
    ranks = RANKS.get(kind, _TECHNICAL_FIRST)
    return sorted(world.contacts_on(seat, on), key=lambda one: ranks.index(one.rank or Rank.TECHNICAL))


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
