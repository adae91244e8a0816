"""What the NPM assesses of its recommendations: by addressee, topic, year and place, and what has become worse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from npmsync.dialogue.agenda import fold_topic
from npmsync.dialogue.figures.answers import sent_by
from npmsync.dialogue.figures.grouping import in_order
from npmsync.dialogue.figures.model import NOT_STATED, Figure, Group, Line, Period, counted
from npmsync.dialogue.worse import Past, fall
from npmsync.domain.recommendation import Recommendation
from npmsync.domain.words import Stage, Status
from npmsync.domain.world import World

NOT_ASSESSED = "not_assessed"
PARTS = (*(status.value for status in Status), NOT_ASSESSED)
OUTSIDE = (Status.NO_LONGER_RELEVANT.value, Status.NOT_ASSESSABLE.value, NOT_ASSESSED)
"""What says nothing of implementation: the share is of the others."""
Groups = Callable[[Recommendation], Iterable[str]]


def status_on(recommendation: Recommendation, past: Past, day: date) -> tuple[Status | None, bool]:
    """(the status that held on the evening of a day, whether the history reaches back so far). Where it does not, the
    first one known stands in."""
    known = past.get(recommendation.id, ())
    if not known:
        return recommendation.status, True
    before = [status for since, status in known if since <= day]
    return (before[-1], True) if before else (known[0][1], False)


def assessed(world: World, past: Past, period: Period) -> tuple[list[tuple[Recommendation, Line]], int]:
    """Every recommendation sent by the end of the period, past the draft stage, as it stood; and how many of them the
    history does not reach. One that had been made again by then counts once, as the latest one."""
    found, unreached = [], 0
    for one in world.recommendations:
        if not _made(one, period.as_of) or any(_made(later, period.as_of) for later in world.later.get(one.id, ())):
            continue
        status, reached = status_on(one, past, period.as_of)
        unreached += not reached
        part = status.value if status else NOT_ASSESSED
        found.append((one, Line(part, one.id, one.ref or one.id, one.text, on=one.issued_on, made=_years(world, one))))
    return found, unreached


def _made(one: Recommendation, day: date) -> bool:
    """Whether it had been sent by a day; without a date, it counts as sent long ago."""
    return one.stage is not Stage.DRAFT and sent_by(one, day)


def _years(world: World, one: Recommendation) -> tuple[int, ...]:
    return world.made_in(one) if one.id in world.earlier else ()


def implementation(world: World, stood: list[tuple[Recommendation, Line]]) -> list[Figure]:
    """The same recommendations four times over: by addressee and topic (one with several counts for each), year of
    issue, and place."""
    ways: dict[str, Groups] = {
        "authority": lambda one: [world.name(a) for a in dict.fromkeys(one.addressees)] or [NOT_STATED],
        "topic": lambda one: _topics(one, spelt) or [NOT_STATED],
        "year": lambda one: [str(one.issued_on.year) if one.issued_on else NOT_STATED],
        "place": lambda one: [one.place.strip() if one.place and one.place.strip() else NOT_STATED],
    }
    spelt = _spellings(one for one, _ in stood)
    whole = _shared(counted("", (line for _, line in stood), PARTS))
    figures = []
    for by, names in ways.items():
        groups: dict[str, list[Line]] = defaultdict(list)
        for one, line in stood:
            for name in names(one):
                groups[name].append(replace(line, authority=name) if by == "authority" else line)
        made = tuple(_shared(counted(name, lines, PARTS)) for name, lines in in_order(groups))
        figures.append(
            Figure("implementation", by, PARTS, "share", whole, made, tuple(p for p in PARTS if p not in OUTSIDE))
        )
    return figures


def regressed(stood: list[tuple[Recommendation, Line]], past: Past, period: Period) -> Figure:
    """Recommendations whose status is worse than it once was, where it fell within the period."""
    lines = []
    for one, line in stood:
        now = Status(line.part) if line.part != NOT_ASSESSED else None
        fell = fall(past.get(one.id, ()), now, period.as_of)
        if fell is not None and period.holds(fell.on):
            lines.append(replace(line, part=fell.best.value, about=one.text, on=fell.on))
    parts = tuple(status.value for status in (Status.IMPLEMENTED, Status.PARTIALLY_IMPLEMENTED, Status.IN_PROGRESS))
    return Figure("regressed", "", parts, "none", counted("", lines, parts))


def _shared(group: Group) -> Group:
    among = sum(count or 0 for part, count in group.counts.items() if part not in OUTSIDE)
    done = group.counts[Status.IMPLEMENTED.value] or 0
    return replace(group, value=done / among if among else None)


def _spellings(recommendations: Iterable[Recommendation]) -> dict[str, str]:
    """Topics are the NPM's own words: the same whatever the case and the blanks; shown as first written."""
    found: dict[str, str] = {}
    for one in recommendations:
        for topic in one.topics:
            if topic.strip():
                found.setdefault(fold_topic(topic), " ".join(topic.split()))
    return found


def _topics(one: Recommendation, spelt: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(spelt[fold_topic(t)] for t in one.topics if t.strip()))
