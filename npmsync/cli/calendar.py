"""The planned months for a terminal of 80 columns: the weeks on the left, the meetings on the right, no colour."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from npmsync.scheduling.year import Month, YearRow

WIDTH = 80
_LEFT = 30


def shown_months(months: Iterable[Month], why: bool) -> str:
    """Each month with a meeting; months without one are named together. Days with a meeting stand in brackets, days
    off are dots. With `why` each meeting has its reason below it."""
    parts: list[str] = []
    empty: list[str] = []
    for month in months:
        if month.rows:
            parts += [*_none(empty), _month(month, why)]
            empty = []
        else:
            empty.append(f"{month.first:%B %Y}")
    return "\n".join([*parts, *_none(empty)])


def wrapped(lines: Iterable[str]) -> list[str]:
    """Sentences that fit, the lines after the first set in."""
    return ["\n".join(wrap(line, WIDTH, subsequent_indent="  ", break_long_words=False)) for line in lines]


def _none(names: list[str]) -> list[str]:
    return [f"{', '.join(names)}: no meeting.\n"] if names else []


def _month(month: Month, why: bool) -> str:
    count = len(month.rows)
    head = f"{month.first:%B %Y}".ljust(WIDTH - 12) + f"{count} meeting{'' if count == 1 else 's'}".rjust(12)
    left = _weeks(month)
    right = [line for row in month.rows for line in _meeting(row, why)]
    lines = [f"{a:<{_LEFT}}{b}".rstrip() for a, b in zip_longest(left, right, fillvalue="")]
    return "\n".join([head, *lines, ""])


def _weeks(month: Month) -> list[str]:
    held = {row.start.date() for row in month.rows}
    names = [next(week[n] for week in month.weeks if week[n] is not None) for n in range(7)]
    lines = ["".join(f" {one.day:%a}"[:3].rjust(3) + " " for one in names if one)]
    for week in month.weeks:
        line = ""
        for one in week:
            if one is None:
                line += "    "
            elif one.day in held:
                line += f"[{one.day.day:>2}]"
            else:
                line += "  . " if one.off else f" {one.day.day:>2} "
        lines.append(line.rstrip())
    return lines


def _meeting(row: YearRow, why: bool) -> list[str]:
    """Two lines: when and what is new about it, and what it is."""
    mark = row.change or row.status
    head = f"{row.start:%a %d %H:%M}-{row.end:%H:%M}"
    space = WIDTH - _LEFT
    first = f"{head}  {mark}"[:space]
    title = wrap(row.title, space - 2, break_long_words=True)[:2] or [""]
    lines = [first, *(f"  {line}" for line in title)]
    if why:
        about = " ".join(filter(None, (row.because, f"Led by {row.led_by}." if row.led_by else "")))
        lines += [f"    {line}" for line in wrap(about, space - 4)]
    return lines
