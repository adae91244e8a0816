"""What the name of an institution suggests of its level. A suggestion: the NPM's own word, in npmsync.toml, counts."""

from __future__ import annotations

import csv
from collections.abc import Collection
from functools import cache
from importlib.resources import files

from npmsync.domain.words import Level
from npmsync.vocabulary.folding import fold

# A police station's name has "police" in it, a ministry's may have "hospital": the first kind that fits is taken.
ORDER = (Level.PARLIAMENT, Level.EXECUTIVE, Level.PLACE, Level.JUDICIARY, Level.SUPERVISING)


def suggested_level(name: str, places: Collection[str] = ()) -> Level:
    """The level that a name suggests; `places` are names known to be places of detention.

    >>> suggested_level("Ministry of Health").value, suggested_level("Prison de Valmont").value
    ('supervising', 'place')
    """
    folded = fold(name)
    if folded in {fold(place) for place in places}:
        return Level.PLACE
    first = folded.split(" ", 1)[0]
    for level in ORDER:
        for word in _words()[level.value]:
            # A ministry stays one, whatever else its name holds.
            if level is Level.PLACE and first in _words()["supervising"]:
                continue
            if f" {word}" in f" {folded}":
                return level
    return Level.OTHER


@cache
def _words() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    text = files("npmsync.vocabulary").joinpath("levels.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["level"], []).append(fold(row["word"]))
    return {level: tuple(words) for level, words in found.items()}
