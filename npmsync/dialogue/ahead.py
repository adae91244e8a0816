"""The deadlines to come, for a calendar: what falls due on which day, one line for an authority and a day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from npmsync.dialogue.deadlines import answer_due, late_since, window_closes
from npmsync.dialogue.due_item import View, known_as
from npmsync.dialogue.months import add_months
from npmsync.domain.words import Stage


@dataclass(frozen=True, slots=True)
class Ahead:
    """`what` is "reply", "draft", "commitment" or "mapping"; `authority` an id, None: the NPM; `about` references."""

    day: date
    what: str
    authority: str | None
    name: str
    about: tuple[str, ...]


def ahead(view: View) -> list[Ahead]:
    """Every deadline from today on, by day."""
    found: dict[tuple[date, str, str | None], list[str]] = defaultdict(list)
    world, settings = view.world, view.settings
    for one in world.recommendations:
        for addressee in dict.fromkeys(one.addressees):
            if one.stage is Stage.DRAFT:
                day, what = (window_closes(world, one, addressee, settings, view.days) if one.open else None), "draft"
            else:
                response, granted = world.response(one.id, addressee), world.granted(one, addressee)
                expected = answer_due(world, one, addressee, settings, view.days)
                day, what = late_since(expected, response, settings, granted), "reply"
            if day is not None and day >= view.today:
                found[day, what, addressee].append(known_as(one))
    for promised in world.commitments:
        if promised.due is not None and promised.done_on is None and promised.due >= view.today:
            found[promised.due, "commitment", promised.authority].append(promised.text)
    for authority in world.authorities:
        mapped = authority.mapped_on
        review = authority.review_on or (add_months(mapped, settings.mapping_months) if mapped else None)
        if review is not None and review >= view.today:
            found[review, "mapping", authority.id].append(authority.name)
    lines = [
        Ahead(day, what, authority, world.name(authority) if authority else "", tuple(about))
        for (day, what, authority), about in found.items()
    ]
    return sorted(lines, key=lambda line: (line.day, line.what, line.name, line.authority or ""))
