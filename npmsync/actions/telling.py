"""`log`: one line on what was done."""

from __future__ import annotations

from datetime import date
from typing import Any

from npmsync.actions.lookup import authority_by_name
from npmsync.actions.opened import Opened
from npmsync.actions.saving import save
from npmsync.actions.world import load_world
from npmsync.domain import Exchange
from npmsync.domain.words import Channel
from npmsync.errors import UsageError


def log_exchange(
    opened: Opened,
    authority: str,
    channel: str,
    summary: str,
    on: date | None,
    whom: str | None,
    obstacle: bool = False,
) -> Any:
    """Records a contact outside a meeting and returns it; `obstacle` where access was refused. Raises `UsageError` for
    a day that has not come yet."""
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
            obstacle=obstacle or None,
        )
        save(connection, opened.begin(connection, "log"), [exchange])
    return {**exchange.model_dump(mode="json"), "authority": found.name}
