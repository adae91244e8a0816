"""`due` and `log`: what is to be done today, and one line on what was done."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from npmsync.actions.inviting_people import language_of
from npmsync.actions.lookup import authority_by_name
from npmsync.actions.opened import Opened
from npmsync.actions.saving import save
from npmsync.actions.world import load_world
from npmsync.dialogue.due import due
from npmsync.dialogue.due_item import DueItem
from npmsync.documents import gate
from npmsync.documents.nudge import nudge
from npmsync.domain import Exchange
from npmsync.domain.words import Channel
from npmsync.domain.world import World
from npmsync.errors import UsageError
from npmsync.scheduling.working_time import working_time
from npmsync.vocabulary import fold


def due_items(opened: Opened, owner: str | None) -> list[DueItem]:
    """Everything that is due today; of one member where `owner` names one, with the text drafted where an answer to an
    invitation is missing. Writes nothing."""
    settings = opened.settings
    days = working_time(settings.workspace.country, settings.office, settings.closure)
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
    items = due(world, settings.deadlines, days, opened.today)
    mine = [item for item in items if owner is None or fold(owner) in fold(item.owner or "")]
    return [_with_text(opened, world, item) if item.draft == "nudge.body" else item for item in mine]


def _with_text(opened: Opened, world: World, item: DueItem) -> DueItem:
    meeting = next(one for one in world.meetings if one.id == item.meeting)
    person = next(one for one in meeting.participants if one.email == item.person)
    language = language_of(world, person, opened.settings.workspace.language)
    shared = gate.meeting(meeting, (), world.authority_by_id)
    text = nudge(shared, person.name, language, opened.settings.npm, item.since or opened.today)
    return replace(item, text=text.content)


def due_shape(item: DueItem) -> dict[str, Any]:
    """An item as `due --json` prints it."""
    shape = asdict(item)
    return {**shape, "kind": item.kind.value, "since": item.since.isoformat() if item.since else None}


def log_exchange(opened: Opened, authority: str, channel: str, summary: str, on: date | None, whom: str | None) -> Any:
    """Records a contact outside a meeting and returns it. Raises `UsageError` for a day that has not come yet."""
    day = on or opened.today
    if day > opened.today:
        raise UsageError("future-exchange", f"{day} has not come yet.", "An exchange is recorded once it took place.")
    if not summary.strip():
        raise UsageError("empty-summary", "The summary is empty.", 'Say in a few words what was said: --summary "..."')
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        found = authority_by_name(world.authorities, authority)
        organiser = opened.settings.organiser
        exchange = Exchange(
            id=opened.new_id(),
            authority=found.id,
            on=day,
            channel=Channel(channel),
            summary=summary.strip(),
            counterpart=whom,
            by=organiser.name if organiser else opened.caller.by,
        )
        save(connection, opened.begin(connection, "log"), [exchange])
    return {**exchange.model_dump(mode="json"), "authority": found.name}
