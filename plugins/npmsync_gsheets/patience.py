"""How often and how long a call is tried again: what Google asks for (429) and what passes (5xx), never for ever.

https://developers.google.com/workspace/sheets/api/limits: truncated exponential backoff with a random part.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """`tries` calls at most; the wait doubles from `first` seconds up to `longest`, each with up to as much again by
    chance, so that several programs do not come back at the same moment. All together take over a minute: a quota is
    refilled by then."""

    tries: int = 7
    first: float = 1.0
    longest: float = 32.0
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random

    def pauses(self) -> Iterator[float]:
        """The waits between the tries."""
        for number in range(self.tries - 1):
            yield min(self.first * 2**number, self.longest) * (1 + self.chance())
