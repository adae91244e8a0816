"""Those invited, as calendars and mails name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from npmsync.documents.inert import inert
from npmsync.domain import Participant
from npmsync.domain.words import ParticipantRole
from npmsync.ports import Attendee


def attendees(people: Sequence[Participant]) -> tuple[Attendee, ...]:
    """Those invited as a calendar names them; who comes in whose place is said where both are invited."""
    here = {(one.email or "").casefold() for one in people}
    sent = {(one.delegated_to or "").casefold(): one.email for one in people if one.delegated_to}
    return tuple(
        replace(
            attendee(one),
            delegated_to=one.delegated_to if (one.delegated_to or "").casefold() in here else None,
            delegated_from=sent.get((one.email or "").casefold()),
        )
        for one in people
    )


def attendee(person: Participant) -> Attendee:
    required = person.role is not ParticipantRole.OPTIONAL
    return Attendee(inert(person.name), person.email or "", required, person.partstat.value)
