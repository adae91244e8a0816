"""How a plugin is found: an entry point in the group `npmsync` names a module with one hook, which returns its card.

    from npmsync.hookspecs import Card, Provision, hookimpl

    @hookimpl
    def npmsync_card() -> Card:
        return Card("npmsync-minutes", [Provision("table", "json", "npmsync_minutes.adapter:JsonFormat", (".json",))])

The module must be light: the library a provision needs is imported when its `target` is loaded, on first use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pluggy

GROUP = "npmsync"
API_VERSION = 1
"""Of the contract: the ports and this module. It grows when an adapter written for the one before no longer works."""
OLDEST_API = 1
"""The oldest version that is still taken; that one will be given up is said a year before, in `plugins list`."""
hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)

Kind = Literal[
    "table",
    "store",
    "calendar",
    "calendars",
    "mail",
    "post",
    "renderer",
    "dossier",
    "letter",
    "envelope",
    "seal",
    "workbook",
    "due_rule",
    "contacts",
]


@dataclass(frozen=True, slots=True)
class Provision:
    """One thing a plugin provides: which port it fills (`kind`), under which name it is asked for (`xlsx`, `ics`), the
    object to load (`module:attribute`, called without arguments) and, for files, the endings it is tried for."""

    kind: Kind
    name: str
    target: str
    suffixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """What a plugin says of itself. `api` is the contract version it was written for."""

    name: str
    provides: Sequence[Provision]
    api: int = API_VERSION


@hookspec(firstresult=True)
def npmsync_card() -> Card:  # type: ignore[empty-body]
    """Return the plugin's card. Called once, when plugins are first needed."""
