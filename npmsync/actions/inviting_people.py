"""Who is to be written to about a meeting: everybody after a change, else those to whom nothing went yet.

By rank (DESIGN 8): a political contact is asked by letter, and invited once the date was agreed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from npmsync.domain import Meeting, Participant
from npmsync.domain.words import MeetingKind, MeetingStatus, Rank
from npmsync.domain.world import World
from npmsync.ports import Attendee

if TYPE_CHECKING:
    from npmsync.store.mailings import Mailing

# RFC 5322 addr-spec without quoted forms and comments, which programs do not agree on: one typing mistake in a list of
# contacts must not keep everybody else from being invited.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")


@dataclass(frozen=True, slots=True)
class People:
    """`letters` are asked by letter; `invited` stand in the calendar object; `to_write` get a message now, in the order
    of the meeting's list; `without_address` cannot be written to: they have none, or one that no mail can go to."""

    letters: tuple[Participant, ...]
    invited: tuple[Participant, ...]
    to_write: tuple[Participant, ...]
    without_address: tuple[Participant, ...]


def people_to_tell(
    world: World, meeting: Meeting, before: Sequence[Mailing], organizer: Attendee, today: date, asked_for: bool
) -> People | None:
    """None where nobody is to be told anything. `before` are the messages written about the meeting; `asked_for`: a
    person named this meeting, so all are written to."""
    ours = organizer.email.casefold()
    others = [person for person in meeting.participants if (person.email or "").casefold() != ours]
    reachable = [person for person in others if person.email and _ADDRESS.fullmatch(person.email)]
    letters = tuple(
        person
        for person in reachable
        if needs_letter(world, person) and (meeting.live or not holds_entry(before, person))
    )
    invited = tuple(person for person in reachable if person not in letters)
    everybody = asked_for or _untold(meeting, today)
    to_write = reachable if everybody else _new(meeting, reachable, letters, before, today)
    if not everybody and not to_write:
        return None
    without = tuple(person for person in others if person not in reachable) if everybody else ()
    return People(letters, invited, tuple(to_write), without)


def needs_letter(world: World, person: Participant) -> bool:
    """Whether the person is a political contact who has agreed to no date yet."""
    if person.authority is None or person.guest or person.agreed_on is not None:
        return False
    contacts = world.contacts_by_authority.get(person.authority, ())
    return any(c.rank is Rank.POLITICAL and c.email == person.email and c.name == person.name for c in contacts)


def holds_entry(before: Sequence[Mailing], person: Participant) -> bool:
    """Whether an earlier invitation put the meeting into the person's calendar."""
    mine = (one for one in before if one.recipient.casefold() == (person.email or "").casefold())
    return any(one.method == "REQUEST" and one.state != "superseded" for one in mine)


def _untold(meeting: Meeting, today: date) -> bool:
    """Nobody was told of the meeting in its present form; of a cancelled one only if they had been told of it."""
    if meeting.kind is MeetingKind.VISIT_EXIT or meeting.status is MeetingStatus.HELD:
        return False
    if not meeting.live:
        return meeting.invited_sequence is not None and meeting.sequence != meeting.invited_sequence
    return meeting.start.date() >= today and meeting.sequence != meeting.invited_sequence


def _new(
    meeting: Meeting,
    reachable: Sequence[Participant],
    letters: Sequence[Participant],
    before: Sequence[Mailing],
    today: date,
) -> list[Participant]:
    """Those to whom nothing of the present form went: who agreed to the date since, or got another address."""
    written = {(m.recipient.casefold(), m.method == "LETTER") for m in before if m.version == meeting.sequence}
    if not written or not meeting.live or meeting.start.date() < today or meeting.kind is MeetingKind.VISIT_EXIT:
        return []
    return [
        person
        for person in reachable
        if person.authority is not None and ((person.email or "").casefold(), person in letters) not in written
    ]


def language_of(world: World, person: Participant, otherwise: str) -> str:
    """The contact's language, else the authority's, else the workspace's."""
    if person.authority:
        for contact in world.contacts_by_authority.get(person.authority, ()):
            if contact.email == person.email and contact.language:
                return contact.language
        authority = world.authority_by_id.get(person.authority)
        if authority and authority.languages:
            return authority.languages[0]
    return otherwise
