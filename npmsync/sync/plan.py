"""From snapshots to a plan: which fields the hub takes, what waits for a person, what each endpoint is to be given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from npmsync.domain.record import Key, Rule
from npmsync.domain.words import Owner, Role
from npmsync.sync.merge import Merged, Side, merge
from npmsync.sync.model import Difference, Fields, HubChange, Plan, Snapshot, Write, unless_empty

RuleOf = Callable[[str, str], Rule]
"""(entity, field) -> whose field it is; field rules live in the domain alone."""

Base = Mapping[str, Mapping[Key, Fields]]
"""endpoint -> record -> the field values last agreed."""

_NOTHING: Mapping[Any, Any] = {}


def make_plan(hub: Mapping[Key, Fields], base: Base, snapshots: Iterable[Snapshot], rule_of: RuleOf) -> Plan:
    """The plan for these snapshots, but for its additions. Pure: same values in, same plan out, whatever the order of
    the endpoints. `hub` holds the live records; a record that is in a snapshot and not in the hub is new."""
    by_name = {snapshot.endpoint: snapshot for snapshot in snapshots}
    found = _Found(by_name)
    for key in sorted(_unsettled(hub, by_name.values())):
        holders = {name: snapshot for name, snapshot in by_name.items() if key in snapshot.records}
        fields = hub.get(key, _NOTHING)
        if key not in hub and len(holders) == 1 and found.taken_whole(key, *next(iter(holders.items())), base):
            continue
        for field in sorted(_apart(key, fields, holders.values())):
            ours = unless_empty(fields.get(field))
            rule = rule_of(key.entity, field)
            sides = {
                name: Side(
                    base=unless_empty(base.get(name, _NOTHING).get(key, _NOTHING).get(field)),
                    theirs=unless_empty(snapshot.records[key][field]),
                    may_change=_may_change(snapshot.role, rule),
                    master=snapshot.master,
                    disputed=(key, field) in snapshot.disputed,
                )
                for name, snapshot in holders.items()
                if field in snapshot.records[key]
            }
            merged = merge(ours, sides)
            if rule.needed and merged.value is None and merged.conflicts:
                # No record is without it, so the first to speak is heard; the others are in conflict with that.
                first = next(name for name in merged.conflicts if sides[name].theirs is not None)
                merged = replace(merge(sides[first].theirs, sides), source=first)
            found.note(key, field, ours, sides, merged)
    return found.plan()


def _unsettled(hub: Mapping[Key, Fields], snapshots: Iterable[Snapshot]) -> set[Key]:
    """The records on which an endpoint and the hub are not of one mind. What both hold alike needs no merge: this loop
    is what a sync of nothing new costs, for each of its cells."""
    found = set()
    for snapshot in snapshots:
        for key, theirs in snapshot.records.items():
            ours = hub.get(key)
            if ours is None:
                found.add(key)
            elif not theirs.items() <= ours.items():  # quick, but takes a field that the hub lacks for a difference
                value_of = ours.get
                for field, value in theirs.items():
                    if value_of(field) != value:
                        found.add(key)
                        break
    return found


def _apart(key: Key, ours: Fields, holders: Iterable[Snapshot]) -> set[str]:
    """The fields of a record on which not all are of one mind: few, even of one that was edited."""
    value_of = ours.get
    return {
        field
        for snapshot in holders
        for field, theirs in snapshot.records[key].items()
        if theirs != value_of(field) and unless_empty(theirs) != unless_empty(value_of(field))
    }


def _may_change(role: Role, rule: Rule) -> bool:
    return role is Role.NPM or rule.owner is Owner.AUTHORITY


class _Found:
    """What the merges came to, gathered."""

    def __init__(self, by_name: Mapping[str, Snapshot]) -> None:
        self.by_name = by_name
        self.changes: list[HubChange] = []
        self.conflicts: list[Difference] = []
        self.corrections: list[Difference] = []
        self.writes: dict[str, list[Write]] = defaultdict(list)

    def taken_whole(self, key: Key, name: str, snapshot: Snapshot, base: Base) -> bool:
        """Notes a new record that one endpoint of the NPM brings, and with which nobody has to agree on anything: what
        `merge` would say of each of its fields, as a first sync asks of a hundred thousand. False for any other."""
        if snapshot.role is not Role.NPM or key in base.get(name, _NOTHING):
            return False
        said = snapshot.records[key]
        if snapshot.disputed and any((key, field) in snapshot.disputed for field in said):
            return False
        self.changes += [
            HubChange(key, field, None, value, name)
            for field in sorted(said)
            if (value := unless_empty(said[field])) is not None
        ]
        return True

    def note(self, key: Key, field: str, ours: Any, sides: Mapping[str, Side], merged: Merged) -> None:
        def difference(name: str) -> Difference:
            return Difference(name, key, field, sides[name].base, merged.value, sides[name].theirs)

        self.conflicts += map(difference, merged.conflicts)
        self.corrections += map(difference, merged.corrections)
        for name in merged.overruled:
            self.changes.append(HubChange(key, field, sides[name].theirs, merged.value, name, overruled=True))
        if merged.source is not None:
            self.changes.append(HubChange(key, field, ours, merged.value, merged.source))
        for name in merged.behind:
            # What an authority's endpoint shows is released by a person, never by sync.
            if self.by_name[name].role is Role.NPM:
                self.writes[name].append(Write(key, field, sides[name].theirs, merged.value))

    def plan(self) -> Plan:
        return Plan(
            changes=tuple(self.changes),
            conflicts=tuple(self.conflicts),
            corrections=tuple(self.corrections),
            vanished={name: snapshot.missing for name, snapshot in self.by_name.items() if snapshot.missing},
            writes={name: tuple(writes) for name, writes in self.writes.items()},
        )
