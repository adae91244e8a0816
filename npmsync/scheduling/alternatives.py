"""Other times for one meeting, with everything else where it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from npmsync.scheduling.diary import Diary, Surroundings
from npmsync.scheduling.need import Need
from npmsync.scheduling.participants import identity, required
from npmsync.scheduling.relaxations import cheapest_days


@dataclass(frozen=True, slots=True)
class Alternative:
    """`away` is the number of days from the best date; `note` says who leads, where that is not the lead."""

    start: datetime
    end: datetime
    away: int
    room: str | None = None
    note: str = ""


def alternatives(need: Need, given: Surroundings, count: int = 3) -> list[Alternative]:
    """The `count` best times for a need in surroundings without it, on days at least two apart, the best first; fewer
    where there are none."""
    diary = Diary(given)
    found: list[Alternative] = []
    for day in cheapest_days(need, diary):
        if len(found) == count:
            break
        if any(abs((one.start.date() - day).days) < 2 for one in found):
            continue
        slots = diary.slots(need, day, first_only=True)
        if slots:
            end = slots[0].start + timedelta(minutes=need.duration_minutes)
            found.append(
                Alternative(slots[0].start, end, abs((day - need.ideal).days), slots[0].room, _note(need, day, diary))
            )
    return found


def _note(need: Need, day: date, diary: Diary) -> str:
    crew = diary.crew(need, day)
    if crew == need.participants or need.deputy is None:
        return ""
    names = [one.name for one in required(crew) if identity(one) == identity(need.deputy)]
    return f"{names[0]} leads" if names else ""
