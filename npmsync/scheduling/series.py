"""Series: several sessions on one topic with all who share it, a few weeks apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from npmsync.dialogue.agenda import fold_topic
from npmsync.dialogue.months import add_months
from npmsync.domain.words import MeetingKind
from npmsync.domain.world import World, stands
from npmsync.scheduling.need import Need, key
from npmsync.scheduling.period import Period
from npmsync.scheduling.settings import Series
from npmsync.scheduling.shared_topics import SharedTopic, at_one_table, shared_topics

KIND = MeetingKind.SERIES


def series(world: World, rule: Series, period: Period) -> list[Need]:
    """The sessions that the period still lacks, the next one `every_weeks` after the last that was held or planned.
    Sessions of the year before the period count: a series that is over is not begun again at once. What does not fit
    into the period is left for the next."""
    wanted = {fold_topic(topic) for topic in rule.topics}
    found = []
    for shared in shared_topics(world, rule.min_authorities, min_recommendations=1):
        if fold_topic(shared.topic) in wanted:
            found += _sessions(world, rule, period, shared)
    return found


def _sessions(world: World, rule: Series, period: Period, shared: SharedTopic) -> list[Need]:
    days = _standing(world, period, shared.topic)
    held = sum(add_months(period.first, -12) <= day <= period.last for day in days)
    ideal = period.first_free
    if days:
        ideal = max(days[-1] + timedelta(weeks=rule.every_weeks), ideal)
    found: list[Need] = []
    for number in range(held + 1, rule.sessions + 1):
        if ideal > period.last:
            break
        need = at_one_table(world, KIND, shared, ideal, period)
        apart = timedelta(weeks=rule.every_weeks) / 2  # sessions may slip, but neither meet nor change places
        found.append(
            replace(
                need,
                key=key(KIND, (), f"{shared.topic} / {number}"),
                earliest=max(period.first, ideal - apart + timedelta(days=1)),
                latest=min(period.last, ideal + apart),
                duration_minutes=rule.duration_minutes,
                weight=rule.weight,
                because=f"because it is session {number} of {rule.sessions} on {shared.topic}.",
            )
        )
        ideal += timedelta(weeks=rule.every_weeks)
    return found


def _standing(world: World, period: Period, topic: str) -> list[date]:
    """The days of the sessions on a topic that took place, and the best days of those to come, in order: a session that
    had to slip does not push the next one."""
    return sorted(
        one.ideal if one.ideal and one.start.date() >= period.today else one.start.date()
        for one in world.meetings
        if one.kind is KIND and fold_topic(one.topic or "") == fold_topic(topic) and stands(one, period.today)
    )
