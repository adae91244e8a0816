"""What the history knows of the NPM's assessments."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from npmsync.actions.opened import Opened
from npmsync.dialogue.worse import Past
from npmsync.domain.words import Status
from npmsync.store import history


def known_past(opened: Opened, connection: Connection) -> Past:
    """What the history knows of statuses: of one day, the last word (corrected slips are no regress)."""
    zone = ZoneInfo(opened.settings.workspace.timezone)
    found: dict[str, dict[date, Status | None]] = defaultdict(dict)
    for record, at, value in history.past_values(connection, "recommendation", "status"):
        day = datetime.fromisoformat(at).astimezone(zone).date()
        found[record][day] = Status(value) if value else None
    return {record: tuple(days.items()) for record, days in found.items()}
