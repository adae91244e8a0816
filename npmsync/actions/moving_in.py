"""From npmsync.sqlite into the database that npmsync.toml has begun to name: the history moves with it."""

from __future__ import annotations

from npmsync.actions.opened import Caller
from npmsync.actions.store_keys import key_named
from npmsync.errors import Refused
from npmsync.store.copying import check_store, copy_content, fingerprint, is_empty
from npmsync.store.open import Store, open_store
from npmsync.workspace.folder import Workspace


def move_in(workspace: Workspace, store: Store, caller: Caller) -> None:
    """Copies what the workspace's own store holds into an empty shared one, and puts the file aside into backups/.
    Raises `Refused` where the shared one holds something else already."""
    path = workspace.own_store
    key = key_named(workspace.settings.workspace.store_key, path, caller.environment)
    check_store(path, key)
    own = open_store(path, key=key)
    try:
        with own.transaction() as file, store.transaction() as database:
            if is_empty(database):
                copy_content(file, database)
            elif not is_empty(file) and fingerprint(file) != fingerprint(database):
                raise Refused(
                    "two-stores",
                    f"{store.name} is in use already, and this workspace has a store of its own, {path}.",
                    "Their histories cannot become one. To work with the database from now on, move that file into "
                    "backups/ and run npmsync sync: the trackers are taken in as new ones, and what differs is asked.",
                )
    finally:
        own.close()
    aside = workspace.backups / f"{path.stem}-moved-{caller.now:%Y%m%dT%H%M%S}{path.suffix}"
    aside.parent.mkdir(mode=0o700, exist_ok=True)
    path.rename(aside)
    caller.say(f"{path.name} was moved into {store.name}; the file is kept as {aside}")
