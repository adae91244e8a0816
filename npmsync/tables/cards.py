"""A sheet for each recommendation: labels beneath each other, values beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from npmsync.ports import Sheet
from npmsync.tables.grid import is_blank
from npmsync.tables.header_words import NEARLY, is_header, match_header
from npmsync.tables.headings import Heading, headings
from npmsync.tables.model import Table
from npmsync.tables.region_table import headed_table
from npmsync.tables.turned import LONGEST, in_sections, turned
from npmsync.vocabulary import Vocabulary, builtin_vocabulary, fold

_LABEL_COLUMNS = 6
"""Labels stand in one of the first columns."""
_LEAST = 3
"""So many labels with known words make a card."""


def card_table(sheet: Sheet, vocabulary: Vocabulary, language: str | None) -> tuple[Table, tuple[str, ...]] | None:
    """The table of a sheet whose labels stand in a column, and what to say of those left alone; None where it has none.
    Only recommendations are looked for."""
    if not 0 < len(sheet.rows) <= LONGEST:
        return None
    across = turned(sheet)
    labels = max(
        range(1, min(len(across.rows), _LABEL_COLUMNS) + 1),
        key=lambda row: (_known(across, row, vocabulary), -row),
        default=0,
    )
    if not labels or _known(across, labels, vocabulary) < _LEAST:
        return None
    table, said = headed_table(across, (labels,), card_headings(across, labels, vocabulary), vocabulary, language)
    if table is None or table.entity != "recommendation":
        return None
    return replace(table, transposed=True), said


def card_headings(across: Sheet, labels: int, vocabulary: Vocabulary | None = None) -> Sequence[Heading]:
    """The headings of a turned sheet whose labels stand in row `labels`, headings of sections taken as groups.
    `vocabulary` is the built-in one unless given."""
    words = vocabulary or builtin_vocabulary()
    heads = headings(across, (labels,))
    sides = words.marks["authority_side"] | words.marks["npm_side"]

    def repeated(head: Heading) -> bool:
        if fold(head.text) not in sides:
            return False
        meant = match_header(head.text, "en", words)
        below = [match_header(other.text, "en", words).fields for other in heads if other.index > head.index]
        return meant.certainty < NEARLY or meant.fields in below

    return in_sections(across, labels, heads, repeated)


def _known(across: Sheet, row: int, vocabulary: Vocabulary) -> int:
    return sum(
        is_header(cell, vocabulary) for cell in across.rows[row - 1] if isinstance(cell, str) and not is_blank(cell)
    )
