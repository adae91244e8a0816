"""What every rule of the day's list must keep (`npmsync.ports.DueRule`): run `CHECKS` on yours.

check(Subject(Anniversary(), world_in_which_something_is_due, date(2026, 11, 2)))
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from npmsync.dialogue.ruled import bounded, taken
from npmsync.domain.world import World
from npmsync.ports import DueRule
from npmsync.testing.samples import AUTHORITIES, sample_recommendation


@dataclass(frozen=True, slots=True)
class Subject:
    """The rule under test, and a world and a day on which it says something."""

    rule: DueRule
    world: World
    today: date


def something_is_due(subject: Subject) -> None:
    items, note = taken("rule", bounded(subject.rule.due(subject.world, subject.today)), subject.world)
    assert items and note is None, note
    assert all(item.suggestion for item in items)


def the_same_day_gives_the_same(subject: Subject) -> None:
    asked = [bounded(subject.rule.due(replace(subject.world), subject.today)) for _ in range(2)]
    assert asked[0] == asked[1]


def an_empty_world_has_nothing_due(subject: Subject) -> None:
    assert bounded(subject.rule.due(World(), subject.today)) == []


def records_that_say_little_stop_nothing(subject: Subject) -> None:
    bare = sample_recommendation(0, ref=None, issued_on=None, visit_date=None, response_due=None, addressees=())
    items, note = taken("rule", bounded(subject.rule.due(World(recommendations=(bare,)), subject.today)), World())
    assert note is None and isinstance(items, list)


def ten_thousand_recommendations_take_less_than_a_second(subject: Subject) -> None:
    many = tuple(sample_recommendation(n) for n in range(1_000)) * 10
    world = World(authorities=tuple(AUTHORITIES.values()), recommendations=many)
    began = time.process_time()
    bounded(subject.rule.due(world, subject.today))
    assert time.process_time() - began < 1


CHECKS: tuple[Callable[[Subject], None], ...] = (
    something_is_due,
    the_same_day_gives_the_same,
    an_empty_world_has_nothing_due,
    records_that_say_little_stop_nothing,
    ten_thousand_recommendations_take_less_than_a_second,
)
