"""Several names in one cell: where they are cut apart, and how they are put together again.

New lines, semicolons, bars and bullets always part names. A slash or a comma may belong to a name ("Parliament, Human
Rights Committee"), so it parts them only where every piece is known by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from npmsync.vocabulary import fold

_HARD = re.compile(r"[\n\r;؛；|•·▪‣◦●]|\s+/\s+")
_SOFT = re.compile(r"[,،、/]")
_BULLET = re.compile(r"^(?:[-–—*•·▪‣◦●]+|\(?\d{1,2}[.)])\s+")
_SEPARATORS = ("\n", ";", "؛", " / ", "|")


def split_names(text: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """The names in a cell in their order, each once, trimmed, without bullets. `known` says whether a folded text is a
    name that stands by itself somewhere.

    >>> split_names("Parliament, Human Rights Committee", {"parliament"}.__contains__)
    ('Parliament, Human Rights Committee',)
    """
    names: dict[str, str] = {}
    for part in [text] if known(fold(text)) else _HARD.split(text):
        piece = _BULLET.sub("", part.strip()).strip()
        for name in _cut_softly(piece, known):
            names.setdefault(fold(name), name)
    return tuple(name for name in names.values() if name)


def _cut_softly(piece: str, known: Callable[[str], bool]) -> Iterable[str]:
    marks = list(_SOFT.finditer(piece))
    if not marks or known(fold(piece)):
        return [piece]
    starts, ends = [0, *(mark.end() for mark in marks)], [*(mark.start() for mark in marks), len(piece)]
    return _cover(piece, starts, ends, known) or [piece]


def _cover(piece: str, starts: list[int], ends: list[int], known: Callable[[str], bool]) -> list[str] | None:
    """The whole piece as a row of known names, longer names first; None where a part stays unknown."""
    best: list[list[str] | None] = [None] * len(starts) + [[]]
    for first in range(len(starts) - 1, -1, -1):
        for last in range(len(ends) - 1, first - 1, -1):
            name, rest = piece[starts[first] : ends[last]].strip(), best[last + 1]
            if rest is not None and name and known(fold(name)):
                best[first] = [name, *rest]
                break
    return best[0]


def names_alone(texts: Iterable[str]) -> frozenset[str]:
    """The folded texts of a column's cells and lines that hold no comma or slash: names that stand by themselves."""
    alone = set()
    for text in texts:
        for part in _HARD.split(text):
            piece = _BULLET.sub("", part.strip()).strip()
            if piece and not _SOFT.search(piece):
                alone.add(fold(piece))
    return frozenset(alone)


def join_names(names: Iterable[str], texts: Iterable[str]) -> str:
    """Names in one cell, parted as the column's other cells (`texts`) part theirs; by "; " where none shows it."""
    found = list(texts)
    counts = {separator: sum(separator in text for text in found) for separator in _SEPARATORS}
    separator = max(_SEPARATORS, key=lambda mark: counts[mark])
    if not counts[separator]:
        separator = ";"
    bullets = [match[0] for text in found if (match := re.match(r"[-–—*•·▪‣◦●]+\s+", text.lstrip()))]
    if separator == "\n":
        bullet = bullets[0] if bullets else ""
        return "\n".join(f"{bullet}{name}" for name in names)
    return {";": "; ", "؛": "؛ ", "|": " | "}.get(separator, separator).join(names)
