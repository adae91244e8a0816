"""`decide`: what only a person decides. Each decision is kept with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from npmsync.actions.lookup import authority_by_name
from npmsync.actions.opened import Opened
from npmsync.actions.saving import save
from npmsync.actions.world import load_world
from npmsync.domain import Authority, Escalation, Extension, Recommendation
from npmsync.domain.world import World
from npmsync.errors import UnknownName, UsageError
from npmsync.vocabulary import fold


@dataclass(frozen=True, slots=True)
class StepOptions:
    """`take` is the step, None where nothing is done for now; `ref` a recommendation, None for all that is unanswered;
    `by` who decided, None for the organiser."""

    authority: str
    why: str
    take: str | None = None
    until: date | None = None
    ref: str | None = None
    by: str | None = None


def decide_step(opened: Opened, options: StepOptions) -> dict[str, Any]:
    """Records a further step, or that none is taken for now. Nothing is sent. Raises `UnknownName`, `UsageError`."""
    _refuse_empty(options.why)
    if options.until is not None and options.until <= opened.today:
        raise UsageError("past-date", f"{options.until} is not after today.", "Name the day to look at it again.")
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        found = authority_by_name(world.authorities, options.authority)
        about = _recommendation(world, found, options.ref) if options.ref else None
        organiser = opened.settings.organiser
        decided = Escalation(
            id=opened.new_id(),
            authority=found.id,
            recommendation=about.id if about else None,
            on=opened.today,
            step=options.take,
            until=options.until,
            why=options.why.strip(),
            by=options.by or (organiser.name if organiser else opened.caller.by),
        )
        save(connection, opened.begin(connection, "decide step"), [decided])
    shape = decided.model_dump(mode="json")
    return {**shape, "authority": found.name, "recommendation": (about.ref or about.id) if about else None}


def decide_extension(
    opened: Opened, authority: str, until: date, why: str, refs: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Gives an authority more time for some recommendations or for all that it has been sent. An answer that is late
    already stays late. Raises `UnknownName`, `UsageError`."""
    _refuse_empty(why)
    if until < opened.today:
        raise UsageError("past-date", f"{until} has passed.", "An extension ends on a day to come.")
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        found = authority_by_name(world.authorities, authority)
        about: list[Recommendation | None] = [_recommendation(world, found, ref) for ref in refs] or [None]
        given = [
            Extension(
                id=opened.new_id(),
                authority=found.id,
                recommendation=one.id if one else None,
                on=opened.today,
                until=until,
                why=why.strip(),
            )
            for one in about
        ]
        save(connection, opened.begin(connection, "decide extension"), given)
    return [
        {
            **one.model_dump(mode="json"),
            "authority": found.name,
            "recommendation": (of.ref or of.id) if of else None,
        }
        for one, of in zip(given, about, strict=True)
    ]


def _refuse_empty(why: str) -> None:
    if not why.strip():
        raise UsageError("empty-reason", "The reason is empty.", 'Say in a few words why: --why "..."')


def _recommendation(world: World, authority: Authority, ref: str) -> Recommendation:
    own = [one for one in world.recommendations if authority.id in one.addressees]
    found = [one for one in own if ref == one.id or (one.ref and fold(one.ref) == fold(ref))]
    if len(found) != 1:
        raise UnknownName(
            "unknown-recommendation",
            f"{'More than one' if found else 'No'} recommendation {ref!r} is addressed to {authority.name}.",
            f'See: npmsync list recommendations --authority "{authority.name}"',
            tuple(one.ref for one in own if one.ref),
        )
    return found[0]
