"""Opening the store: SQLite in the workspace, brought to the newest schema first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError

from npmsync.errors import NpmsyncError, Refused, StoreError

HEAD = "0003"
"""The newest migration. `tests/unit/test_store_migrations.py` holds it equal to what the folder says."""


class Store:
    """The hub's memory. All access is through `transaction()`: it commits as a whole or leaves everything as it was."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self.path = path

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection in a transaction. Raises `StoreError` for damage and `Refused` for a full disk, in words."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except DatabaseError as error:
            raise _explained(error, self.path) from error

    def close(self) -> None:
        self._engine.dispose()


def open_store(path: Path) -> Store:
    """The store at `path`, made where it is missing, migrated where it is older.

    Raises `StoreError` when it is damaged or was written by a newer npmsync.
    """
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _careful)
    event.listen(engine, "begin", _begin)
    store = Store(engine, path)
    try:
        with store.transaction() as connection:
            version = _version(connection)
            if version != HEAD:
                _migrate(connection, version, path)
    except NpmsyncError:
        store.close()
        raise
    return store


def memory_store() -> Store:
    """A store of the newest schema that lives as long as it is held: for rehearsals."""
    from sqlalchemy.pool import StaticPool

    from npmsync.store.schema import metadata

    engine = create_engine("sqlite://", poolclass=StaticPool)
    event.listen(engine, "connect", _careful)
    event.listen(engine, "begin", _begin)
    metadata.create_all(engine)
    return Store(engine, Path(":memory:"))


def _careful(dbapi: sqlite3.Connection, _: object) -> None:
    # The driver's own BEGIN comes too late for DDL and reads; ours is sent by `_begin`.
    dbapi.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        dbapi.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar()


def _migrate(connection: Connection, version: str | None, path: Path) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            "store-newer",
            f"{path} was written by a newer npmsync (its schema is {version}, this npmsync knows up to {HEAD}).",
            "Install the newer npmsync on this computer too, then try again.",
        ) from error


def _explained(error: DatabaseError, path: Path) -> NpmsyncError:
    words = str(error.orig)
    if "disk is full" in words or "disk I/O" in words:
        return Refused(
            "disk-full",
            f"The disk that holds {path} is full or cannot be written; nothing was changed.",
            "Free some space, then run the same command again.",
        )
    if "readonly" in words or "unable to open" in words:
        return StoreError(
            "store-unwritable", f"{path} cannot be opened for writing.", "Check the folder's permissions."
        )
    if "locked" in words:
        return StoreError("store-busy", f"{path} is in use by another run.", "Wait for it to end, then try again.")
    return StoreError(
        "store-damaged",
        f"{path} cannot be read as npmsync's store: {words}.",
        "Put back the newest copy from your backups; the trackers themselves are untouched.",
    )
