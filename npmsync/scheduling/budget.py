"""Budget meetings: with whoever the NPM names, in the month before the budget is made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from npmsync.domain.words import MeetingKind
from npmsync.domain.world import World
from npmsync.scheduling.bilateral import bilateral
from npmsync.scheduling.need import Need, key
from npmsync.scheduling.period import Period
from npmsync.scheduling.settings import Budget

KIND = MeetingKind.BUDGET


def budget_meetings(world: World, rule: Budget, period: Period) -> list[Need]:
    """One for each authority that the rule names and each such month that begins or goes on within the period, unless
    one within half a year of it stands already. A name that no tracker knows asks for nothing."""
    found = []
    named = (one.id for one in world.authorities for name in rule.authorities if world.is_called(one.id, name))
    for seat in sorted(dict.fromkeys(named), key=world.name):
        held = [one.start.date() for one in world.standing(seat, KIND, period.today)]
        for year in range(period.first.year, period.last.year + 1):
            middle = date(year, rule.month, 15)
            if middle + timedelta(days=15) < period.first_free or middle > period.last:
                continue
            if any(abs((middle - day).days) < 183 for day in held):
                continue
            ideal = max(middle, period.first_free)
            need = bilateral(world, KIND, seat, ideal, period)
            found.append(
                replace(
                    need,
                    key=key(KIND, need.names, str(year)),
                    duration_minutes=rule.duration_minutes,
                    weight=rule.weight,
                    because=f"because the budget of {year + 1} is prepared around {middle:%B %Y}.",
                )
            )
    return found
