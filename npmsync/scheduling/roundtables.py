"""Roundtables: the topics that several authorities share, the heaviest first, after the reviews with each of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from npmsync.dialogue.agenda import agenda_of, fold_topic
from npmsync.dialogue.months import add_months
from npmsync.domain.meeting import Meeting
from npmsync.domain.recommendation import Recommendation
from npmsync.domain.words import MeetingKind
from npmsync.domain.world import World, stands
from npmsync.scheduling.need import Need, key
from npmsync.scheduling.participants import participants
from npmsync.scheduling.period import Period
from npmsync.scheduling.reviews import heaviness
from npmsync.scheduling.settings import Roundtable
from npmsync.scheduling.spread import spread

KIND = MeetingKind.ROUNDTABLE
_AFTER_REVIEW = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class SharedTopic:
    """A topic, the seats that share it (the heaviest first), and their open recommendations on it."""

    topic: str
    seats: tuple[str, ...]
    recommendations: tuple[Recommendation, ...]

    @property
    def order(self) -> tuple[int, int, str]:
        urgent, weight = heaviness(self.recommendations)
        return -urgent, -weight, self.topic


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


def shared_topics(world: World, rule: Roundtable) -> list[SharedTopic]:
    """Every topic that enough authorities share with enough open recommendations, the heaviest first."""
    spelling: dict[str, Counter[str]] = defaultdict(Counter)
    by_topic: dict[str, dict[str, Recommendation]] = defaultdict(dict)
    by_seat: dict[str, dict[str, list[Recommendation]]] = defaultdict(lambda: defaultdict(list))
    for seat, recommendations in world.open_by_seat.items():
        for recommendation in recommendations:
            for topic in {fold_topic(one): one for one in recommendation.topics if one.strip()}.values():
                folded = fold_topic(topic)
                spelling[folded][" ".join(topic.split())] += 1
                by_topic[folded][recommendation.id] = recommendation
                by_seat[folded][seat].append(recommendation)
    found = [
        SharedTopic(
            topic=min(spelling[folded], key=lambda word: (-spelling[folded][word], word)),
            seats=tuple(sorted(seats, key=lambda seat: (-heaviness(tuple(seats[seat]))[1], world.name(seat)))),
            recommendations=tuple(by_topic[folded].values()),
        )
        for folded, seats in by_seat.items()
        if len(seats) >= rule.min_authorities and len(by_topic[folded]) >= rule.min_recommendations
    ]
    return sorted(found, key=lambda one: one.order)


def _choose(world: World, rule: Roundtable, period: Period) -> list[SharedTopic]:
    """The heaviest topics that are due, within what one year and one authority can bear."""
    standing = [one for one in _standing(world, period) if period.first <= one.start.date() <= period.last]
    years = period.days / 365
    left = ceil(rule.per_year * years) - len(standing)
    for_one = ceil(rule.per_authority * years)
    asked = Counter(seat for meeting in standing for seat in world.seats(meeting.authorities))
    chosen: list[SharedTopic] = []
    for one in shared_topics(world, rule):
        last = _last(world, one.topic, period)
        if last is not None and add_months(last, rule.every_months) > period.last:
            continue
        seats = tuple(seat for seat in one.seats if asked[seat] < for_one)
        if len(chosen) < left and len(seats) >= rule.min_authorities:
            chosen.append(SharedTopic(one.topic, seats, one.recommendations))
            asked.update(seats)
    return chosen


def _last(world: World, topic: str, period: Period) -> date | None:
    """The day of the last roundtable on a topic that took place or is to come."""
    same = (one for one in _standing(world, period) if fold_topic(one.topic or "") == fold_topic(topic))
    return max((meeting.start.date() for meeting in same), default=None)


def _standing(world: World, period: Period) -> list[Meeting]:
    return [meeting for meeting in world.meetings if meeting.kind is KIND and stands(meeting, period.today)]


def _need(world: World, rule: Roundtable, period: Period, shared: SharedTopic, ideal: date) -> Need:
    names = tuple(sorted(world.name(seat) for seat in shared.seats))
    seats = tuple(sorted(shared.seats, key=world.name))
    invited, political = participants(world, KIND, seats, ideal)
    urgent, weight = heaviness(shared.recommendations)
    return Need(
        key=key(KIND, (), shared.topic),
        kind=KIND,
        authorities=seats,
        names=names,
        topic=shared.topic,
        ideal=ideal,
        earliest=period.first,
        latest=period.last,
        duration_minutes=rule.duration_minutes,
        weight=rule.weight,
        because=f"because {len(seats)} authorities share {len(shared.recommendations)} open recommendations on "
        f"{shared.topic}, after the reviews with each of them.",
        participants=invited,
        political=political,
        follows=seats,
        agenda=agenda_of(world, KIND, seats, shared.topic).recommendations,
        urgency=urgent * 100 + weight,
    )
