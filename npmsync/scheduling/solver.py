"""Finds a day and an hour for every need: greedily, then by taking out and putting back groups of meetings.

The same needs and surroundings give the same plan everywhere: nothing depends on the clock, on ids or on the order in
which needs come; ties are broken by the needs' keys, which are made of names. The number of steps is bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from npmsync.domain.words import MeetingKind
from npmsync.domain.world import stands
from npmsync.scheduling.bound import lower_bound
from npmsync.scheduling.diary import Diary, Surroundings
from npmsync.scheduling.explain import why_unplaced
from npmsync.scheduling.need import Need
from npmsync.scheduling.participants import identity

_ROUNDS = 4
_REACH = (3, 10, 25, 60)
_GROUP = 10


@dataclass(frozen=True, slots=True)
class Placement:
    """A need with its time: wall-clock, in the workspace's time zone. `note` says what could not be kept."""

    need: Need
    start: datetime
    end: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A need for which there is no time, and one English sentence on what blocks it."""

    need: Need
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """`optimal`: no plan of the same needs has fewer weighted days from the ideal dates, and what is unplaced could not
    be placed by anybody. `gap_days`: by how many weighted days at most this plan misses the best one (0 where optimal)
    for the meetings that it places."""

    placed: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...]
    optimal: bool
    gap_days: int


def solve(needs: Iterable[Need], given: Surroundings) -> Plan:
    """The plan for these needs in these surroundings; `placed` by start, `unplaced` by label."""
    search = _Search(sorted(needs, key=_first_served), given)
    search.improve(lower_bound(search.costs, search.rooms))
    without_order = search.place_without_order()
    placed = [index for index in range(len(search.needs)) if search.at[index] is not None]
    cost = sum(search.cost(index) for index in placed)
    best = lower_bound([search.costs[index] for index in placed], search.rooms)
    missing = [index for index in range(len(search.needs)) if search.at[index] is None]
    proven = not without_order and cost == best and not any(search.costs[index] for index in missing)
    placements = [search.placement(index, index in without_order) for index in placed]
    left_out = [Unplaced(one, why_unplaced(one, search.diary, given)) for one in map(search.needs.__getitem__, missing)]
    return Plan(
        placed=tuple(sorted(placements, key=lambda one: (one.start, one.need.key))),
        unplaced=tuple(sorted(left_out, key=lambda one: one.need.label)),
        optimal=proven,
        gap_days=0 if proven else cost - best,
    )


def _first_served(need: Need) -> tuple[bool, int, int, int, date, str]:
    """Reviews before the roundtables that follow them, then the heavier, the more urgent, the one with less room."""
    return bool(need.follows), -need.weight, -need.urgency, (need.latest - need.earliest).days, need.ideal, need.key


class _Search:
    """The needs, the days each could have were it alone, and where each is now."""

    def __init__(self, needs: Sequence[Need], given: Surroundings) -> None:
        self.needs = needs
        self.diary = Diary(given)
        self.rooms = self.diary.rooms()
        self._people = [tuple(dict.fromkeys(map(identity, need.participants))) for need in needs]
        self._starts = {minutes: given.working_time.starts(minutes) for minutes in {n.duration_minutes for n in needs}}
        self.costs = [self._alone(index) for index in range(len(needs))]
        self._days = [[day for _, day in sorted((cost, day) for day, cost in one.items())] for one in self.costs]
        self.at: list[datetime | None] = [None] * len(needs)
        reviewed = [_reviewed(need, given) for need in needs]
        self._before, self._after = _order(needs, reviewed)
        self._floor = [max(one.values(), default=date.min) for one in reviewed]
        for index in range(len(needs)):
            self._insert(index)

    def cost(self, index: int) -> int:
        start = self.at[index]
        return self.costs[index][start.date()] if start else 0

    def placement(self, index: int, without_order: bool) -> Placement:
        start = self.at[index]
        assert start is not None
        need = self.needs[index]
        note = "It comes before the review with one of its authorities: no later day is free." if without_order else ""
        return Placement(need, start, start + timedelta(minutes=need.duration_minutes), note)

    def improve(self, bound: int) -> None:
        """Takes groups out around the meetings that are worst off and puts them back in other orders, as long as that
        helps, at most `_ROUNDS` times over all of them."""
        for _ in range(_ROUNDS):
            worst = sorted(self._badly_placed(), key=lambda index: (-self._loss(index), index))
            if not worst or (None not in self.at and self._total() == bound):
                return
            helped = False
            for index in worst:
                for reach in _REACH:
                    helped = self._rearrange(index, reach) or helped
            if not helped:
                return

    def place_without_order(self) -> set[int]:
        """Places what only the order (reviews before roundtables) kept out; returns what was placed."""
        for index in range(len(self.needs)):
            if self.at[index] is None:
                self._insert(index)
        return {
            index for index in range(len(self.needs)) if self.at[index] is None and self._insert(index, in_order=False)
        }

    def _total(self) -> int:
        return sum(map(self.cost, range(len(self.needs))))

    def _badly_placed(self) -> list[int]:
        return [index for index, days in enumerate(self._days) if days and self._loss(index)]

    def _loss(self, index: int) -> int:
        """What the need could gain at most; leaving it out costs more than any distance in days."""
        if self.at[index] is None:
            need = self.needs[index]
            return need.weight * 1_000_000 + min(need.urgency, 999_999)
        return self.cost(index) - self.costs[index][self._days[index][0]]

    def _rearrange(self, index: int, reach: int) -> bool:
        """Puts the need back first, its neighbours after it, nearest to their ideal first; keeps what is better."""
        ideal = self.needs[index].ideal
        near = [
            (abs((start.date() - ideal).days), other)
            for other, start in enumerate(self.at)
            if other != index and start is not None and abs((start.date() - ideal).days) <= reach
        ]
        group = [index, *(other for _, other in sorted(near)[:_GROUP])]
        old = {one: self.at[one] for one in group}
        loss = sum(map(self._loss, group))
        for order in (group, [index, *sorted(group[1:])], [index, *reversed(group[1:])]):
            for one in group:
                self._remove(one)
            for one in order:
                self._insert(one)
            if sum(map(self._loss, group)) < loss:
                return True
        for one in group:
            self._remove(one)
        for one, start in old.items():
            self._set(one, start)
        return False

    def _insert(self, index: int, in_order: bool = True) -> bool:
        need, people = self.needs[index], self._people[index]
        low, high = self._between(index) if in_order else (date.min, date.max)
        starts = self._starts[need.duration_minutes]
        for day in self._days[index]:
            if not low < day < high or self.diary.full(day):
                continue
            start = self.diary.start(people, (datetime.combine(day, one) for one in starts), need.duration_minutes)
            if start is not None:
                self._set(index, start)
                return True
        return False

    def _set(self, index: int, start: datetime | None) -> None:
        self.at[index] = start
        if start is not None:
            self.diary.put(self._people[index], start, start + timedelta(minutes=self.needs[index].duration_minutes))

    def _remove(self, index: int) -> None:
        start = self.at[index]
        if start is not None:
            self.diary.remove(self._people[index], start, start + timedelta(minutes=self.needs[index].duration_minutes))
        self.at[index] = None

    def _between(self, index: int) -> tuple[date, date]:
        """After every review that the need follows, before every need that follows it; both excluded."""
        low = [start.date() for other in self._before[index] if (start := self.at[other])]
        high = [start.date() for other in self._after[index] if (start := self.at[other])]
        return max([self._floor[index], *low]), min(high, default=date.max)

    def _alone(self, index: int) -> dict[date, int]:
        """Day -> weighted days from the ideal, for every day that the need could have if no other were placed."""
        need = self.needs[index]
        starts = self._starts[need.duration_minutes]
        found = {}
        for n in range((need.latest - need.earliest).days + 1):
            day = need.earliest + timedelta(days=n)
            if self.diary.obstacle(need, day) is None and self.diary.start(
                self._people[index], (datetime.combine(day, one) for one in starts), need.duration_minutes
            ):
                found[day] = need.weight * abs((day - need.ideal).days)
        return found


def _order(needs: Sequence[Need], reviewed: Sequence[Mapping[str, date]]) -> tuple[list[list[int]], list[list[int]]]:
    """For each need, which others come before it and which after: the first review with each authority that it follows
    and that has none planned yet."""
    before: list[list[int]] = [[] for _ in needs]
    after: list[list[int]] = [[] for _ in needs]
    reviews: dict[str, int] = {}
    for index in sorted(range(len(needs)), key=lambda index: needs[index].ideal, reverse=True):
        if needs[index].kind is MeetingKind.ANNUAL_REVIEW:
            reviews[needs[index].authorities[0]] = index
    for index, need in enumerate(needs):
        for seat in need.follows:
            if seat in reviews and seat not in reviewed[index]:
                before[index].append(reviews[seat])
                after[reviews[seat]].append(index)
    return before, after


def _reviewed(need: Need, given: Surroundings) -> dict[str, date]:
    """Seat that the need follows -> the day of its first review already planned in the need's time."""
    days: dict[str, date] = {}
    for meeting in given.meetings:
        day = meeting.start.date()
        if meeting.kind is MeetingKind.ANNUAL_REVIEW and need.earliest <= day <= need.latest:
            for seat in set(meeting.authorities) & set(need.follows) if stands(meeting, given.today) else ():
                days[seat] = min(day, days.get(seat, day))
    return days
