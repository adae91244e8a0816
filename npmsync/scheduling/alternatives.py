"""Other times for one meeting, with everything else where it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from npmsync.scheduling.diary import Diary
from npmsync.scheduling.need import Need
from npmsync.scheduling.presence import identity, required
from npmsync.scheduling.relaxations import cheapest_days
from npmsync.scheduling.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Alternative:
    """`away` is the number of days from the best date; `note` says who leads or comes, where others are away."""

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
    """Who leads, or comes for an authority, in the place of somebody who is away that day."""
    if not diary.changes(need, day):
        return ""
    asked = set(map(identity, need.participants))
    others = [one for one in required(diary.crew(need, day)) if identity(one) not in asked]
    said = [f"{one.name} {'leads' if one.authority is None else 'is asked'}" for one in others]
    there = {identity(one) for one in required(diary.crew(need, day))}
    gone = [one.name for one in required(need.participants) if one.authority and identity(one) not in there]
    return "; ".join([*said, *(f"{name} is away" for name in gone)])
