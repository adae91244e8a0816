"""The topics that several authorities share: what roundtables and series are about."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date

from npmsync.dialogue.agenda import agenda_of, fold_topic
from npmsync.domain.recommendation import Recommendation
from npmsync.domain.words import MeetingKind
from npmsync.domain.world import World
from npmsync.scheduling.need import Need, key
from npmsync.scheduling.participants import participants
from npmsync.scheduling.period import Period
from npmsync.scheduling.reviews import heaviness


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

    def among(self, world: World, seats: tuple[str, ...]) -> SharedTopic:
        """The same topic with some of those who share it, and what is open between them."""
        asked = set(seats)
        theirs = (one for one in self.recommendations if asked.intersection(world.seats(one.addressees)))
        return replace(self, seats=seats, recommendations=tuple(theirs))


def shared_topics(world: World, min_authorities: int, min_recommendations: int) -> list[SharedTopic]:
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
        if len(seats) >= min_authorities and len(by_topic[folded]) >= min_recommendations
    ]
    return sorted(found, key=lambda one: one.order)


def at_one_table(world: World, kind: MeetingKind, shared: SharedTopic, ideal: date, period: Period) -> Need:
    """The need for a meeting of this kind with all who share the topic, held any day of the period and best on
    `ideal`: an hour long, of weight 1 and without a reason until the rule that asks for it says more."""
    seats = tuple(sorted(shared.seats, key=world.name))
    asked = participants(world, kind, seats, ideal, shared.topic)
    urgent, weight = heaviness(shared.recommendations)
    return Need(
        key=key(kind, (), shared.topic),
        kind=kind,
        authorities=seats,
        names=tuple(world.name(seat) for seat in seats),
        topic=shared.topic,
        ideal=ideal,
        earliest=period.first,
        latest=period.last,
        duration_minutes=60,
        weight=1,
        because="",
        participants=asked.people,
        political=asked.political,
        lead=asked.lead,
        deputy=asked.deputy,
        instead=asked.instead,
        agenda=agenda_of(world, kind, seats, shared.topic).recommendations,
        urgency=urgent * 100 + weight,
    )
