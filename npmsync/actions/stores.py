"""Stores of tables on servers, made ready: what lets them in is handed to them, as to calendars and to mail."""

from __future__ import annotations

from npmsync.actions.opened import Caller
from npmsync.keyrings import kept
from npmsync.ports import TableStore


def store_of(caller: Caller, name: str) -> TableStore:
    """The store that a plugin provides under `name`. One that has `use_secrets` is given where they are: the caller's
    environment, then the system's keyring. It asks for one only when it needs it. Raises as `Plugins.load`."""
    store: TableStore = caller.plugins.load("store", name)
    use = getattr(store, "use_secrets", None)
    if use is not None:
        use(lambda account, variable: caller.environment.get(variable) or kept(account))
    return store
