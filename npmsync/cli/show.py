"""Tables for a terminal: laid out once for all rows, so that ten thousand of them are there at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import zip_longest

import click

GAP = "   "


def table(headers: Sequence[str], rows: Iterable[Sequence[object]], empty: str) -> str:
    """Rows under headers, wrapped to the terminal (100 characters in a pipe); `empty` where there is no row."""
    texts = [[_text(cell) for cell in row] for row in rows]
    return laid_out(headers, texts, _width()) if texts else empty


def moment(text: str) -> str:
    """A time as ISO 8601 gives it, as people read it."""
    return datetime.fromisoformat(text).strftime("%a %d %b %Y %H:%M")


def laid_out(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """Headers, a line, and the rows, within `width` characters as far as one character a column fits in it."""
    longest = [_longest([header, *(row[at] for row in rows)]) for at, header in enumerate(headers)]
    widths = _shares(longest, width - len(GAP) * (len(headers) - 1))
    lines = [*_row(headers, widths), "─" * (sum(widths) + len(GAP) * (len(widths) - 1))]
    pattern = GAP.join(f"{{:<{share}}}" for share in widths)
    for row in rows:
        lines += _even_row(row, widths, pattern) if _even("".join(row)) else _row(row, widths)
    return "\n".join(lines)


def _longest(cells: Iterable[str]) -> int:
    lines = "\n".join(cells).split("\n")
    return max(map(_columns_of, lines))


def _shares(wanted: Sequence[int], room: int) -> list[int]:
    """What each column gets of the room: what it wants, and the widest ones no more than is left for each."""
    shares = list(wanted)
    while sum(shares) > room and max(shares) > 1:
        widest = max(shares)
        of_these = [at for at, share in enumerate(shares) if share == widest]
        next_widest = max((share for share in shares if share < widest), default=0)
        over = sum(shares) - room
        new = max(next_widest, widest - -(-over // len(of_these)), 1)
        for at in of_these:
            shares[at] = new
    return shares


def _even_row(cells: Sequence[str], widths: Sequence[int], pattern: str) -> list[str]:
    """What `_row` gives, several times as quickly, where every character takes one column."""
    columns = [
        [cell] if len(cell) <= width and "\n" not in cell else _wrapped(cell, width)
        for cell, width in zip(cells, widths, strict=True)
    ]
    return [pattern.format(*line).rstrip() for line in zip_longest(*columns, fillvalue="")]


def _row(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    columns = [_wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    return [
        GAP.join(line + " " * (width - _columns_of(line)) for line, width in zip(lines, widths, strict=True)).rstrip()
        for lines in zip_longest(*columns, fillvalue="")
    ]


def _wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, broken between words where that can be."""
    lines: list[str] = []
    for given in text.split("\n"):
        if _even(given):
            lines += _broken(given, width)
            continue
        line, used = "", 0
        for word in given.split(" "):
            long = _columns_of(word)
            if used and used + 1 + long <= width:
                line, used = f"{line} {word}", used + 1 + long
                continue
            if line:
                lines.append(line)
            *full, line = _cut(word, width) if long > width else (word,)
            lines += full
            used = _columns_of(line)
        lines.append(line)
    return lines


def _broken(line: str, width: int) -> list[str]:
    """The same for a line whose every character takes one column, which is told by its length alone."""
    lines = []
    while len(line) > width:
        space = line.rfind(" ", 0, width + 1)
        end = space if space > 0 else width
        lines.append(line[:end])
        line = line[end:].lstrip(" ")
    return [*lines, line]


def _cut(word: str, width: int) -> list[str]:
    """A word longer than a line, in pieces; marks stay with their letter."""
    pieces, piece, used = [], "", 0
    for letter in word:
        wide = _columns_of(letter)
        if used + wide > width and piece:
            pieces.append(piece)
            piece, used = "", 0
        piece, used = piece + letter, used + wide
    return [*pieces, piece]


class _Columns(dict[str, int]):
    """Letter -> the columns that it takes: none for marks and controls of direction, two for wide letters."""

    def __missing__(self, letter: str) -> int:
        nothing = unicodedata.category(letter) in ("Mn", "Me", "Cf")
        wide = self[letter] = 0 if nothing else 1 + (unicodedata.east_asian_width(letter) in "WF")
        return wide


_COLUMNS = _Columns()


_OTHER = re.compile("[^\\x00-\u00ac\u00ae-\u02ff\u0370-\u0377\u0384-\u0482\u0621-\u064a\u0660-\u066f\u2010-\u2027]")
"""What may not take one column: all but letters of Latin, Greek, Cyrillic and Arabic, and the usual punctuation."""


def _even(text: str) -> bool:
    """Whether every character takes one column, so that its length is its width."""
    return text.isascii() or _OTHER.search(text) is None


def _columns_of(text: str) -> int:
    """How many columns of a terminal a line takes."""
    return len(text) if _even(text) else sum(map(_COLUMNS.__getitem__, text))


def _width() -> int:
    import shutil
    import sys

    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, list | tuple):
        return ", ".join(map(str, cell))
    return click.unstyle(str(cell)) if "\x1b" in (text := str(cell)) else text
