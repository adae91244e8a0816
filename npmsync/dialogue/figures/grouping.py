"""Lines by what they have in common, in an order that ranks nobody: by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from npmsync.dialogue.figures.model import NOT_STATED, Line
from npmsync.domain.world import World
from npmsync.vocabulary import fold


def by_authority(world: World, lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """(authority's name, its lines), by name."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.authority or NOT_STATED].append(line)
    return in_order(found)


def in_order(groups: dict[str, list[Line]]) -> list[tuple[str, list[Line]]]:
    """By name as people sort it; what is not stated comes last."""
    return sorted(groups.items(), key=lambda item: (item[0] == NOT_STATED, fold(item[0]), item[0]))
