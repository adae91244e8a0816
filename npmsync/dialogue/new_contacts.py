"""What an address book changes among the contacts: who is new, what a known one's card says anew, and who waits.

    arrivals(world, cards, None, today)

A person is known by name at the same authority, else by address. An organisation that nobody knows waits for a person:
only trackers and the workbook make authorities.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from npmsync.domain.authority import Authority
from npmsync.domain.contact import Contact
from npmsync.domain.world import World
from npmsync.ports import BusinessCard
from npmsync.vocabulary import fold

LANGUAGES = frozenset({"ar", "en", "es", "fr", "pt", "ru"})


@dataclass(frozen=True, slots=True)
class Arrival:
    """A card that is taken: of whom it is (`known`, None: somebody new) and the fields it gives."""

    card: BusinessCard
    authority: Authority
    known: Contact | None
    fields: Mapping[str, str]


@dataclass(slots=True)
class Arrivals:
    """`waiting` are cards that were not taken, with why; `same` counts those that say nothing new."""

    taken: list[Arrival] = field(default_factory=list)
    waiting: list[tuple[BusinessCard, str]] = field(default_factory=list)
    same: int = 0


def arrivals(world: World, cards: Iterable[BusinessCard], otherwise: Authority | None, today: date) -> Arrivals:
    """Sorts the cards. `otherwise` is the authority of those that name none we know; None: these wait."""
    found = Arrivals()
    seen: dict[tuple[str, str], BusinessCard] = {}
    for card in cards:
        first = seen.setdefault((fold(card.name), fold(card.organisation)), card)
        if first is not card:
            if first == card:
                found.same += 1
            else:
                found.waiting.append((card, "stands twice in the address book, and not alike: the first one counts"))
            continue
        why = _refused(world, card)
        authority = _authority(world, card) or otherwise
        if why or authority is None:
            found.waiting.append((card, why or _unknown(world, card)))
            continue
        known, elsewhere = _known(world, card, authority, today)
        if elsewhere:
            found.waiting.append((card, elsewhere))
            continue
        fields = _fields(card, known)
        if known is not None and not fields:
            found.same += 1
        else:
            found.taken.append(Arrival(card, authority, known, fields))
    return found


def _refused(world: World, card: BusinessCard) -> str:
    if not card.name:
        return "the card has no name"
    if fold(card.email) in {fold(email) for email in world.member_by_email if email}:
        return "is of your own team"
    return ""


def _authority(world: World, card: BusinessCard) -> Authority | None:
    """The authority whose name or alias the organisation is, or whose the department is known to be."""
    names = {fold(name): one for one in world.authorities for name in (one.name, *one.aliases)}
    return names.get(fold(card.organisation)) if card.organisation else None


def _unknown(world: World, card: BusinessCard) -> str:
    if not card.organisation:
        return "the card names no organisation"
    from rapidfuzz import process

    names = [one.name for one in world.authorities]
    near = [name for name, _, _ in process.extract(card.organisation, names, limit=2, score_cutoff=60)]
    hint = f" (near: {'; '.join(near)})" if near else ""
    return f"no authority is called {card.organisation!r}{hint}"


def _known(world: World, card: BusinessCard, authority: Authority, today: date) -> tuple[Contact | None, str]:
    """The contact whose card it is, and why that cannot be so."""
    email = fold(card.email)
    now = [one for one in world.contacts if one.until is None or one.until >= today]
    named = [one for one in now if one.authority == authority.id and fold(one.name) == fold(card.name)]
    if named:
        return named[0], ""
    for one in now:
        if email and one.email and fold(one.email) == email:
            if one.authority != authority.id:
                return None, f"has the address of {one.name} at {world.name(one.authority)}: has somebody moved?"
            if _same_person(one.name, card.name):
                return one, ""
            return None, f"has the address of {one.name}: are they one person? Set the name there, or another address"
    return None, ""


def _same_person(one: str, other: str) -> bool:
    """Whether one name is the other with a title or a middle name; an office's address may be shared."""
    mine, theirs = (set(fold(name).replace(".", " ").replace(",", " ").split()) for name in (one, other))
    return len(mine & theirs) >= 2 and (mine <= theirs or theirs <= mine)


def _fields(card: BusinessCard, known: Contact | None) -> dict[str, str]:
    """What the card says that the contact does not; a card that is silent takes nothing away."""
    said = {
        "title": card.title,
        "department": card.department,
        "email": card.email if "@" in card.email else "",
        "phone": card.phone,
        "language": card.language if card.language in LANGUAGES else "",
    }
    if known is None:
        return {name: value for name, value in said.items() if value}
    return {
        name: value for name, value in said.items() if value and fold(value) != fold(str(getattr(known, name) or ""))
    }
