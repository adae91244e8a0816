"""Opening the store: SQLite in the workspace or PostgreSQL for several, brought to the newest schema first."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError

from npmsync.errors import NpmsyncError, Refused, StoreError

HEAD = "0006"
"""The newest migration. `tests/unit/test_store_migrations.py` holds it equal to what the folder says."""


class Store:
    """The hub's memory. All access is through `transaction()`: it commits as a whole or leaves everything as it was.
    `name` is what a person calls it; `shared`: other workspaces may use it too."""

    shared = False

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self.name = name

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection in a transaction. Raises `StoreError` for damage and `Refused` for a full disk, in words."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except DatabaseError as error:
            raise _explained(error, self.name) from error

    def compact(self) -> None:
        """Leaves nothing of what was removed on unused pages of the file. A server does so in its own time."""
        if self._engine.dialect.name != "sqlite":
            return
        # The driver's own connection: SQLAlchemy would open a transaction, in which VACUUM is not allowed.
        raw = self._engine.raw_connection()
        try:
            raw.cursor().execute("VACUUM")
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()

    def close(self) -> None:
        self._engine.dispose()


def open_store(address: Path | str, wait: float = 30, say: Callable[[str], None] = lambda text: None) -> Store:
    """The store at `address`, made where it is missing, migrated where it is older: a file's path, or the address of a
    PostgreSQL database, which is then held against other runs (`wait`: seconds; `say` is told what is waited for).

    Raises `StoreError` when it is damaged, cannot be used or was written by a newer npmsync, `Unreachable` where a
    server does not answer, `Locked` where another run does not end, `MissingExtra` where psycopg is not installed.
    """
    if isinstance(address, str):
        from npmsync.store.postgres import connect

        store: Store = connect(address, wait, say)
    else:
        store = _sqlite(address)
    try:
        with store.transaction() as connection:
            bring_up_to_date(connection, store.name)
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
    return Store(engine, ":memory:")


def bring_up_to_date(connection: Connection, name: str) -> None:
    """Makes or migrates the tables. Raises `StoreError` for those of a newer npmsync or of another program."""
    look = inspect(connection)
    version = None
    if look.has_table("alembic_version"):
        version = connection.execute(text("select version_num from alembic_version")).scalar()
    if version == HEAD:
        return
    if (version is None) == look.has_table("record"):
        raise StoreError(
            "store-foreign", f"{name} holds tables of another program.", "Give npmsync a database of its own."
        )
    _migrate(connection, version, name)


def _sqlite(path: Path) -> Store:
    from npmsync.location import locate

    engine = create_engine(f"sqlite:///{path}")
    # A write-ahead log needs memory that all its readers share, which no network has; and a program that keeps folders
    # in step might carry the file away without its log.
    journal = "WAL" if locate(path.parent).plain else "DELETE"

    def careful(dbapi: sqlite3.Connection, record: object) -> None:
        _careful(dbapi, record)
        dbapi.execute(f"PRAGMA journal_mode={journal}")

    event.listen(engine, "connect", careful)
    event.listen(engine, "begin", _begin)
    return Store(engine, str(path))


def _careful(dbapi: sqlite3.Connection, _: object) -> None:
    # The driver's own BEGIN comes too late for DDL and reads; ours is sent by `_begin`.
    dbapi.isolation_level = None
    for pragma in ("busy_timeout=10000", "synchronous=FULL", "foreign_keys=ON"):
        dbapi.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(connection: Connection, version: str | None, name: str) -> None:
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
            f"{name} was written by a newer npmsync (its schema is {version}, this npmsync knows up to {HEAD}).",
            "Install the newer npmsync on this computer too, then try again.",
        ) from error


def _explained(error: DatabaseError, name: str) -> NpmsyncError:
    words = str(error.orig)
    if "disk is full" in words or "disk I/O" in words:
        return Refused(
            "disk-full",
            f"The disk that holds {name} is full or cannot be written; nothing was changed.",
            "Free some space, then run the same command again.",
        )
    if "readonly" in words or "unable to open" in words:
        return StoreError(
            "store-unwritable", f"{name} cannot be opened for writing.", "Check the folder's permissions."
        )
    if "locked" in words:
        return StoreError("store-busy", f"{name} is in use by another run.", "Wait for it to end, then try again.")
    return StoreError(
        "store-damaged",
        f"{name} cannot be read as npmsync's store: {words}.",
        "Put back the newest copy from your backups; the trackers themselves are untouched.",
    )
