"""What has been due for more than a year is counted, not listed: a list that nobody can finish is not read.

Only what comes one by one is folded. What is said once for an authority, a further step to decide above all, stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from npmsync.dialogue.due_item import DueItem, DueKind

YEAR = 365
_ONE_BY_ONE = (DueKind.LATE_ANSWER, DueKind.DRAFT_WINDOW, DueKind.COMMITMENT, DueKind.MEETING_TO_WRITE_UP)


@dataclass(frozen=True, slots=True)
class Folded:
    """`fresh` in the order given; `backlog` counts the rest."""

    fresh: tuple[DueItem, ...]
    backlog: int


def fold(items: Iterable[DueItem], today: date, after_days: int = YEAR) -> Folded:
    """Keeps what has been due for at most `after_days`, and what is said once for an authority."""
    oldest = today - timedelta(days=after_days)
    listed = list(items)
    fresh = tuple(item for item in listed if item.kind not in _ONE_BY_ONE or item.since is None or item.since >= oldest)
    return Folded(fresh, len(listed) - len(fresh))
