"""Port for rules of the day's list that come from outside: an NPM's own, or a country's law."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from npmsync.domain.world import World


@dataclass(frozen=True, slots=True)
class RuleItem:
    """One thing that is due. `suggestion` is the next step, in a sentence; `since` the day it hangs on. `authority`,
    `recommendation` and `meeting` are ids of records of the world; `owner` is a member's name, None:
    the organiser's."""

    suggestion: str
    since: date | None = None
    authority: str | None = None
    recommendation: str | None = None
    meeting: str | None = None
    owner: str | None = None


class DueRule(Protocol):
    """A rule of the day's list. Pure: the same world and day give the same items. It proposes and never acts; it reads
    no file, asks no server and looks at no clock (`today` is the day). The core adds what it returns to `due`, within
    bounds: see `npmsync.dialogue.ruled`."""

    def due(self, world: World, today: date) -> Iterable[RuleItem]: ...
