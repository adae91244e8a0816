"""The day's list: what is due, since when, whose it is, and the next step.

    due(world, Deadlines(), working_time("GE", Office()), today=date(2026, 11, 25))

It proposes and never acts: a person calls, writes and decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from npmsync.dialogue.deadlines import WorkingDays
from npmsync.dialogue.due_contacts import introductions, mapping_reviews, quiet_contacts
from npmsync.dialogue.due_invitations import unanswered, undelivered
from npmsync.dialogue.due_item import DueItem, DueKind, View
from npmsync.dialogue.due_meetings import commitments, meetings_to_hold, meetings_to_write_up
from npmsync.dialogue.escalations import escalations, failing, keep_contact
from npmsync.dialogue.late_answers import draft_windows, late, late_answers
from npmsync.dialogue.settings import Deadlines
from npmsync.domain.world import World

_ORDER = {kind: place for place, kind in enumerate(DueKind)}


def due(world: World, settings: Deadlines, days: WorkingDays, today: date) -> list[DueItem]:
    """Everything that is due on `today`, the longest due first; of the same day by kind, authority and reference."""
    view = View(world, settings, days, today)
    owed = late(view)
    cases = failing(view, owed)
    items = [
        *draft_windows(view),
        *undelivered(view),
        *unanswered(view),
        *meetings_to_hold(view),
        *meetings_to_write_up(view),
        *commitments(view),
        *escalations(view, cases),
        *late_answers(view, owed),
        *keep_contact(view),
        *quiet_contacts(view),
        *mapping_reviews(view),
        *introductions(view),
    ]
    return in_order(items)


def in_order(items: Iterable[DueItem]) -> list[DueItem]:
    """Items as the list has them: the longest due first."""
    return sorted(items, key=_listed)


def _listed(item: DueItem) -> tuple[date, int, str, str, str, str]:
    return (
        item.since or date.max,
        _ORDER[item.kind],
        item.authority or "",
        item.recommendation or "",
        item.suggestion,
        item.meeting or "",
    )
