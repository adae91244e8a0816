"""A message about a meeting, as far as the rules of dialogue care: to whom, when, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Posted:
    """`method` is REQUEST, CANCEL or LETTER; `version` the meeting's sequence; `state` a word of `store.mailings`; `on`
    the day on which it was written or sent. `answer` is what a server said, `note` an absence or an answer in words."""

    meeting: str
    recipient: str
    method: str
    version: int
    state: str
    on: date
    answer: str | None = None
    note: str | None = None
