"""A CSV text as records that remember how they were written, so that what is not changed is written back to the letter.

Quoting is RFC 4180's: a cell in quotes may hold the delimiter, line ends and doubled quotes.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from npmsync.errors import Refused

DELIMITERS = (",", ";", "\t", "|")
LONGEST_RECORD = 1_000_000
MOST_COLUMNS = 16_384
_SEP_LINE = re.compile(r"sep=(.)(\r\n|\r|\n)")


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its cells as written (quotes included), its line end ("" at the end of the file), its first line."""

    cells: tuple[str, ...]
    end: str
    line: int


@dataclass(frozen=True, slots=True)
class Csv:
    """A file's records; `head` is Excel's own first line `sep=;`, or ""."""

    head: str
    delimiter: str
    records: tuple[Record, ...]

    def text(self) -> str:
        return self.head + "".join(self.delimiter.join(one.cells) + one.end for one in self.records)


def read_records(text: str, file: str, tabs_first: bool) -> Csv:
    """Raises Refused, naming the line, for a quote that never closes, a line too long, or too many columns."""
    found = _SEP_LINE.match(text)
    head = found[0] if found else ""
    body = text[len(head) :]
    delimiter = found[1] if found else _delimiter(body, file, tabs_first)
    return Csv(head, delimiter, tuple(_records(body, delimiter, file, 2 if head else 1)))


def value(cell: str) -> str | None:
    """What a cell as written holds; an empty one holds None."""
    if cell.startswith('"') and len(cell) > 1:
        cell = cell[1 : cell.rindex('"')].replace('""', '"')
    return cell.replace("\r\n", "\n").replace("\r", "\n") or None


def _records(body: str, delimiter: str, file: str, line: int) -> Iterator[Record]:
    d = re.escape(delimiter)
    cell = re.compile(rf'(?:("[^"]*(?:""[^"]*)*")([^{d}\r\n]*)|([^{d}\r\n]*))({d}|\r\n|\r|\n|\Z)')
    at, start, first, cells = 0, 0, line, list[str]()
    while at < len(body) or cells:
        found = cell.match(body, at)
        assert found is not None  # the pattern matches the empty cell at any place
        if (found[3] or "").startswith('"') or (found[2] or "").strip():
            raise Refused(
                "unbalanced-quotes",
                f"{file}: in line {line} a quote opens a cell and does not close it.",
                "Open the file in a text editor, look for a lonely quote in that line, and double or delete it.",
            )
        cells.append((found[1] or "") + (found[2] or "") + (found[3] or ""))
        line += len(re.findall(r"\r\n|\r|\n", found[0])) if "\n" in found[0] or "\r" in found[0] else 0
        at = found.end()
        if at - start > LONGEST_RECORD:
            raise Refused(
                "line-too-long",
                f"{file}: line {first} is too long: over {LONGEST_RECORD:,} characters, which is the limit.",
                "Is it a table? A quote or a line end may be missing.",
            )
        if found[4] == delimiter:
            continue
        if len(cells) > MOST_COLUMNS:
            raise Refused(
                "too-many-columns",
                f"{file}: line {first} has {len(cells)} columns, and the limit is {MOST_COLUMNS}.",
                "Is it a tracker? Delete the columns that it does not need.",
            )
        yield Record(tuple(cells), found[4], first)
        cells, start, first = [], at, line


def _delimiter(body: str, file: str, tabs_first: bool) -> str:
    """The one that cuts most of the first hundred rows alike into most cells, lines of prose above them aside; a comma
    where none cuts them."""
    best, chosen = 0.0, "\t" if tabs_first else ","
    for delimiter in DELIMITERS:
        try:
            widths = [len(one.cells) for one in islice(_records(body, delimiter, file, 1), 100)]
        except Refused:
            continue  # the chosen one's fault is told when it is read whole
        score = max((count * math.log2(width) for width, count in Counter(widths).items()), default=0.0)
        if score > best:
            best, chosen = score, delimiter
    return chosen
