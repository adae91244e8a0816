"""The rules of plugins for the day's list: each asked in a thread of its own for a bounded time, so that one that is
broken, slow or greedy costs its own items and is named, and the list is shown."""

from __future__ import annotations

import sys
import threading
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from npmsync.contained import faulty
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
            notes.append(asked.why)
            continue
        own, note = taken(name, asked.found, world)
        items += own
        notes += [note] if note else []
    return items, notes


def _ask(plugins: Plugins, name: str, world: World, today: date) -> _Asked:
    if name in _given_up:
        return _Asked(why=_left_out(plugins, name, "it was too slow before"))
    asked = _Asked()
    thread = threading.Thread(target=_run, args=(plugins, name, replace(world), today, asked), daemon=True)
    thread.start()
    thread.join(SECONDS)
    if thread.is_alive():
        _given_up.add(name)
        return _Asked(why=_left_out(plugins, name, f"it has not answered within {SECONDS:g} seconds"))
    return asked


def _run(plugins: Plugins, name: str, world: World, today: date, asked: _Asked) -> None:
    try:
        found = plugins.load("due_rule", name).due(world, today)
        with redirect_stdout(sys.stderr):
            asked.found = bounded(found)
    except NpmsyncError as error:
        asked.why = f"{error.message} {error.hint}"
    except (Exception, SystemExit) as error:  # foreign code: all it can do wrong costs its own items
        asked.why = _left_out(plugins, name, type(error).__name__)


def _left_out(plugins: Plugins, name: str, why: str) -> str:
    error = faulty(plugins.whose("due_rule", name), f"due_rule:{name}", why)
    return f"{error.message} {error.hint}"
