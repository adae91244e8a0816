"""Opening the store: SQLite in the workspace or PostgreSQL for several, brought to the newest schema first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from npmsync.errors import NpmsyncError
from npmsync.store.file import HEAD, FileReader, connected, database_errors, explained, is_newest

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from npmsync.store.cipher import StoreKey
    from npmsync.store.reading import Reader

__all__ = ["HEAD", "FileStore", "Store", "memory_store", "open_store"]


class Store:
    """The hub's memory. What changes it goes through `transaction()`, which commits as a whole or leaves everything as
    it was; who only looks may ask for `reading()`. `name` is what a person calls it; `shared`: other workspaces may use
    it too."""

    shared = False
    name: str
    key: StoreKey | None = None
    """Of a file that is encrypted."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._made = engine
        self.name = name

    @property
    def _engine(self) -> Engine:
        return self._made

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection in a transaction. Raises `StoreError` for damage and `Refused` for a full disk, in words."""
        from sqlalchemy.exc import DatabaseError

        try:
            with self._engine.begin() as connection:
                yield connection
        except DatabaseError as error:
            raise explained(str(error.orig), self.name) from error

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """The store as it is at one moment, to look at. Raises as `transaction` does."""
        with self.transaction() as connection:
            yield connection

    @contextmanager
    def noting(self) -> Iterator[Reader]:
        """A transaction for a note in passing (`reading.note_digest`), which is no reason to load all that makes
        changes."""
        with self.transaction() as connection:
            yield connection

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


class FileStore(Store):
    """The store in a file. SQLAlchemy, which takes longer to load than a list to be made, is loaded for a transaction
    and not for reading."""

    def __init__(self, path: Path, key: StoreKey | None = None) -> None:
        self.path = path
        self.key = key
        self.name = str(path)

    @cached_property
    def _engine(self) -> Engine:
        from npmsync.store.engine import file_engine

        return file_engine(self.path, self.key)

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        with self._alone("PRAGMA query_only=ON", "BEGIN") as connection:
            yield connection

    @contextmanager
    def noting(self) -> Iterator[Reader]:
        with self._alone("BEGIN IMMEDIATE") as connection:
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def _alone(self, *first: str) -> Iterator[FileReader]:
        """A connection of SQLite's own, after these statements. What is not committed in it never was."""
        try:
            connection = connected(self.path, self.key)
            try:
                for statement in first:
                    connection.execute(statement)
                yield connection
            finally:
                connection.close()
        except database_errors(self.key) as error:
            raise explained(str(error), self.name) from error

    def close(self) -> None:
        if "_engine" in self.__dict__:
            self._engine.dispose()


def open_store(
    address: Path | str,
    wait: float = 30,
    say: Callable[[str], None] = lambda text: None,
    key: StoreKey | None = None,
) -> Store:
    """The store at `address`, made where it is missing, migrated where it is older: a file's path, or the address of a
    PostgreSQL database, which is then held against other runs (`wait`: seconds; `say` is told what is waited for).
    `key` opens a file that is encrypted.

    Raises `StoreError` when it is damaged, cannot be used or was written by a newer npmsync, `Unreachable` where a
    server does not answer, `Locked` where another run does not end, `MissingExtra` where psycopg is not installed.
    """
    if isinstance(address, str):
        from npmsync.store.postgres import connect

        store: Store = connect(address, wait, say)
    else:
        store = FileStore(address, key)
        if is_newest(address, key):
            return store
    from npmsync.store.engine import bring_up_to_date

    try:
        with store.transaction() as connection:
            bring_up_to_date(connection, store.name)
    except NpmsyncError:
        store.close()
        raise
    return store


def memory_store() -> Store:
    """A store of the newest schema that lives as long as it is held: for rehearsals."""
    from npmsync.store.engine import memory_engine

    return Store(memory_engine(), ":memory:")
