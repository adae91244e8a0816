"""Why a need has no time, in one sentence: what stands in the way of the working days it could have had."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

from npmsync.scheduling.diary import Diary, Obstacle, Surroundings, first_day
from npmsync.scheduling.need import Need
from npmsync.scheduling.participants import identity


def why_unplaced(need: Need, diary: Diary, given: Surroundings) -> str:
    """One English sentence that names what blocks the need, in a diary that holds everything else."""
    window = f"between {need.earliest} and {need.latest}"
    limits = given.limits
    starts = given.working_time.starts(need.duration_minutes)
    if not starts:
        return f"It takes {need.duration_minutes} minutes, longer than the office is open without a break."
    blocked: Counter[str] = Counter()
    for n in range((need.latest - need.earliest).days + 1):
        day = need.earliest + timedelta(days=n)
        obstacle = diary.obstacle(need, day)
        if obstacle is Obstacle.NOTICE:
            blocked[f"come before {first_day(need, limits, given.today)}, too soon to invite everybody in time"] += 1
        elif obstacle is Obstacle.DAY_FULL:
            blocked[f"are full (meetings_a_day = {limits.meetings_a_day})"] += 1
        elif obstacle is Obstacle.WEEK_FULL:
            blocked[f"lie in a full week (meetings_a_week = {limits.meetings_a_week})"] += 1
        elif obstacle is Obstacle.MONTH_FULL:
            blocked[f"lie in a full month (meetings_a_month = {limits.meetings_a_month})"] += 1
        elif obstacle is Obstacle.AWAY:
            blocked[f"fall into an absence of {_listed(diary.away(need, day))}"] += 1
        elif obstacle is None:
            blocked[f"leave no hour that is free for {_taken(need, diary, day, starts)}"] += 1
    if not blocked:
        return f"There is no working day {window}."
    reasons = "; ".join(f"{count} {reason}" for reason, count in blocked.most_common(3))
    return f"Of {blocked.total()} working days {window}, {reasons}."


def _taken(need: Need, diary: Diary, day: date, starts: list[time]) -> str:
    length = timedelta(minutes=need.duration_minutes)
    names = [
        person.name
        for person in need.participants
        if any(
            diary.is_taken(identity(person), start, start + length)
            for start in (datetime.combine(day, one) for one in starts)
        )
    ]
    return _listed(names) or "all"


def _listed(names: list[str]) -> str:
    return ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")
