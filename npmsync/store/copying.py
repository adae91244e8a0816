"""A whole copy of the store while it is in use, and whether a store is sound."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from npmsync.errors import StoreError


def copy_store(source: Path, target: Path) -> None:
    """Copies the store as it is at one moment: SQLite's online backup, which sees the write-ahead log too."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def check_store(path: Path) -> None:
    """Raises `StoreError` unless the file is a store of ours and whole."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.DatabaseError as error:
        raise StoreError("store-damaged", f"{path.name} is no database: {error}.", "Use another copy.") from None
    if verdict != "ok":
        raise StoreError("store-damaged", f"{path.name} is damaged: {verdict}.", "Use another copy.")
    if not {"record", "history", "alembic_version"} <= names:
        raise StoreError("store-foreign", f"{path.name} is a database of another program.", "Use another copy.")
