"""What a figure is: counts of records by part, each with the records that it counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

NOT_STATED = ""
"""The name of a group whose records say nothing: no topic, no place, no addressee."""


@dataclass(frozen=True, slots=True)
class Period:
    """What a report covers: what fell between `first` and `last` (both included; None: all there is), as it stood on
    the evening of `as_of`."""

    as_of: date
    first: date | None = None
    last: date | None = None

    @classmethod
    def of_year(cls, year: int, today: date) -> Period:
        """A calendar year, as it stood at its end or, while it runs, today."""
        return cls(min(today, date(year, 12, 31)), date(year, 1, 1), date(year, 12, 31))

    def holds(self, day: date | None) -> bool:
        """Whether something of that day belongs to it. What has no day belongs to the report of everything alone."""
        if self.first is None or self.last is None:
            return True
        return day is not None and self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Line:
    """One record that a figure counts, once in a group: `part` says as what, `known_as` is its reference (or its id or
    day), `on` the day that decides, `days` a length of time where the figure is about one."""

    part: str
    record: str
    known_as: str
    about: str
    authority: str | None = None
    on: date | None = None
    days: int | None = None
    made: tuple[int, ...] = ()
    """The years in which a recommendation was made, where it was made again."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the records. A count, a total or a value that is None was withheld (`documents.suppression`) or, for a
    value, cannot be computed."""

    name: str
    counts: Mapping[str, int | None]
    total: int | None
    value: float | None = None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """`key` names its title and its definition in the vocabulary; `parts` are in the order in which they are shown;
    `measure` says what `value` of a group is: "share" (0 to 1), "days" (a median) or "none". `by` is what its groups
    are: "authority", "topic", "year", "place", or "" for a figure of the whole alone. `of` are the parts from which the
    value is computed."""

    key: str
    by: str
    parts: tuple[str, ...]
    measure: str
    whole: Group
    groups: tuple[Group, ...] = ()
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a report. `notes` are keys of sentences with their gaps: what a reader must know of them."""

    period: Period
    figures: tuple[Figure, ...]
    notes: tuple[tuple[str, Mapping[str, int | date]], ...] = ()
    before: Figures | None = field(default=None)
    """The same for the year before, where the report is about a year."""

    def find(self, key: str, by: str = "") -> Figure | None:
        """The figure of this key; of several, the one with these groups."""
        fitting = [one for one in self.figures if one.key == key]
        return next((one for one in fitting if one.by == by), fitting[0] if fitting else None)


def counted(name: str, lines: Iterable[Line], parts: Iterable[str]) -> Group:
    """A group of these lines, each counted as its part."""
    listed = tuple(lines)
    counts = {part: sum(1 for line in listed if line.part == part) for part in parts}
    return Group(name, counts, len(listed), None, listed)
