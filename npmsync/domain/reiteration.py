"""Recommendations made again: which one each takes up, and when it was made before.

A row names the earlier one by its reference, as the tracker writes it. It is linked where exactly one recommendation
has that reference (of several, the one that shares an addressee); a status is never taken over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from npmsync.domain.recommendation import Recommendation
from npmsync.domain.words import Stage


def earlier_ones(recommendations: Iterable[Recommendation]) -> dict[str, str]:
    """Id -> id of the recommendation that it makes again. What would go round in a circle is left out."""
    every = list(recommendations)
    if not any(one.reiterates for one in every):
        return {}
    by_ref: dict[str, list[Recommendation]] = defaultdict(list)
    for one in every:
        for name in {_plain(name) for name in (one.ref, one.id) if name}:
            by_ref[name].append(one)
    links: dict[str, str] = {}
    for one in every:
        found = _meant(one, by_ref) if one.reiterates else None
        if found is not None and one.id not in chain(found.id, links):
            links[one.id] = found.id
    return links


def _meant(one: Recommendation, by_ref: Mapping[str, list[Recommendation]]) -> Recommendation | None:
    known = [other for other in by_ref.get(_plain(one.reiterates or ""), ()) if other.id != one.id]
    if len(known) > 1:
        known = [other for other in known if set(other.addressees) & set(one.addressees)]
    return known[0] if len(known) == 1 else None


def chain(identity: str, links: Mapping[str, str]) -> tuple[str, ...]:
    """A recommendation (its id) and those before it, the latest first."""
    found = [identity]
    while (before := links.get(found[-1])) is not None:
        found.append(before)
    return tuple(found)


def made_in(one: Recommendation, links: Mapping[str, str], by_id: Mapping[str, Recommendation]) -> tuple[int, ...]:
    """The years in which it was made, the first one first, drafts aside; where it was made once, that year alone."""
    known = [by_id[identity] for identity in chain(one.id, links)]
    every = [other for other in known if other is one or other.stage is not Stage.DRAFT]
    days = [other.issued_on or other.visit_date for other in every]
    return tuple(sorted({day.year for day in days if day is not None}))


def _plain(ref: str) -> str:
    return " ".join(ref.split()).casefold()
