"""A meeting that is needed, before anybody knows when it will be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from npmsync.domain.meeting import Participant
from npmsync.domain.words import MeetingKind
from npmsync.scheduling.constraints import Closure


@dataclass(frozen=True, slots=True)
class Need:
    """`key` is made of names, so that two workspaces with the same records name the same need alike. `authorities` are
    ids, the seats first, then the places whose items they answer for; `names` are the names of the seats.

    The meeting may be held from `earliest` to `latest` (both included) and is best held on `ideal`, `weight` being what
    a day away from it costs. `lead_days` overrides the limits' lead time; `political` says that a political contact is
    invited. A meeting with an authority in `follows` (ids of seats) should come before this one. `agenda` holds
    recommendation ids, `because` is one English sentence, `urgency` says which of two equal needs is met first.

    `deputy` leads in the place of `lead` (the identity of a participant) on days on which that member is away;
    `instead` come in the place of their authority's contacts on days on which those are. The meeting is held in `city`.
    It is not held in a closure of `closed`, nor on a day of `not_on`. `home` is where it stands already: any other time
    costs `move_price` weighted days more."""

    key: str
    kind: MeetingKind
    authorities: tuple[str, ...]
    names: tuple[str, ...]
    ideal: date
    earliest: date
    latest: date
    duration_minutes: int
    weight: int
    because: str
    topic: str | None = None
    participants: tuple[Participant, ...] = ()
    political: bool = False
    lead_days: int | None = None
    follows: tuple[str, ...] = ()
    agenda: tuple[str, ...] = ()
    urgency: int = 0
    lead: str | None = None
    deputy: Participant | None = None
    instead: tuple[Participant, ...] = ()
    city: str | None = None
    closed: tuple[Closure, ...] = ()
    not_on: frozenset[date] = frozenset()
    home: datetime | None = None
    move_price: int = 0

    @property
    def label(self) -> str:
        """The need in words, for a person: "annual review: Ministry of Justice"."""
        return label(self.kind, self.topic, self.names)


def label(kind: MeetingKind, topic: str | None, names: Iterable[str]) -> str:
    """A meeting in words, before it has a title: its kind, its topic and with whom it is held."""
    about = f" on {topic}" if topic else ""
    return f"{kind.value.replace('_', ' ')}{about}: {', '.join(names)}"


def key(kind: MeetingKind, names: tuple[str, ...], more: str = "") -> str:
    """The stable key of a need: its kind, whom it concerns, and what tells it from another of the kind."""
    return " / ".join(part for part in (kind.value, ", ".join(names), more) if part)
