"""A long text with some spans of it replaced, not yet joined: a sheet of 50 MB is copied once, on its way into the
zip file, and never held twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

PIECE = 1 << 18


class Edit(NamedTuple):
    """What stands in the place of `text[start:end]`; an empty span is an insertion."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Edited:
    """A text and its edits, in order and apart from each other. Raises ValueError where they are not."""

    text: str
    edits: tuple[Edit, ...]

    def __post_init__(self) -> None:
        if any(one.end > other.start for one, other in pairwise(self.edits)):
            raise ValueError("edits that overlap")

    @property
    def changes_anything(self) -> bool:
        return any(self.text[edit.start : edit.end] != edit.new for edit in self.edits)

    def pieces(self) -> Iterator[str]:
        """The edited text in pieces of at most 256 KB, but for longer edits."""
        at = 0
        for edit in self.edits:
            yield from cut_up(self.text, at, edit.start)
            yield edit.new
            at = edit.end
        yield from cut_up(self.text, at, len(self.text))

    def __str__(self) -> str:
        return "".join(self.pieces())


def cut_up(text: str, start: int, end: int) -> Iterator[str]:
    """`text[start:end]` in pieces of at most 256 KB."""
    for at in range(start, end, PIECE):
        yield text[at : min(at + PIECE, end)]
