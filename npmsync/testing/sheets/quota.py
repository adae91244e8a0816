"""Requests a minute (https://developers.google.com/workspace/sheets/api/limits): 60 reads and 60 writes a user, 300 of
each a project, refilled every minute; what exceeds them is answered with 429."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from npmsync.testing.sheets.refusals import too_many


@dataclass
class Quota:
    """`clock` gives seconds; a test may hold or turn it."""

    a_user: int = 60
    a_project: int = 300
    clock: Callable[[], float] = time.monotonic
    _seen: dict[tuple[str, str], deque[float]] = field(default_factory=dict)

    def count(self, kind: str, user: str) -> None:
        """Counts a call of the kind "Read" or "Write". Raises 429 beyond the limits."""
        now = self.clock()
        for key, limit in (((kind, user), self.a_user), ((kind, ""), self.a_project)):
            seen = self._seen.setdefault(key, deque())
            while seen and seen[0] <= now - 60:
                seen.popleft()
            if len(seen) >= limit:
                raise too_many(kind, "user" if key[1] else "project")
        for key in ((kind, user), (kind, "")):
            self._seen[key].append(now)
