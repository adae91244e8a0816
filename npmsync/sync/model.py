"""What sync passes from step to step, in the order of the steps. Learn this page and you know the engine.

    Snapshot -> merge -> Plan(changes, conflicts, corrections, vanished, writes, additions)

Values are JSON values as the store holds them. "Empty" is None everywhere: an endpoint and the hub that never agreed on
a field agreed, so to speak, on None. `base` is what was agreed, `theirs` what the endpoint holds now, `ours` the hub's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from npmsync.domain.record import Key
from npmsync.domain.words import Role

Fields = Mapping[str, Any]


def unless_empty(value: Any) -> Any:
    """The value; None for one that is empty of whatever it is."""
    return None if value in ([], ()) else value


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one endpoint holds now, with its rows already identified.

    `records` has, for every record seen, the fields that this endpoint carries for it. `missing` are records of the
    base that are not there any more. `disputed` are (record, field) whose change a person has to look at before it
    counts: a text made empty, a value out of an old copy.
    """

    endpoint: str
    records: Mapping[Key, Fields]
    role: Role = Role.NPM
    master: bool = False
    missing: frozenset[Key] = frozenset()
    disputed: frozenset[tuple[Key, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Difference:
    """A field on which an endpoint and the hub differ and a person decides: both sides as they stand."""

    endpoint: str
    key: Key
    field: str
    base: Any
    ours: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class HubChange:
    """A field of the hub that takes a new value. `endpoint` is where it came from; `overruled` says that this is not
    the hub's new value but the word of an endpoint that the master's replaced: kept for the history."""

    key: Key
    field: str
    old: Any
    new: Any
    endpoint: str
    overruled: bool = False


@dataclass(frozen=True, slots=True)
class Write:
    """A field that an endpoint is to hold."""

    key: Key
    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything one sync would do, as plain values: `--dry-run` prints it, the engine carries it out.

    `writes` and `additions` go to endpoints; an addition is a record the endpoint has never held.
    """

    changes: tuple[HubChange, ...] = ()
    conflicts: tuple[Difference, ...] = ()
    corrections: tuple[Difference, ...] = ()
    vanished: Mapping[str, frozenset[Key]] = field(default_factory=dict)
    writes: Mapping[str, tuple[Write, ...]] = field(default_factory=dict)
    additions: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)
