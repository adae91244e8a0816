"""Who comes on a day on which somebody who is asked is away: the deputy in the lead's place; of an authority the others
who are asked, else its next best contact. Who is away is still asked, and the meeting does not wait for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from npmsync.domain.meeting import Participant
from npmsync.domain.words import ParticipantRole


def identity(person: Participant) -> str:
    """What tells one person from another: the address, else the name within the authority."""
    if person.email:
        return person.email.strip().casefold()
    return f"{person.authority or ''} {person.name.strip().casefold()}"


def required(people: Iterable[Participant]) -> tuple[Participant, ...]:
    """Those without whom the meeting is not held."""
    return tuple(one for one in people if one.role is not ParticipantRole.OPTIONAL and not one.guest)


def stand_in(people: Sequence[Participant], lead: str, deputy: Participant) -> tuple[Participant, ...]:
    """The people with the deputy in the lead's place and role."""
    return tuple(
        deputy.model_copy(update={"role": one.role}) if one.authority is None and identity(one) == lead else one
        for one in people
    )


def present(
    people: tuple[Participant, ...],
    lead: str | None,
    deputy: Participant | None,
    instead: Sequence[Participant],
    is_away: Callable[[Participant], bool],
) -> tuple[Participant, ...]:
    """The people as they come; the same tuple where nobody is away, or nobody can come in the place of who is.
    `instead` are the next best contacts of the authorities, the best first."""
    if lead is not None and deputy is not None and not is_away(deputy):
        leads = (one for one in people if one.authority is None and identity(one) == lead)
        if any(map(is_away, leads)):
            people = stand_in(people, lead, deputy)
    for gone in [one for one in required(people) if one.authority is not None and is_away(one)]:
        here = {identity(one) for one in people}
        if any(one.authority == gone.authority and not is_away(one) for one in required(people)):
            people = _excused(people, gone)
            continue
        theirs = (one for one in instead if one.authority == gone.authority and identity(one) not in here)
        other = next((one for one in theirs if not is_away(one)), None)
        if other is not None:
            people = _excused(people, gone, other)
    return people


def _excused(people: Sequence[Participant], gone: Participant, *others: Participant) -> tuple[Participant, ...]:
    """The people with one who need not come, and others in that place."""
    excused = gone.model_copy(update={"role": ParticipantRole.OPTIONAL})
    return tuple(new for one in people for new in ((*others, excused) if one is gone else (one,)))
