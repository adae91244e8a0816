"""What a rule from outside says is due, taken into the day's list: believed in its form, bounded, and named as its own.

    items, note = taken("term", rule.due(world, today), world)

A rule that gives something else than items, or too many of them, loses what is wrong and is named in `note`; the rest
of the list is as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from npmsync.dialogue.due_item import DueItem, DueKind, known_as
from npmsync.domain.world import World
from npmsync.ports.due_rules import RuleItem

MOST = 200
"""Items of one rule; of more, nobody reads the list."""
LONGEST = 500
"""Characters of a suggestion."""


def bounded(found: Iterable[Any]) -> list[Any]:
    """What a rule gave, one more than is taken at most: endless ones end here."""
    return list(islice(iter(found), MOST + 1))


def taken(rule: str, found: Sequence[Any], world: World) -> tuple[list[DueItem], str | None]:
    """The items in the list's own form, and a sentence on what was left out, None where nothing was."""
    good = [one for one in found[:MOST] if _fit(one)]
    notes = []
    if len(good) < len(found[:MOST]):
        odd = next(one for one in found[:MOST] if not _fit(one))
        notes.append(f"{len(found[:MOST]) - len(good)} of its items are none ({type(odd).__name__}) and are left out")
    if len(found) > MOST:
        notes.append(f"it gives more than {MOST} items, of which the first {MOST} are listed")
    owner = world.organiser.name if world.organiser else None
    items = [
        DueItem(
            DueKind.RULE,
            world.name(one.authority) if one.authority else None,
            one.since,
            _line(one.suggestion),
            _known(one.recommendation, world),
            one.meeting,
            _line(one.owner) if one.owner else owner,
            rule=rule,
        )
        for one in good
    ]
    return items, f"The rule {rule!r} of a plugin: {'; '.join(notes)}." if notes else None


def _fit(one: Any) -> bool:
    if not isinstance(one, RuleItem) or not isinstance(one.suggestion, str) or not one.suggestion.strip():
        return False
    if one.since is not None and (not isinstance(one.since, date) or isinstance(one.since, datetime)):
        return False
    return all(x is None or isinstance(x, str) for x in (one.authority, one.recommendation, one.meeting, one.owner))


def _known(recommendation: str | None, world: World) -> str | None:
    known = world.recommendation_by_id.get(recommendation or "")
    return known_as(known) if known else recommendation


def _line(text: str) -> str:
    """One line of bounded length, without signs that a terminal would obey."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text[: LONGEST * 4])
    return " ".join(plain.split())[:LONGEST]
