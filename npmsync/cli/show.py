"""Tables for a terminal: laid out once for all rows, so that ten thousand of them are there at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime

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
    longest = [
        max(map(_columns_of, (header, *(line for row in rows for line in row[at].split("\n")))))
        for at, header in enumerate(headers)
    ]
    widths = _shares(longest, width - len(GAP) * (len(headers) - 1))
    lines = [*_row(headers, widths), "─" * (sum(widths) + len(GAP) * (len(widths) - 1))]
    for row in rows:
        lines += _row(row, widths)
    return "\n".join(lines)


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


def _row(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    columns = [
        [cell] if len(cell) <= width and cell.isascii() and "\n" not in cell else _wrapped(cell, width)
        for cell, width in zip(cells, widths, strict=True)
    ]
    lines = []
    for number in range(max(map(len, columns))):
        line = [
            (found := column[number] if number < len(column) else "") + " " * (width - _columns_of(found))
            for column, width in zip(columns, widths, strict=True)
        ]
        lines.append(GAP.join(line).rstrip())
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, broken between words where that can be."""
    lines: list[str] = []
    for given in text.split("\n"):
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


def _columns_of(text: str) -> int:
    """How many columns of a terminal a line takes: none for marks and controls of direction, two for wide letters."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(letter) in ("Mn", "Me", "Cf") else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )


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
