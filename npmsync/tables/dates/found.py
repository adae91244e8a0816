"""What a date typed as text can turn out to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Unit = Literal["day", "working_day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class Day:
    """One day."""

    day: date


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included: a visit counts from the first, a deadline to the last."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter, half-year, year or the end of one: for a deadline its last day, else no day at all."""

    last: date


@dataclass(frozen=True, slots=True)
class Term:
    """So many units counted from the day the recommendation was issued."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Question:
    """No date without asking: `why` completes "cannot be read as a date: ...", `proposal` is what may be meant."""

    why: str
    proposal: date | None = None


Found = Day | Span | Period | Term | Question
