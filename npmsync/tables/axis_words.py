"""A tracker's words for a status, a position, a priority, a confidentiality, and what they mean."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from npmsync.ports import CellValue
from npmsync.tables.grid import text_of
from npmsync.vocabulary import Vocabulary, fold

EMPTY = "empty"
"""The canonical word for "not filled in": None in the store, kept as it is in the tracker."""
_ASKED = {
    "position": {"yes": "accepted", "no": "rejected"},
    "status": {"yes": "implemented", "no": "not_implemented"},
    "confidentiality": {"yes": "public"},
}
"""What yes and no mean below a header that asks: Accepted? Implemented? Public?"""
_PERCENT = re.compile(r"(\d{1,3})(?:[.,]0+)?\s*%")


@dataclass(frozen=True, slots=True)
class AxisWords:
    """How one column's words are read. `told` are folded words whose meaning the user has given."""

    axis: str
    header: str
    language: str
    vocabulary: Vocabulary
    told: Mapping[str, str] = field(default_factory=dict)

    def meaning(self, raw: CellValue) -> str | None:
        """The canonical word (`empty` among them), or None where nobody knows it."""
        text = text_of(raw)
        told = self.told.get(fold(text))
        if told is not None:
            return told or EMPTY
        known = self.vocabulary.canonical(self.axis, text, self.language)
        if known is None and self.header.rstrip().endswith(("?", "؟")):
            answer = self.vocabulary.canonical("yes_no", text, self.language)
            known = _ASKED.get(self.axis, {}).get(answer or "")
        if known is None and self.vocabulary.canonical("status", text, self.language) == EMPTY:
            return EMPTY
        return known or self._percentage(text)

    def is_percentage(self, raw: CellValue) -> bool:
        """A share of fulfilment in a status column that is neither all nor nothing."""
        return self.axis == "status" and _PERCENT.fullmatch(text_of(raw)) is not None

    def _percentage(self, text: str) -> str | None:
        match = _PERCENT.fullmatch(text) if self.axis == "status" else None
        return {"100": "implemented", "0": "not_implemented"}.get(match[1]) if match else None


def are_shares(cells: Sequence[CellValue], header: str) -> bool:
    """Whether a column's cells are shares of fulfilment: numbers from 0 to 1, some between or the header saying %."""
    shares = [cell for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool) and 0 <= cell <= 1]
    return bool(shares) and len(shares) == len(cells) and ("%" in header or any(0 < cell < 1 for cell in shares))


def as_share(cell: CellValue) -> str:
    """A share as people say it.

    >>> as_share(0.25)
    '25%'
    """
    return f"{cell * 100:g}%" if isinstance(cell, int | float) else text_of(cell)


def own_words(words: AxisWords, cells: Iterable[CellValue], choices: Iterable[str]) -> dict[str, str]:
    """Canonical word -> the tracker's own: the one in its drop-down list, else the one its cells use most."""
    used: dict[str, Counter[str]] = defaultdict(Counter)
    for raw, count in Counter(text_of(cell) for cell in cells).items():
        meant = words.meaning(raw)
        if meant is not None:
            used[meant][raw] += count
    own = {meant: counts.most_common(1)[0][0] for meant, counts in used.items()}
    offered: dict[str, str] = {}
    for choice in choices:
        meant = words.meaning(choice)
        if meant is not None:
            offered.setdefault(meant, choice.strip())
    return own | offered
