"""Why a need has no time, or why it has no better one: what stands in the way of the days it could have had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from npmsync.scheduling.diary import Diary, Obstacle, first_day
from npmsync.scheduling.need import Need
from npmsync.scheduling.presence import identity, required
from npmsync.scheduling.surroundings import Surroundings


def why_unplaced(need: Need, diary: Diary, given: Surroundings) -> str:
    """One English sentence that names what blocks the need, in a diary that holds everything else."""
    window = f"between {need.earliest} and {need.latest}"
    days = [need.earliest + timedelta(days=n) for n in range((need.latest - need.earliest).days + 1)]
    working = [day for day in days if diary.obstacle(need, day) is not Obstacle.NOT_WORKING]
    if not working:
        return f"There is no working day {window}."
    if not any(diary.starts(need.duration_minutes, day) for day in working):
        return f"It takes {need.duration_minutes} minutes, longer than the office is open without a break."
    rooms = given.rooms_for(need.kind, len(need.participants))
    if rooms == ():
        return f"No room for this kind of meeting has {len(need.participants)} seats ([[room]])."
    blocked = Counter(one for day in working if (one := obstacle_of(need, diary, day)) is not None)
    if not blocked:
        return f"A day would be free {window}, but only by moving other meetings of this plan."
    reasons = "; ".join(f"{count} {reason}" for reason, count in blocked.most_common(3))
    return f"Of {len(working)} working days {window}, {reasons}."


def why_not_nearer(need: Need, day: date, diary: Diary) -> str:
    """One English sentence on what blocks the working days nearer to the best date than the one the need was given, in
    a diary that holds everything else; empty where there are none."""
    away = abs((day - need.ideal).days)
    near = [need.ideal + timedelta(days=n) for n in range(1 - away, away)]
    near = [one for one in near if diary.obstacle(need, one) is not Obstacle.NOT_WORKING]
    if not away:
        return ""
    asked_for = f"The best date would be {need.ideal}"
    outside = [one for one in near if not need.earliest <= one <= need.latest]
    inside = [one for one in near if need.earliest <= one <= need.latest]
    blocked = Counter(obstacle_of(need, diary, one) or "were left to other meetings" for one in inside)
    if outside:
        blocked[f"lie outside {need.earliest} to {need.latest}"] += len(outside)
    if not blocked:
        return f"{asked_for}, {_not_working(need.ideal, diary)}; no working day is nearer."
    if len(blocked) == 1:
        return f"{asked_for}; of the nearer working days ({blocked.total()}) all {next(iter(blocked))}."
    reasons = "; ".join(f"{count} {reason}" for reason, count in blocked.most_common(3))
    return f"{asked_for}; of {blocked.total()} nearer working days {reasons}."


def obstacle_of(need: Need, diary: Diary, day: date) -> str | None:
    """What keeps the need from a working day, worded to follow a number of days; None if nothing does."""
    limits = diary.given.limits
    obstacle = diary.obstacle(need, day)
    if obstacle is None:
        return (
            None
            if diary.slots(need, day, first_only=True)
            else f"leave no hour that is free for {_taken(need, diary, day)}"
        )
    if obstacle is Obstacle.AWAY:
        return f"fall into an absence of {_listed(diary.away(need, day))}"
    if obstacle is Obstacle.CLOSED:
        return f"fall into {next(one.name for one in need.closed if one.first <= day <= one.last)}"
    return {
        Obstacle.NOT_WORKING: "are no working days",
        Obstacle.ASKED_OFF: "were declined",
        Obstacle.NOTICE: f"come before {first_day(need, limits, diary.given.today)}, too soon to invite everybody in "
        "time",
        Obstacle.DAY_FULL: f"are full (meetings_a_day = {limits.meetings_a_day})",
        Obstacle.WEEK_FULL: f"lie in a full week (meetings_a_week = {limits.meetings_a_week})",
        Obstacle.MONTH_FULL: f"lie in a full month (meetings_a_month = {limits.meetings_a_month})",
    }[obstacle]


def _not_working(day: date, diary: Diary) -> str:
    why = diary.given.working_time.why_not(day)
    return f"no working day ({why})" if why else "which is not free"


def _taken(need: Need, diary: Diary, day: date) -> str:
    length = timedelta(minutes=need.duration_minutes)
    starts = [datetime.combine(day, one) for one in diary.starts(need.duration_minutes, day)]
    names = [
        person.name
        for person in required(diary.crew(need, day))
        if any(diary.is_taken(identity(person), start, start + length, need.city) for start in starts)
    ]
    if names:
        return _listed(names)
    return "all, or no room" if diary.given.rooms_for(need.kind, len(need.participants)) is not None else "all"


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    return ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")
