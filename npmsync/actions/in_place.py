"""A restored workspace put in the place of the one that stands there, and taken out again if the rest fails."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path, PurePosixPath

STORE = "npmsync.sqlite"
"""The store's name in a backup, whatever it was in the workspace."""
REPLACED = ".replaced.sqlite"
"""What a database held before, in `fresh` until it goes aside with the files."""


@dataclass
class InPlace:
    """`fresh` is the folder that holds the restored files, `members` the names of those that are to be moved."""

    root: Path
    fresh: Path
    members: tuple[str, ...]
    now: datetime
    _moves: list[tuple[Path, Path]] = field(default_factory=list)

    @cached_property
    def aside(self) -> Path:
        """Where what stood there goes; it is there only if something did."""
        return self.root / "backups" / f"replaced-{self.now:%Y%m%dT%H%M%S}"

    def put(self) -> None:
        """Moves what stands in the way aside, then the restored files in."""
        tops = sorted({PurePosixPath(name).parts[0] for name in self.members})
        for name in sorted({*tops, STORE, f"{STORE}-wal", f"{STORE}-shm"}):
            self._move(self.root / name, self.aside / name)
        self._move(self.fresh / REPLACED, self.aside / STORE)
        for name in tops:
            self._move(self.fresh / name, self.root / name)

    def take_back(self) -> None:
        """Undoes `put`, however far it came."""
        while self._moves:
            old, new = self._moves.pop()
            new.rename(old)
        if self.aside.exists():
            self.aside.rmdir()

    def _move(self, old: Path, new: Path) -> None:
        if old.exists():
            new.parent.mkdir(parents=True, exist_ok=True)
            old.rename(new)
            self._moves.append((old, new))
