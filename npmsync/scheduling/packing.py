"""The hours of one day: times and rooms for the meetings that are to be held on it, so that nobody is in two places."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from npmsync.scheduling.diary import Slot
from npmsync.scheduling.options import Options

_TRIES = 4000
"""Steps after which a day counts as too full to be arranged; only crowds with the same people need more."""


class Packing:
    """Remembers what it has tried: the same meetings on the same day are arranged once."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._known: dict[tuple[int, frozenset[int]], dict[int, Slot] | None] = {}
        self._apart: dict[tuple[int, int, int], timedelta | None] = {}
        self.gave_up = False
        """Some day was not decided: what follows from it is no proof."""

    def arrange(self, day: int, meetings: Iterable[int]) -> dict[int, Slot] | None:
        """A slot for each of the meetings (by index), the first named served best; None where they cannot all be held
        on that day."""
        key = (day, frozenset(meetings))
        if key not in self._known:
            self._known[key] = self._search(day, sorted(key[1]))
        return self._known[key]

    def core(self, day: int, meetings: Iterable[int]) -> list[int]:
        """A smallest part of the meetings that cannot be held on one day already; no other part of it is."""
        left = sorted(meetings)
        for one in list(left):
            rest = [other for other in left if other != one]
            if self.arrange(day, rest) is None:
                left = rest
        return left

    def _search(self, day: int, meetings: list[int]) -> dict[int, Slot] | None:
        given: dict[int, Slot] = {}
        tries = 0

        def place(k: int) -> bool:
            nonlocal tries
            if k == len(meetings):
                return True
            for slot in self._options.slots(meetings[k], day):
                tries += 1
                if tries > _TRIES:
                    self.gave_up = True
                    return False
                if all(self._beside(day, meetings[k], slot, other, taken) for other, taken in given.items()):
                    given[meetings[k]] = slot
                    if place(k + 1):
                        return True
                    del given[meetings[k]]
            return False

        return given if place(0) else None

    def _beside(self, day: int, one: int, slot: Slot, other: int, taken: Slot) -> bool:
        """Whether both can be held, each in its slot."""
        needs = self._options.needs
        end = slot.start + timedelta(minutes=needs[one].duration_minutes)
        taken_end = taken.start + timedelta(minutes=needs[other].duration_minutes)
        if slot.room is not None and slot.room == taken.room and slot.start < taken_end and taken.start < end:
            return False
        way = self._way(day, one, other)
        return way is None or not (slot.start < taken_end + way and taken.start < end + way)

    def _way(self, day: int, one: int, other: int) -> timedelta | None:
        """How long those who are asked to both need in between; None where nobody is."""
        key = (day, min(one, other), max(one, other))
        if key not in self._apart:
            options = self._options
            both = options.people(one, day) & options.people(other, day)
            cities = options.needs[one].city, options.needs[other].city
            self._apart[key] = options.diary.given.way(*cities) if both else None
        return self._apart[key]
