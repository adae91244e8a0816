"""The figures of a report. Pure: records, settings, working days and a period in; counts with their rows out.

figures(world, past, Subject(Deadlines(), working_time("GE", Office())), Period.of_year(2026, today))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from npmsync.dialogue.deadlines import WorkingDays
from npmsync.dialogue.figures.answers import answer_lines, answers, positions, time_to_answer
from npmsync.dialogue.figures.contact import commitments, contacts
from npmsync.dialogue.figures.implementation import assessed, implementation, regressed
from npmsync.dialogue.figures.model import Figures, Period
from npmsync.dialogue.settings import Deadlines
from npmsync.dialogue.worse import Past
from npmsync.domain.world import World


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides whether an answer was in time."""

    deadlines: Deadlines
    days: WorkingDays


def figures(world: World, past: Past, rules: Rules, period: Period) -> Figures:
    """Every figure of the period; for a year, with the year before beside it."""
    made = _of_period(world, past, rules, period)
    if period.first is None:
        return made
    return replace(made, before=_of_period(world, past, rules, Period.of_year(period.first.year - 1, period.as_of)))


def _of_period(world: World, past: Past, rules: Rules, period: Period) -> Figures:
    lines = answer_lines(world, rules.deadlines, rules.days, period)
    stood, unreached = assessed(world, past, period)
    found = (
        answers(world, lines),
        time_to_answer(world, lines),
        positions(world, lines, period.as_of),
        *implementation(world, stood),
        regressed(stood, past, period),
        commitments(world, period),
        contacts(world, period),
    )
    notes: list[tuple[str, Mapping[str, int | date]]] = []
    unsent = sum(one.issued_on is None for one, _ in stood)
    if unreached:
        notes.append(("report.note.unreached", {"count": unreached}))
    if unsent:
        notes.append(("report.note.undated", {"count": unsent}))
    return Figures(period, found, tuple(notes))


__all__ = ["Figures", "Past", "Period", "Rules", "figures"]
