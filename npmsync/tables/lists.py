"""Several names in one cell: where they are cut apart, and how they are put together again.

New lines, semicolons, bars and bullets always part names; a slash between spaces does unless the whole is known. A
comma or a bare slash may belong to a name ("Parliament, Human Rights Committee"), so it parts names only where every
piece is known by itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

from npmsync.vocabulary import fold

_HARD = re.compile(r"[\n\r;؛；|•·▪‣◦●]")
_SLASH = re.compile(r"\s+/\s+")
_SOFT = re.compile(r"[,،、/]")
_BULLET = re.compile(r"^(?:[-–—*•·▪‣◦●]+|\(?\d{1,2}[.)])\s+")
_LONGEST_NAME = 200
"""Characters: longer pieces are compared with no name, so that a cell full of commas costs no more than its length."""
_SIGN = re.compile(r"[-–—*•·▪‣◦●]+\s+")
_SEPARATORS = {"; ": ";", "\n": "\n", "؛ ": "؛", " / ": " / ", " | ": "|"}
"""How names are joined -> what shows that a column joins them so."""


def split_names(text: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """The names in a cell in their order, each once, trimmed, without bullets. `known` says whether a folded text is a
    name that stands by itself somewhere.

    >>> split_names("Parliament, Human Rights Committee", {"parliament"}.__contains__)
    ('Parliament, Human Rights Committee',)
    """
    names: dict[str, str] = {}
    for part in [text] if known(fold(text)) else _HARD.split(text):
        line = _without_bullet(part)
        for piece in [line] if known(fold(line)) else _SLASH.split(line):
            for name in _cut_softly(piece.strip(), known):
                names.setdefault(fold(name), name)
    return tuple(name for name in names.values() if name)


def _without_bullet(line: str) -> str:
    return _BULLET.sub("", line.strip()).strip()


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
        within = bisect_right(ends, starts[first] + _LONGEST_NAME)
        for last in range(within - 1, first - 1, -1):
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
            piece = _without_bullet(part)
            if piece and not _SOFT.search(piece):
                alone.add(fold(piece))
    return frozenset(alone)


def list_form(texts: Sequence[str]) -> tuple[str, str]:
    """(separator, bullet) that most of a column's cells with several names use; ("; ", "") where none has several."""
    counts = {separator: sum(shown in text.strip() for text in texts) for separator, shown in _SEPARATORS.items()}
    separator = max(_SEPARATORS, key=lambda mark: counts[mark])
    if not counts[separator]:
        return "; ", ""
    bullets = [match[0] for text in texts if (match := _SIGN.match(text))] if separator == "\n" else []
    return separator, bullets[0] if bullets else ""


def join_names(names: Iterable[str], separator: str, bullet: str = "") -> str:
    """Names in one cell, as `list_form` says its column does it.

    >>> join_names(["Health", "Justice"], "; ")
    'Health; Justice'
    """
    return separator.join(f"{bullet}{name}" for name in names)
