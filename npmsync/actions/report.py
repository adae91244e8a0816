"""What sync says it did: the shape that `sync --json` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from npmsync.domain import Key
from npmsync.ports import Workbook


@dataclass(slots=True)
class EndpointReport:
    """`read`: records read; `changed_in`: records of the hub that changed from here; `written_out`: records written
    here; `waiting`: records that are to be written here and could not be. `again`: something has come up while this
    was done, and only another look will tell. `seen`: what a server's answer to a write has shown, where nothing but
    that write had happened. `put`: the digest of the file that was put in place."""

    name: str
    read: int = 0
    changed: set[Key] = field(default_factory=set)
    written: set[Key] = field(default_factory=set)
    waiting: int = 0
    again: bool = False
    seen: Workbook | None = None
    put: str | None = None
    notes: list[str] = field(default_factory=list)
    planned: list[dict[str, Any]] = field(default_factory=list)

    @property
    def changed_in(self) -> int:
        return len(self.changed)

    @property
    def written_out(self) -> int:
        return len(self.written)

    def follow(self, next_look: EndpointReport) -> None:
        """Takes in what another look at the same endpoint came to."""
        self.read, self.waiting, self.again = next_look.read, next_look.waiting, next_look.again
        self.changed |= next_look.changed
        self.written |= next_look.written
        self.notes = next_look.notes

    def to_json(self, dry_run: bool) -> dict[str, Any]:
        shape: dict[str, Any] = {
            "name": self.name,
            "read": self.read,
            "changed_in": self.changed_in,
            "written_out": self.written_out,
            "waiting": self.waiting,
            "notes": self.notes,
        }
        return {**shape, "planned": self.planned} if dry_run else shape


@dataclass(slots=True)
class SyncReport:
    """The whole sync. `run` is None when nothing changed anywhere."""

    run: str | None
    endpoints: list[EndpointReport]
    conflicts: int = 0
    corrections: int = 0
    vanished: int = 0
    near_names: int = 0
    replies: int = 0
    new_authorities: list[str] = field(default_factory=list)
    dry_run: bool = False
    notes: list[str] = field(default_factory=list)
    """Sentences about the workspace as a whole."""

    def follow(self, next_look: SyncReport) -> None:
        """Takes in what another look at the same endpoints came to."""
        self.run = self.run or next_look.run
        for mine, its in zip(self.endpoints, next_look.endpoints, strict=True):
            mine.follow(its)
        for name in ("conflicts", "corrections", "vanished", "near_names", "replies"):
            setattr(self, name, getattr(next_look, name))
        self.new_authorities = sorted({*self.new_authorities, *next_look.new_authorities})

    @property
    def waits(self) -> bool:
        """A decision or a write waits for a person."""
        return bool(
            self.conflicts
            or self.corrections
            or self.vanished
            or self.near_names
            or self.replies
            or any(endpoint.waiting for endpoint in self.endpoints)
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "run": self.run,
            "dry_run": self.dry_run,
            "endpoints": [endpoint.to_json(self.dry_run) for endpoint in self.endpoints],
            "conflicts": self.conflicts,
            "corrections": self.corrections,
            "vanished": self.vanished,
            "near_names": self.near_names,
            "new_authorities": self.new_authorities,
            "notes": self.notes,
        }


class Waiting(Protocol):
    """An item that waits for a person (`store.decisions.Decision` is one)."""

    @property
    def kind(self) -> str: ...


def count_decisions(report: SyncReport, items: Iterable[Waiting]) -> None:
    """Counts what waits for a person into a report."""
    kinds = Counter(item.kind for item in items)
    report.conflicts, report.corrections = kinds["conflict"], kinds["correction"]
    report.vanished, report.near_names, report.replies = kinds["vanished"], kinds["near_name"], kinds["reply"]
