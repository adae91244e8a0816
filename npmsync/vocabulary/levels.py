"""What the name of an institution suggests of its level. A suggestion: the NPM's own word, in npmsync.toml, counts."""

from __future__ import annotations

import csv
from collections.abc import Collection
from functools import cache
from importlib.resources import files

from npmsync.domain.words import Level
from npmsync.vocabulary.folding import fold

ORDER = (Level.PARLIAMENT, Level.EXECUTIVE, Level.PLACE, Level.JUDICIARY, Level.SUPERVISING)
"""Of words of the same length, the level that comes first here counts."""


def suggested_level(name: str, places: Collection[str] = ()) -> Level:
    """The level that a name suggests; `places` are names known to be places of detention. The longest word that fits
    decides: a police station is not the police, the prison service no prison.

    >>> suggested_level("Ministry of Health").value, suggested_level("Prison de Valmont").value
    ('supervising', 'place')
    """
    folded = _spaced(name)
    if folded in {_spaced(place) for place in places}:
        return Level.PLACE
    fitting = [
        (len(word), -ORDER.index(level), level) for level in ORDER for word in _words()[level.value] if word in folded
    ]
    return max(fitting)[2] if fitting else Level.OTHER


def _spaced(text: str) -> str:
    """Folded, with a space before each word and without the Arabic article, which is written onto its word."""
    return " " + " ".join(word.removeprefix("ال") for word in fold(text).replace("،", " ").split())


@cache
def _words() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    text = files("npmsync.vocabulary").joinpath("levels.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["level"], []).append(_spaced(row["word"]))
    return {level: tuple(words) for level, words in found.items()}
