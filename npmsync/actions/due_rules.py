"""The rules of plugins for the day's list: each asked in a thread of its own for a bounded time, so that one that is
broken, slow or greedy costs its own items and is named, and the list is shown."""

from __future__ import annotations

import sys
import threading
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from npmsync.dialogue.due_item import DueItem
from npmsync.dialogue.ruled import bounded, taken
from npmsync.domain.world import World
from npmsync.errors import NpmsyncError
from npmsync.plugins import Plugins

SECONDS = 5.0
"""For which a rule is waited."""
_given_up: set[str] = set()
"""Rules that were too slow once: while this process lives they are not asked again, for their threads may still run."""


@dataclass
class _Asked:
    """What a rule answered: items, or why there are none."""

    found: list[Any] = field(default_factory=list)
    why: str | None = None


def items_of_rules(plugins: Plugins, world: World, today: date) -> tuple[list[DueItem], list[str]]:
    """What the rules of all plugins say is due, and a sentence for each that failed in part or in whole."""
    items: list[DueItem] = []
    notes: list[str] = []
    for name in plugins.names("due_rule"):
        asked = _ask(plugins, name, world, today)
        if asked.why is not None:
            off = f"NPMSYNC_DISABLE_PLUGINS={plugins.whose('due_rule', name)}"
            notes.append(f"The rule {name!r} of a plugin is left out: {asked.why}. Without it: {off}")
            continue
        own, note = taken(name, asked.found, world)
        items += own
        notes += [note] if note else []
    return items, notes


def _ask(plugins: Plugins, name: str, world: World, today: date) -> _Asked:
    if name in _given_up:
        return _Asked(why="it was too slow before")
    asked = _Asked()
    thread = threading.Thread(target=_run, args=(plugins, name, replace(world), today, asked), daemon=True)
    thread.start()
    thread.join(SECONDS)
    if thread.is_alive():
        _given_up.add(name)
        return _Asked(why=f"it has not answered within {SECONDS:g} seconds")
    return asked


def _run(plugins: Plugins, name: str, world: World, today: date, asked: _Asked) -> None:
    try:
        with redirect_stdout(sys.stderr):
            found = plugins.load("due_rule", name).due(world, today)
            asked.found = bounded(found)
    except NpmsyncError as error:
        asked.why = error.message.rstrip(".")
    except (Exception, SystemExit) as error:  # foreign code: all it can do wrong costs its own items
        asked.why = f"{type(error).__name__}: {str(error).partition(chr(10))[0][:200]}".rstrip(".")
