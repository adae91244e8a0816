"""Three-way merge of one field over any number of endpoints. Nothing else lives here; no I/O, no entity, no adapter.

Each endpoint is compared with what it and the hub last agreed on (the base). All endpoints are looked at together, so
that the outcome does not depend on their order:

    nobody changed it                       the endpoints that differ from the hub get the hub's value
    one side changed it                     the hub takes it; the others get it
    several changed it to the same          agreed
    several changed it apart                a conflict for each of them; nobody's value is overwritten, the base stays
    the hub changed it too, apart           a conflict for that endpoint
    a master is among those who changed it  the master's word wins; what the others said is kept as overruled
    an endpoint without a say changed it    a correction waits; its base stays
    its change is in dispute                a conflict for that endpoint, whatever the others say
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Side:
    """One endpoint's view of a field. `may_change`: this endpoint has a say in the field (ownership). `master`: its
    word wins. `disputed`: what it says is to be looked at by a person before it counts, even a master's."""

    base: Any
    theirs: Any
    may_change: bool = True
    master: bool = False
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """The field after the merge. `source` is the endpoint whose value was taken, None where the hub's stands. Names of
    endpoints: in `conflicts` and `corrections` nothing happens; in `agreed` the value is there already; `behind` are
    to get it; `overruled` changed it too and lost to the master (they are behind as well)."""

    value: Any
    source: str | None = None
    conflicts: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    overruled: tuple[str, ...] = ()


def merge(ours: Any, sides: Mapping[str, Side]) -> Merged:
    """Merges one field. `ours` is the hub's value; `sides` are the endpoints that carry the field, by name."""
    return _merge_one(ours, *next(iter(sides.items()))) if len(sides) == 1 else _merge_all(ours, sides)


def _merge_one(ours: Any, name: str, side: Side) -> Merged:
    """The same for a field that one endpoint carries, as nearly all are."""
    if side.theirs == ours:
        return Merged(ours, agreed=(name,))
    if side.theirs == side.base:
        return Merged(ours, behind=(name,))
    if not side.may_change:
        return Merged(ours, corrections=(name,))
    if side.disputed or (ours != side.base and not side.master):
        return Merged(ours, conflicts=(name,))
    return Merged(side.theirs, source=name, agreed=(name,))


def _merge_all(ours: Any, sides: Mapping[str, Side]) -> Merged:
    changed = {name: side for name, side in sides.items() if side.theirs not in (side.base, ours)}
    corrections = {name for name, side in changed.items() if not side.may_change}
    disputed = {name for name, side in changed.items() if side.may_change and side.disputed}
    asking = {name: side for name, side in changed.items() if side.may_change and not side.disputed}
    masters = sorted(name for name, side in asking.items() if side.master)
    # An endpoint speaks against the hub's own change when the hub has moved on from what the two agreed.
    against_hub = {name for name, side in asking.items() if ours != side.base}
    free = {name: side.theirs for name, side in asking.items() if name not in against_hub}

    value, source, overruled, conflicts = ours, None, set[str](), set[str]()
    if masters:
        source = masters[0]
        value = asking[source].theirs
        overruled = {name for name, side in asking.items() if side.theirs != value}
    elif free and _all_equal(free.values()):
        source = min(free)
        value = free[source]
        conflicts = {name for name in against_hub if asking[name].theirs != value}
    else:
        conflicts = set(asking)
    conflicts |= {name for name in disputed if sides[name].theirs != value}
    corrections = {name for name in corrections if sides[name].theirs != value}

    waiting = conflicts | corrections
    settled = {name: side for name, side in sides.items() if name not in waiting}
    return Merged(
        value=value,
        source=source,
        conflicts=tuple(sorted(conflicts)),
        corrections=tuple(sorted(corrections)),
        agreed=tuple(sorted(name for name, side in settled.items() if side.theirs == value)),
        behind=tuple(sorted(name for name, side in settled.items() if side.theirs != value)),
        overruled=tuple(sorted(overruled)),
    )


def _all_equal(values: Any) -> bool:
    first, *rest = values
    return all(value == first for value in rest)
