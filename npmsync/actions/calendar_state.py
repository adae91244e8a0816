"""A calendar on its way through a sync, and what is remembered of it from one to the next."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from npmsync.actions.opened import Opened
from npmsync.actions.report import EndpointReport
from npmsync.domain import Key
from npmsync.errors import NpmsyncError
from npmsync.ports import CalendarChanges, CalendarStore
from npmsync.workspace.settings import EndpointSettings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from npmsync.sync.calendar import Entry

MEMORY = Key("calendar", "")
"""Under this key stands where a calendar is and up to where it was read."""


@dataclass(slots=True)
class CalendarState:
    """A calendar on its way through a sync. `entries` are our events as they are there now, with what was agreed on
    them; `missing` are those that are gone; `notes` are sentences for a person."""

    settings: EndpointSettings
    store: CalendarStore
    changes: CalendarChanges
    today: date
    entries: dict[Key, Entry] = field(default_factory=dict)
    missing: set[Key] = field(default_factory=set)
    held: dict[Key, Entry] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.settings.name

    @property
    def memory(self) -> dict[str, Any]:
        """What to remember of it."""
        return {"place": self.store.place, "cursor": self.changes.cursor}


def memory_of(connection: Connection, endpoint: str, memory: Mapping[str, Any]) -> None:
    """Puts down where a calendar is and up to where it was read."""
    from npmsync.store import agreements

    agreements.put_agreements(connection, endpoint, {MEMORY: json.loads(json.dumps(memory))})


def where(endpoint: EndpointSettings) -> str:
    """Changes whenever npmsync.toml names another calendar."""
    return _digest([endpoint.address, endpoint.user, endpoint.calendar])


def mapping(opened: Opened, endpoint: EndpointSettings) -> str:
    """Changes whenever npmsync.toml says something else that a calendar shows."""
    settings = opened.settings
    about = [one.model_dump(mode="json") for one in (settings.workspace, endpoint, *settings.authority)]
    return _digest(about)


def cannot(report: EndpointReport, error: NpmsyncError) -> None:
    """Says once why a calendar waits."""
    said = f"{error.message} {error.hint}".strip()
    report.waiting = max(report.waiting, 1)
    if said not in report.notes:
        report.notes.append(said)


def _digest(said: Any) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:24]
