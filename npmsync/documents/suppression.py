"""Small counts withheld, so that nobody is recognised in a figure: what is published is 0, or 5 and more.

A count below five alone would be found again by subtracting its neighbours from a total. So a row or a column of a
table in which exactly one count is withheld has another one withheld with it (complementary suppression, as statistical
offices do it), until no row and no column has a single gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from npmsync.dialogue.figures.answers import ANSWERED
from npmsync.dialogue.figures.model import Figure, Figures, Group

SMALLEST = 5
"""The least count that is published; none at all is no secret either."""

_MERGED = {"answers": ("answered", ANSWERED), "commitments": ("kept", ("kept", "kept_late"))}
_NOT_PUBLISHED = frozenset({"authority", "place"})
"""What ranks institutions stays inside (DESIGN section 11)."""


def published(figures: Figures) -> Figures:
    """The figures as the public may see them: without rows, without those that rank institutions, without small
    counts, and without last year's, whose difference to this year's would tell."""
    kept = [_whole_alone(one) if one.by in _NOT_PUBLISHED else one for one in figures.figures]
    once = {(one.key, one.by): _together(one) for one in kept}
    return Figures(figures.period, tuple(map(_withheld, once.values())), figures.notes)


def _whole_alone(figure: Figure) -> Figure:
    return replace(figure, by="", groups=())


def _together(figure: Figure) -> Figure:
    """Answers of every kind as one part: few came late, and the rate would have to be withheld with them."""
    merged = _MERGED.get(figure.key)
    if merged is None:
        return figure
    name, parts = merged

    def joined(names: tuple[str, ...]) -> tuple[str, ...]:
        return (name, *(part for part in names if part not in parts))

    def group(one: Group) -> Group:
        counts = {name: sum(one.counts[part] or 0 for part in parts)}
        return replace(one, counts=counts | {p: c for p, c in one.counts.items() if p not in parts})

    groups = tuple(map(group, figure.groups))
    return replace(figure, parts=joined(figure.parts), of=joined(figure.of), whole=group(figure.whole), groups=groups)


def _withheld(figure: Figure) -> Figure:
    """Overlapping groups (a recommendation has several topics) do not add up to the whole; holding the table to it all
    the same only ever withholds more. A group of which nothing is told is left out."""
    rows = [*figure.groups, figure.whole]
    grid: list[list[int | None]] = [[*(row.counts[part] for part in figure.parts), row.total] for row in rows]
    hidden = {
        (r, c)
        for r, row in enumerate(grid)
        for c, count in enumerate(row)
        if count is not None and 0 < count < SMALLEST
    }
    hidden = closed(grid, hidden)
    # A whole that is small says all there is to say of its parts, zeros included.
    hidden |= {(r, c) for r, row in enumerate(grid) if (r, len(row) - 1) in hidden for c in range(len(row))}
    hidden = closed(grid, hidden)
    groups = [_bare(figure, row, r, hidden) for r, row in enumerate(rows)]
    told = tuple(group for group in groups[:-1] if group.total is not None)
    return replace(figure, groups=told, whole=groups[-1])


def closed(grid: Sequence[Sequence[int | None]], hidden: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """The cells to withhold so that no row and no column has exactly one: the smallest neighbour goes with it, one that
    is not zero before a zero."""
    found = set(hidden)
    width = len(grid[0])
    lines = [[(r, c) for c in range(width)] for r in range(len(grid))]
    if len(grid) > 2:
        lines += [[(r, c) for r in range(len(grid))] for c in range(width)]
    again = True
    while again:
        again = False
        for line in lines:
            open_cells = [cell for cell in line if cell not in found]
            if len(line) - len(open_cells) == 1 and open_cells:
                found.add(min(open_cells, key=lambda cell: ((grid[cell[0]][cell[1]] or 0) == 0, _size(grid, cell))))
                again = True
    return found


def _size(grid: Sequence[Sequence[int | None]], cell: tuple[int, int]) -> tuple[int, int, int]:
    return grid[cell[0]][cell[1]] or 0, *cell


def _bare(figure: Figure, group: Group, row: int, hidden: set[tuple[int, int]]) -> Group:
    counts = {part: None if (row, c) in hidden else group.counts[part] for c, part in enumerate(figure.parts)}
    total = None if (row, len(figure.parts)) in hidden else group.total
    # A share gives its parts away, and a median of few is a person's own time.
    told = not any(counts[part] is None for part in figure.of)
    return Group(group.name, counts, total, group.value if told else None)
