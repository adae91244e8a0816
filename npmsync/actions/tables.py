"""Where an endpoint's tables lie: in a file, or on a server. The one place that knows the difference.

A file is read by its format, and replaced whole after it was checked to be what was read. A server is read once, and
what a write is answered with is what is read next: it costs no further request.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from npmsync.actions.opened import Opened
from npmsync.actions.stores import store_of
from npmsync.errors import NpmsyncError, Refused, Unreachable
from npmsync.paths import refuse_unless_file
from npmsync.ports import Capability, TableChanges, TableFormat, TableStore, Workbook
from npmsync.replace import digest, replace
from npmsync.workspace.settings import EndpointSettings


class EndpointTables(Protocol):
    """An endpoint's tables. `label` is what a person calls it, `where` its whole path or address; `versioned` says that
    its digest is one of bytes: one seen before is an old copy put back, not somebody's typing."""

    label: str
    where: str
    versioned: bool

    @property
    def capabilities(self) -> frozenset[Capability]: ...

    def glance(self) -> str | None:
        """The digest of what is there now, None where that cannot be told (reading will say why)."""
        ...

    def read(self) -> Workbook: ...

    def peek(self) -> Workbook:
        """Reads, and keeps what was read for the next `read`."""
        ...

    def write(self, changes: TableChanges, expected: Workbook) -> Done:
        """Makes the changes, once, to what is still as `expected`."""
        ...


@dataclass(frozen=True, slots=True)
class Done:
    """What a write came to: notes for a person; whether somebody has edited other things there meanwhile; what stands
    there now, where that was seen to be what was read and what was written, and nothing else; for a file, the digest of
    what was put in its place."""

    notes: tuple[str, ...] = ()
    edited: bool = False
    seen: Workbook | None = None
    digest: str | None = None


def tables_of(opened: Opened, endpoint: EndpointSettings) -> EndpointTables:
    """The tables of an endpoint, not yet read."""
    if endpoint.remote:
        return _OnServer(endpoint.address, endpoint.name, store_of(opened.caller, endpoint.adapter))
    return _InFile(opened, endpoint, opened.workspace.address(endpoint))


@dataclass
class _Ahead(ABC):
    """What was come by and not read yet (`seen`): by a glance, by peeking, or in the answer to a write."""

    seen: Workbook | None = field(default=None, init=False)

    def peek(self) -> Workbook:
        self.seen = self.read()
        return self.seen

    def read(self) -> Workbook:
        seen, self.seen = self.seen, None
        return seen if seen is not None else self._fetch()

    @abstractmethod
    def _fetch(self) -> Workbook: ...


@dataclass
class _InFile(_Ahead):
    opened: Opened
    endpoint: EndpointSettings
    path: Path
    versioned: bool = True

    def __post_init__(self) -> None:
        self.label, self.where = self.path.name, str(self.path)
        self._format: TableFormat | None = None

    @property
    def capabilities(self) -> frozenset[Capability]:
        return self.format.capabilities

    @property
    def format(self) -> TableFormat:
        if self._format is None:
            self._format = self.opened.plugin("table", self.endpoint.adapter)
        return self._format

    def glance(self) -> str | None:
        try:
            return digest(self.path) if self.path.is_file() else None
        except OSError:
            return None

    def _fetch(self) -> Workbook:
        adapter = self.format
        refuse_unless_file(
            self.path,
            f"{self.path} (endpoint {self.endpoint.name!r})",
            f"Put it back, or write its new address into {self.opened.workspace.root / 'npmsync.toml'}.",
        )
        return adapter.read(self.path)

    def write(self, changes: TableChanges, expected: Workbook) -> Done:
        adapter = self.format
        if Capability.WRITE_CELLS not in adapter.capabilities:
            raise Refused(
                "read-only-format", f"{self.label} can only be read.", "Save it as .xlsx and change its address."
            )
        if changes.headers and Capability.ADD_COLUMNS not in adapter.capabilities:
            raise Refused(
                "no-new-column",
                f"No column can be added to {self.label} in this format.",
                "Add it yourself with the header that npmsync.toml gives for ref, and sync again.",
            )
        replaced = replace(
            self.path,
            lambda target: adapter.write(self.path, target, changes),
            expected_digest=expected.digest,
            backups=self.opened.workspace.backups,
            now=self.opened.now,
        )
        return Done(digest=replaced.digest)


@dataclass
class _OnServer(_Ahead):
    where: str
    name: str
    store: TableStore
    versioned: bool = False
    silent: NpmsyncError | None = None
    """What a glance was refused with: the server is not asked twice."""

    def __post_init__(self) -> None:
        self.label = f"{self.name} ({urlsplit(self.where).hostname})"

    @property
    def capabilities(self) -> frozenset[Capability]:
        return self.store.capabilities

    def glance(self) -> str | None:
        try:
            self.seen = self.store.read(self.where)
        except (Unreachable, Refused) as error:
            self.silent = error
            return None
        return self.seen.digest

    def _fetch(self) -> Workbook:
        silent, self.silent = self.silent, None
        if silent is not None:
            raise silent
        return self.store.read(self.where)

    def write(self, changes: TableChanges, expected: Workbook) -> Done:
        self.seen = None
        written = self.store.write(self.where, changes, expected)
        self.seen = written.workbook
        return Done(written.notes, written.edited, None if written.edited else written.workbook)
