"""A meeting that is needed, before anybody knows when it will be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from npmsync.domain.meeting import Participant
from npmsync.domain.words import MeetingKind


@dataclass(frozen=True, slots=True)
class Need:
    """`key` is made of names, so that two workspaces with the same records name the same need alike. `authorities` are
    ids, the seats first, then the places whose items they answer for; `names` are the names of the seats.

    The meeting may be held from `earliest` to `latest` (both included) and is best held on `ideal`, `weight` being what
    a day away from it costs. `lead_days` overrides the limits' lead time; `political` says that a political contact is
    invited. A meeting with an authority in `follows` (ids of seats) should come before this one. `agenda` holds
    recommendation ids, `because` is one English sentence, `urgency` says which of two equal needs is met first."""

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

    @property
    def label(self) -> str:
        """The need in words, for a person: "annual review: Ministry of Justice"."""
        about = f" on {self.topic}" if self.topic else ""
        return f"{self.kind.value.replace('_', ' ')}{about}: {', '.join(self.names)}"


def key(kind: MeetingKind, names: tuple[str, ...], more: str = "") -> str:
    """The stable key of a need: its kind, whom it concerns, and what tells it from another of the kind."""
    return " / ".join(part for part in (kind.value, ", ".join(names), more) if part)
