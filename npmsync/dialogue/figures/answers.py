"""Which answers came, whether in time, and how long they took: one line for each recommendation and addressee."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from statistics import median

from npmsync.dialogue.deadlines import WorkingDays, answer_due, in_time_until, late_since
from npmsync.dialogue.figures.grouping import by_authority
from npmsync.dialogue.figures.model import Figure, Group, Line, Period, counted
from npmsync.dialogue.settings import Deadlines
from npmsync.domain.recommendation import Recommendation, Response
from npmsync.domain.words import Position, Stage
from npmsync.domain.world import World

PARTS = ("in_time", "late", "undated", "overdue", "interim", "awaited")
ANSWERED = ("in_time", "late", "undated")
EXPECTED = (*ANSWERED, "overdue")
POSITIONS = tuple(position.value for position in Position)


def answer_lines(world: World, settings: Deadlines, days: WorkingDays, period: Period) -> list[Line]:
    """One line for each recommendation past the draft stage and each addressee, of the period in which the answer fell
    due (without a deadline: in which the recommendation was sent)."""
    lines = []
    for recommendation in world.recommendations:
        if recommendation.stage is Stage.DRAFT or not sent_by(recommendation, period.as_of):
            continue
        for addressee in dict.fromkeys(recommendation.addressees):
            due = answer_due(world, recommendation, addressee, settings, days)
            if not period.holds(due or recommendation.issued_on):
                continue
            response = answer_by(world, recommendation.id, addressee, period.as_of)
            granted = [one for one in world.granted(recommendation, addressee) if one.on <= period.as_of]
            until = late_since(due, None, settings, granted)
            part = _part(in_time_until(due, granted), until, response, period.as_of)
            took = _took(recommendation, response) if part in ANSWERED else None
            on = response.responded_on if response and part in ANSWERED else due
            known = recommendation.ref or recommendation.id
            lines.append(Line(part, recommendation.id, known, recommendation.text, world.name(addressee), on, took))
    return lines


def sent_by(recommendation: Recommendation, day: date) -> bool:
    """Whether it had been sent by then; one without a day of issue counts as sent."""
    return recommendation.issued_on is None or recommendation.issued_on <= day


def answer_by(world: World, recommendation: str, authority: str, day: date) -> Response | None:
    """What the authority had answered by that day, as far as answers are dated."""
    response = world.response(recommendation, authority)
    return response if response and (response.responded_on is None or response.responded_on <= day) else None


def answers(world: World, lines: Iterable[Line]) -> Figure:
    """The share of the answers due that came, by authority."""
    listed = list(lines)
    groups = [_rated(counted(name, own, PARTS)) for name, own in by_authority(world, listed)]
    return Figure("answers", "authority", PARTS, "share", _rated(counted("", listed, PARTS)), tuple(groups), EXPECTED)


def time_to_answer(world: World, lines: Iterable[Line]) -> Figure:
    """The median of days from dispatch to the answer, by authority; of answers that have both days."""
    listed = [replace(line, part="dated") for line in lines if line.days is not None]
    groups = [_timed(counted(name, own, ("dated",))) for name, own in by_authority(world, listed)]
    return Figure(
        "time", "authority", ("dated",), "days", _timed(counted("", listed, ("dated",))), tuple(groups), ("dated",)
    )


def positions(world: World, lines: Iterable[Line], as_of: date) -> Figure:
    """What the authorities said of the recommendations that they answered, or of which they spoke meanwhile."""
    identity = {authority.name: authority.id for authority in world.authorities}
    listed = []
    for line in lines:
        response = answer_by(world, line.record, identity.get(line.authority or "", ""), as_of)
        if response is not None and response.position is not None:
            listed.append(replace(line, part=response.position.value, on=response.responded_on, days=None))
    groups = [counted(name, own, POSITIONS) for name, own in by_authority(world, listed)]
    return Figure("positions", "authority", POSITIONS, "none", counted("", listed, POSITIONS), tuple(groups))


def _part(due: date | None, until: date | None, response: Response | None, as_of: date) -> str:
    """`due` is until when an answer is in time, `until` until when none is missed."""
    if response is not None and response.position is not Position.UNDER_CONSIDERATION:
        if response.responded_on is None:
            return "undated"
        return "late" if due is not None and response.responded_on > due else "in_time"
    if response is not None and (response.planned_on is None or response.planned_on >= as_of):
        return "interim"
    return "overdue" if until is not None and until < as_of else "awaited"


def _took(recommendation: Recommendation, response: Response | None) -> int | None:
    if response is None or response.responded_on is None or recommendation.issued_on is None:
        return None
    took = (response.responded_on - recommendation.issued_on).days
    return took if took >= 0 else None


def _rated(group: Group) -> Group:
    expected = sum(group.counts[part] or 0 for part in EXPECTED)
    came = sum(group.counts[part] or 0 for part in ANSWERED)
    return replace(group, value=came / expected if expected else None)


def _timed(group: Group) -> Group:
    took = [line.days for line in group.lines if line.days is not None]
    return replace(group, value=float(median(took)) if took else None)
