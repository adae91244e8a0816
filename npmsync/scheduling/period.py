"""The time for which meetings are planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from npmsync.scheduling.settings import Limits

_ROUNDTABLE_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Period:
    """`first` to `last`, both included, seen from `today`. `roundtables` says that some may be held: they come after
    the reviews, so that reviews whose day is free keep the last fifth of the period for them."""

    today: date
    first: date
    last: date
    lead_days: int
    roundtables: bool = False

    @property
    def first_free(self) -> date:
        """The first day of the period to which everybody can still be invited in time; its last day if there is
        none."""
        return min(max(self.first, self.today + timedelta(days=self.lead_days)), self.last)

    @property
    def last_review(self) -> date:
        days = (self.last - self.first_free).days
        return self.last - timedelta(days=round(days * _ROUNDTABLE_SHARE)) if self.roundtables else self.last

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def period(today: date, first: date, last: date, limits: Limits, roundtables: bool) -> Period:
    """The period with the lead time that is right for everybody, political contacts included."""
    return Period(today, first, last, max(limits.lead_days, limits.lead_days_political), roundtables)
