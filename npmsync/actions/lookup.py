"""Finding the one thing a person means by a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from npmsync.documents.check_character import is_checked, significant
from npmsync.domain import Authority, Meeting, Recommendation
from npmsync.domain.world import World
from npmsync.errors import UnknownName
from npmsync.vocabulary import fold


def authority_by_name(authorities: Iterable[Authority], name: str) -> Authority:
    """By name, alias or an unambiguous beginning, case and accents aside. Raises `UnknownName` with the near names."""
    authorities = list(authorities)
    wanted = fold(name)
    exact = [a for a in authorities if wanted in {fold(n) for n in (a.name, *a.aliases)}]
    if len(exact) == 1:
        return exact[0]
    begins = [a for a in authorities if any(fold(n).startswith(wanted) for n in (a.name, *a.aliases))]
    if wanted and len(begins) == 1 and not exact:
        return begins[0]
    candidates = exact or begins
    if candidates:
        names = tuple(sorted(a.name for a in candidates))
        raise UnknownName(
            "ambiguous-authority", f"{name!r} may be: {'; '.join(names)}.", "Write more of the name.", names
        )
    from rapidfuzz import process

    near = tuple(
        found for found, _, _ in process.extract(name, [a.name for a in authorities], limit=3, score_cutoff=60)
    )
    hint = f"Did you mean: {'; '.join(near)}?" if near else "See: npmsync list authorities"
    raise UnknownName("unknown-authority", f"No authority is called {name!r}.", hint, near)


def meeting_by_id(world: World, identity: str) -> Meeting:
    """By id, UID or an unambiguous beginning of them. Raises `UnknownName`."""
    exact = [meeting for meeting in world.meetings if identity in (meeting.id, meeting.uid)]
    found = exact or [m for m in world.meetings if identity and m.id.startswith(identity)]
    if len(found) != 1:
        what = "several meetings begin" if found else "no meeting's id begins"
        raise UnknownName("unknown-meeting", f"There, {what} with {identity!r}.", "See: npmsync list meetings")
    return found[0]


def recommendation_by_ref(addressed: Sequence[Recommendation], ref: str, authority: str) -> Recommendation:
    """Of those addressed to an authority (its name): by reference, with or without its check character, or by id.
    Raises `UnknownName` with the near references."""
    wanted = significant(ref)
    exact = [one for one in addressed if one.id == ref or (one.ref and fold(one.ref) == fold(ref))]
    alike = [one for one in addressed if one.ref and significant(one.ref) == wanted]
    checked = [one for one in addressed if one.ref and is_checked(ref) and significant(one.ref) == wanted[:-1]]
    found = exact or alike or checked
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownName(
            "ambiguous-reference",
            f"{len(found)} recommendations to {authority} have the reference {ref!r}.",
            "Give the id: npmsync list recommendations --json",
        )
    from rapidfuzz import process

    names = [one.ref for one in addressed if one.ref]
    near = tuple(name for name, _, _ in process.extract(ref, names, limit=3, score_cutoff=50))
    hint = f"Near: {', '.join(near)}." if near else "See: npmsync list recommendations"
    raise UnknownName("unknown-reference", f"No recommendation to {authority} is called {ref!r}.", hint, near)
