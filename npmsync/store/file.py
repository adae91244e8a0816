"""The store's file by SQLite alone: how it is connected to, by whoever does, and how it is read without SQLAlchemy."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from npmsync.errors import NpmsyncError, Refused, StoreError

if TYPE_CHECKING:
    from npmsync.store.cipher import StoreKey

HEAD = "0006"
"""The newest migration. `tests/unit/test_store_migrations.py` holds it equal to what the folder says."""


class FileReader(sqlite3.Connection):
    """A connection that is asked as SQLAlchemy's are (`reading.Reader`)."""

    def exec_driver_sql(self, statement: str, parameters: Any = (), /) -> sqlite3.Cursor:
        return self.execute(statement, parameters)


def connected(path: Path, key: StoreKey | None = None) -> FileReader:
    """A connection to the file, made where it is missing; with its `key` where it is encrypted."""
    from npmsync.location import locate

    connection = bare(path, key)
    try:
        careful(connection)
        # A write-ahead log needs memory that all its readers share, which no network has; and a program that keeps
        # folders in step might carry the file away without its log.
        connection.execute(f"PRAGMA journal_mode={'WAL' if locate(path.parent).plain else 'DELETE'}")
    except BaseException:
        connection.close()
        raise
    return connection


def bare(path: Path, key: StoreKey | None) -> FileReader:
    """A connection that nothing was said on yet but the key: it changes nothing of how the file is kept."""
    if key is None:
        return sqlite3.connect(path, check_same_thread=False, factory=FileReader)
    from npmsync.store.cipher import library, reader_class, with_key

    connection: FileReader = library().connect(path, check_same_thread=False, factory=reader_class())
    with_key(connection, key)
    return connection


def database_errors(key: StoreKey | None) -> tuple[type[Exception], ...]:
    """What a connection raises of a file that is damaged, full or not to be opened."""
    if key is None:
        return (sqlite3.DatabaseError,)
    from npmsync.store.cipher import library

    return (library().DatabaseError,)


def careful(connection: Any) -> None:
    """Makes a connection wait for others, and tell no lies about what is on the disk."""
    # The driver's own BEGIN comes too late for DDL and reads; `engine` and `FileStore.reading` send theirs.
    connection.isolation_level = None
    # Sixteen megabytes of pages in memory, so that a first sync does not read and write its indexes again and again.
    for pragma in ("busy_timeout=10000", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}")


def is_newest(path: Path, key: StoreKey | None = None) -> bool:
    """Whether the file is there and has the newest schema. Of one that cannot be read, this is not known: no."""
    if not path.is_file() or not path.stat().st_size:
        return False
    try:
        with closing(connected(path, key)) as connection:
            found = connection.execute("select version_num from alembic_version").fetchone()
    except database_errors(key):
        return False
    return bool(found == (HEAD,))


def explained(words: str, name: str) -> NpmsyncError:
    """What SQLite said of the file, in words for people."""
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
    if "not a database" in words:
        return StoreError(
            "store-damaged",
            f"{name} cannot be read as npmsync's store: it is damaged, or encrypted with another key than is known.",
            "Put back the newest copy from your backups; the trackers themselves are untouched.",
        )
    return StoreError(
        "store-damaged",
        f"{name} cannot be read as npmsync's store: {words}.",
        "Put back the newest copy from your backups; the trackers themselves are untouched.",
    )
