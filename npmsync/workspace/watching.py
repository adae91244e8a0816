"""When a watch syncs: a moment after a file was saved, and every so often. Pure: times and stamps in, a decision out.

Files are looked at by their size and day of change, which needs no rights and works on network shares; a program that
saves in several steps is waited for until its file has stood still for one look.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Stamp = tuple[int, int]
"""(nanoseconds of the last change, size); (0, 0) for a file that is not there."""
Stamps = Mapping[str, Stamp]


@dataclass(frozen=True, slots=True)
class Watched:
    """What a watch remembers: the stamps with which it last synchronised, those of its last look, and when it last
    synchronised (seconds; None: never)."""

    settled: Stamps
    looked: Stamps
    synced_at: float | None = None


def due_now(before: Watched, seen: Stamps, now: float, every_seconds: float) -> bool:
    """Whether to synchronise now: something changed since the last sync and stands still, or it is time anyway."""
    if before.synced_at is None or now - before.synced_at >= every_seconds:
        return True
    return dict(seen) != dict(before.settled) and dict(seen) == dict(before.looked)


def looked(before: Watched, seen: Stamps) -> Watched:
    """After a look that came to nothing."""
    return Watched(before.settled, dict(seen), before.synced_at)


def synced(seen: Stamps, now: float) -> Watched:
    """After a sync. `seen` are the stamps after it: what it wrote itself is no reason for another."""
    return Watched(dict(seen), dict(seen), now)
