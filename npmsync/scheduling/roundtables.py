"""Roundtables: the topics that several authorities share, the heaviest first, after the reviews with each of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from math import ceil

from npmsync.dialogue.agenda import fold_topic
from npmsync.dialogue.months import add_months
from npmsync.domain.meeting import Meeting
from npmsync.domain.words import MeetingKind
from npmsync.domain.world import World, stands
from npmsync.scheduling.need import Need
from npmsync.scheduling.period import Period
from npmsync.scheduling.settings import Roundtable
from npmsync.scheduling.shared_topics import SharedTopic, at_one_table, shared_topics
from npmsync.scheduling.spread import spread

KIND = MeetingKind.ROUNDTABLE
_AFTER_REVIEW = timedelta(days=14)


def roundtables(world: World, rule: Roundtable, period: Period, review_days: dict[str, date]) -> list[Need]:
    """The roundtables that the period still lacks. `review_days` says for each seat when its first review of the period
    is, or would best be: a roundtable comes after the reviews of those who sit at it."""
    chosen = _choose(world, rule, period)
    begins = []
    for one in chosen:
        after = max((review_days[seat] + _AFTER_REVIEW for seat in one.seats if seat in review_days), default=None)
        last = _last(world, one.topic, period)
        due = add_months(last, rule.every_months) if last else None
        begins.append(min(max(filter(None, (period.first_free, after, due))), period.last))
    return [
        _need(world, rule, period, one, spread(len(chosen), begin, period.last)[n])
        for n, (one, begin) in enumerate(zip(chosen, begins, strict=True))
    ]


def _choose(world: World, rule: Roundtable, period: Period) -> list[SharedTopic]:
    """The heaviest topics that are due, within what one year and one authority can bear."""
    within = [one for one in _standing(world, period) if one.start.date() >= period.first]
    standing = [one for one in within if one.start.date() <= period.last]
    the_year = [one for one in within if one.start.date() < max(add_months(period.first, 12), period.last)]
    years = period.days / 365
    left = min(ceil(rule.per_year * years) - len(standing), ceil(rule.per_year * max(years, 1)) - len(the_year))
    for_one = ceil(rule.per_authority * years)
    asked = Counter(seat for meeting in standing for seat in world.seats(meeting.authorities))
    chosen: list[SharedTopic] = []
    for one in shared_topics(world, rule.min_authorities, rule.min_recommendations):
        last = _last(world, one.topic, period)
        if last is not None and add_months(last, rule.every_months) > period.last:
            continue
        seats = tuple(seat for seat in one.seats if asked[seat] < for_one)
        if len(chosen) < left and len(seats) >= rule.min_authorities:
            chosen.append(one.among(world, seats))
            asked.update(seats)
    return chosen


def _last(world: World, topic: str, period: Period) -> date | None:
    """The day of the last roundtable on a topic that took place or is to come."""
    same = (one for one in _standing(world, period) if fold_topic(one.topic or "") == fold_topic(topic))
    return max((meeting.start.date() for meeting in same), default=None)


def _standing(world: World, period: Period) -> list[Meeting]:
    return [meeting for meeting in world.meetings if meeting.kind is KIND and stands(meeting, period.today)]


def _need(world: World, rule: Roundtable, period: Period, shared: SharedTopic, ideal: date) -> Need:
    need = at_one_table(world, KIND, shared, ideal, period)
    return replace(
        need,
        duration_minutes=rule.duration_minutes,
        weight=rule.weight,
        follows=need.authorities,
        because=f"because {len(need.authorities)} authorities share {len(shared.recommendations)} open recommendations "
        f"on {shared.topic}, after the reviews with each of them.",
    )
