"""What every verb works with: an opened workspace, its store, the plugins, who runs it and when."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from npmsync.domain.ids import new_id
from npmsync.plugins import Plugins
from npmsync.replace import sweep
from npmsync.store.open import Store, open_store
from npmsync.workspace.folder import Workspace, held, open_workspace
from npmsync.workspace.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from npmsync.store.cipher import StoreKey


@dataclass(frozen=True, slots=True)
class Caller:
    """Who runs a command and when: made once, in `cli`. `now` is aware; `say` tells a person who waits what for.
    `environment` is where secrets may stand; `pause` waits so many seconds."""

    now: datetime
    by: str
    plugins: Plugins
    say: Callable[[str], None] = lambda text: None
    environment: Mapping[str, str] = field(default_factory=dict)
    pause: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Opened:
    """An open workspace, held for this run."""

    workspace: Workspace
    store: Store
    caller: Caller
    counter: Iterator[int] = field(default_factory=itertools.count)

    @property
    def settings(self) -> Settings:
        return self.workspace.settings

    @property
    def now(self) -> datetime:
        return self.caller.now

    @property
    def today(self) -> date:
        """The day it is where the workspace is."""
        return self.caller.now.astimezone(ZoneInfo(self.settings.workspace.timezone)).date()

    def new_id(self) -> str:
        """An id for a new record; ids of one run sort in the order in which they were asked for."""
        return new_id(self.now, next(self.counter))

    def plugin(self, kind: Any, name: str) -> Any:
        return self.caller.plugins.load(kind, name)

    def begin(self, connection: Connection, command: str, undoes: str | None = None) -> str:
        """Opens a run and returns its id."""
        from npmsync.store import history

        return history.begin_run(connection, self.new_id(), self.now, self.caller.by, command, undoes)


@contextmanager
def opened(root: Path, caller: Caller) -> Iterator[Opened]:
    """Opens the workspace in `root` and holds it against other runs; strays of a killed run are swept first."""
    workspace = open_workspace(root)
    with held(workspace.root, say=caller.say):
        ours = (workspace.root, workspace.backups, workspace.outbox, workspace.exports, workspace.archive)
        for folder in {*ours, *(workspace.address(e).parent for e in workspace.files)}:
            sweep(folder)
        store = open_store(workspace.store, say=caller.say, key=_key(workspace, caller))
        try:
            if store.shared and workspace.own_store.exists():
                from npmsync.actions.moving_in import move_in

                move_in(workspace, store, caller)
            yield Opened(workspace, store, caller)
        finally:
            store.close()


def _key(workspace: Workspace, caller: Caller) -> StoreKey | None:
    named = workspace.settings.workspace
    if named.store_key is None or named.store is not None:
        return None
    from npmsync.actions.store_keys import key_named

    return key_named(named.store_key, workspace.own_store, caller.environment)
