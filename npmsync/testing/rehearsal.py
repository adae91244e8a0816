"""A workspace whose trackers and store live in memory, with the real sync at work on them.

    rehearsal = Rehearsal(folder, [tracker("first"), tracker("second")])
    rehearsal.type("first", rows)
    rehearsal.sync()

Everything below the command line is the real thing: reading, identity, merge, store, history, replacing files. A run
can be stopped at any of its steps (`Stopped`), and the whole workspace be copied to compare what then happens with what
would have happened.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection

from npmsync.actions.opened import Caller, Opened
from npmsync.actions.report import SyncReport
from npmsync.actions.sync_options import SyncOptions
from npmsync.actions.synchronise import synchronise
from npmsync.domain import Key
from npmsync.domain.words import Role
from npmsync.plugins import Plugins
from npmsync.ports import CellValue, Sheet
from npmsync.store import decisions, history, records, schema
from npmsync.store.decisions import Decision
from npmsync.store.open import Store, memory_store
from npmsync.store.reading import Reader
from npmsync.testing.memory import MemoryTables
from npmsync.workspace.folder import Workspace
from npmsync.workspace.settings import EndpointSettings, Settings, TableSettings, WorkspaceTable

COLUMNS = {
    "ref": "No.",
    "text": "Recommendation",
    "addressees": "Addressees",
    "place": "Place",
    "status": "Status",
    "notes": "Notes",
    "response_text": "Response",
    "position": "Position",
    "responded_on": "Responded on",
}
Rows = list[list[CellValue]]
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Stopped(BaseException):
    """The run died here, as a kill would have it."""


def tracker(
    name: str, role: Role = Role.NPM, master: bool = False, fields: Sequence[str] = tuple(COLUMNS)
) -> EndpointSettings:
    """An endpoint with one table of these columns; its file is `name`.mem in the workspace."""
    table = TableSettings(
        sheet="Register", entity="recommendation", header_rows=(1,), columns={f: COLUMNS[f] for f in fields}
    )
    return EndpointSettings(
        name=name, adapter="memory", address=f"{name}.mem", role=role, master=master, table=(table,)
    )


@dataclass
class _Steps:
    """Counts the steps of a run and stops it at one of them."""

    stop_at: int | None = None
    taken: int = 0

    def step(self, *_: object) -> None:
        self.taken += 1
        if self.stop_at is not None and self.taken > self.stop_at:
            raise Stopped


@dataclass
class _WatchedStore:
    """A store each of whose transactions is three steps: before it, before its commit, and after it."""

    store: Store
    steps: _Steps

    @property
    def shared(self) -> bool:
        return self.store.shared

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        self.steps.step()
        with self.store.transaction() as connection:
            yield connection
            self.steps.step()
        self.steps.step()

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        with self.store.reading() as reader:
            yield reader

    @contextmanager
    def noting(self) -> Iterator[Reader]:
        self.steps.step()
        with self.store.noting() as writer:
            yield writer
            self.steps.step()
        self.steps.step()


class _Only:
    """Plugins of which there is one."""

    def __init__(self, adapter: MemoryTables) -> None:
        self._adapter = adapter

    def load(self, kind: str, name: str) -> MemoryTables:
        return self._adapter


@dataclass
class Rehearsal:
    """`folder` is empty or missing. `make_store` gives an empty store, for this workspace and for each copy of it. Each
    sync happens an hour after the one before."""

    folder: Path
    endpoints: Sequence[EndpointSettings]
    tables: MemoryTables = field(default_factory=MemoryTables)
    make_store: Callable[[], Store] = memory_store
    hours: int = 0

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.store = self.make_store()

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.mem"

    def rows(self, name: str) -> Rows:
        """The rows below the headers, as they stand; every one as wide as the headers."""
        header, *rows = self.tables.sheets(self.path(name))[0].rows
        return [[*row, *[None] * (len(header) - len(row))] for row in rows]

    def type(self, name: str, rows: Sequence[Sequence[CellValue]]) -> None:
        """Makes a tracker hold these rows."""
        endpoint = next(endpoint for endpoint in self.endpoints if endpoint.name == name)
        header = list(endpoint.table[0].columns.values())
        self.tables.put(self.path(name), Sheet("Register", [header, *[list(row) for row in rows]]))

    @contextmanager
    def opened(self, stop_at: int | None = None) -> Iterator[Opened]:
        """The workspace, open at its next hour; with `stop_at`, it dies after so many steps."""
        self.hours += 1
        settings = Settings(workspace=WorkspaceTable(timezone="UTC", language="en"), endpoint=tuple(self.endpoints))
        steps = _Steps(stop_at)
        self.tables.faults.append(steps.step)
        caller = Caller(START + timedelta(hours=self.hours), "rehearsal", cast(Plugins, _Only(self.tables)))
        try:
            yield Opened(Workspace(self.folder, settings), cast(Store, _WatchedStore(self.store, steps)), caller)
        finally:
            self.tables.faults.remove(steps.step)

    def sync(self, stop_at: int | None = None, **options: Any) -> SyncReport:
        """One run of the real sync."""
        with self.opened(stop_at) as opened:
            return synchronise(opened, SyncOptions(**options), lambda text: None)

    def forget_what_was_read(self) -> None:
        """Makes the next sync look at every endpoint, though none may have changed."""
        with self.store.transaction() as connection:
            connection.execute(schema.endpoint.delete())

    def copy(self, folder: Path) -> Rehearsal:
        """The whole workspace once more, as it stands, in another folder."""
        shutil.copytree(self.folder, folder)
        other = Rehearsal(folder, self.endpoints, self.tables, self.make_store, self.hours)
        with self.store.transaction() as mine, other.store.transaction() as theirs:
            for table in schema.metadata.sorted_tables:
                rows = [dict(row) for row in mine.execute(table.select()).mappings()]
                if rows and table is not schema.place:  # the copy has no neighbours
                    theirs.execute(table.insert(), rows)
        return other

    # --- what can be seen of it ---------------------------------------------------------------------------------------

    def hub(self) -> dict[Key, dict[str, Any]]:
        """The live records."""
        with self.store.transaction() as connection:
            return records.load_fields(connection)

    def waiting(self) -> list[Decision]:
        """The open decisions."""
        with self.store.transaction() as connection:
            return decisions.open_decisions(connection)

    def history(self) -> list[history.Entry]:
        with self.store.transaction() as connection:
            return list(history.entries(connection))

    def said(self) -> dict[str, Any]:
        """All there is to see, in terms that do not depend on ids: names instead of authorities' ids, references and
        texts instead of recommendations' ids."""
        hub = self.hub()
        names = {key.id: fields["name"] for key, fields in hub.items() if key.entity == "authority"}
        titles = {
            key.id: f"{fields.get('ref')} {fields['text']}"
            for key, fields in hub.items()
            if key.entity == "recommendation"
        }
        known = {**names, **titles}

        def plain(value: Any) -> Any:
            if isinstance(value, list):
                return [plain(part) for part in value]
            return known.get(value, value) if isinstance(value, str) else value

        titles |= {
            key.id: f"{titles.get(fields['recommendation'])} from {names.get(fields['authority'])}"
            for key, fields in hub.items()
            if key.entity == "response"
        }
        return {
            "hub": sorted(
                json.dumps([key.entity, {n: plain(v) for n, v in fields.items() if v}], sort_keys=True)
                for key, fields in hub.items()
            ),
            "waiting": sorted(
                json.dumps([d.kind, d.endpoint, titles.get(d.record, known.get(d.record)), d.field, plain(d.ours),
                            plain(d.theirs)], sort_keys=True)
                for d in self.waiting()
            ),
            "trackers": {
                endpoint.name: sorted(map(repr, self.rows(endpoint.name))) for endpoint in self.endpoints
            },
        }  # fmt: skip
