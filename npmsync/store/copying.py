"""A whole copy of the store, into a file or from one into another store, and whether a store is sound."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, text

from npmsync.errors import StoreError
from npmsync.store import schema
from npmsync.store.cipher import StoreKey
from npmsync.store.file import bare, database_errors
from npmsync.store.open import Store, open_store

AT_ONCE = 2_000
"""Rows in memory, so that a history of twenty years is not."""


def copy_store(store: Store, own: Path, target: Path) -> None:
    """Copies the store as it is at one moment into a new file. A file (`own`) is copied by SQLite's online backup,
    which sees the write-ahead log too, and stays encrypted with the same key; a database table by table, and compared.
    """
    if not store.shared:
        with closing(bare(own, store.key)) as old, closing(bare(target, store.key)) as new:
            old.backup(new)
        return
    copy = open_store(target)
    try:
        with store.transaction() as source, copy.transaction() as file:
            copy_content(source, file)
    finally:
        copy.close()


def copy_content(source: Connection, target: Connection) -> None:
    """Makes the tables of one store hold what another's do, and looks whether they do. Raises `StoreError`."""
    for table in schema.metadata.sorted_tables:
        target.execute(delete(table))
        for rows in _pieces(source, table):
            target.execute(insert(table), rows)
        _go_on_counting(target, table)
    if fingerprint(source) != fingerprint(target):
        raise StoreError("copy-differs", "The copy of the store is not what was copied.", "Nothing was kept of it.")


def fingerprint(connection: Connection) -> dict[str, tuple[int, int]]:
    """Table -> number of rows and a digest of them, whatever their order: equal for stores that hold the same."""
    found = {}
    for table in schema.metadata.sorted_tables:
        count, total = 0, 0
        for rows in _pieces(connection, table):
            count += len(rows)
            total += sum(_digest(row) for row in rows)
        found[table.name] = (count, total % 2**256)
    return found


def is_empty(connection: Connection) -> bool:
    """Nothing has ever been put down in the store."""
    return all(
        connection.execute(select(func.count()).select_from(table)).scalar() == 0
        for table in schema.metadata.sorted_tables
    )


def check_store(path: Path, key: StoreKey | None = None) -> None:
    """Raises `StoreError` unless the file is a store of ours and whole; with its `key` where it is encrypted."""
    try:
        with closing(bare(path, key)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    except database_errors(key) as error:
        raise StoreError("store-damaged", f"{path.name} is no database: {error}.", "Use another copy.") from None
    if verdict != "ok":
        raise StoreError("store-damaged", f"{path.name} is damaged: {verdict}.", "Use another copy.")
    if not {"record", "history", "alembic_version"} <= names:
        raise StoreError("store-foreign", f"{path.name} is a database of another program.", "Use another copy.")


def _pieces(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    # On PostgreSQL the whole answer would come at once; `yield_per` makes it come in pieces.
    found = connection.execute(select(table).execution_options(yield_per=AT_ONCE))
    for rows in found.mappings().partitions():
        yield [dict(row) for row in rows]


def _digest(row: dict[str, Any]) -> int:
    said = json.dumps(row, sort_keys=True, default=lambda value: bytes(value).hex())
    return int.from_bytes(hashlib.sha256(said.encode()).digest())


def _go_on_counting(connection: Connection, table: Table) -> None:
    """Rows that came with their numbers leave PostgreSQL's counter where it was."""
    column = table.autoincrement_column
    if connection.dialect.name == "postgresql" and column is not None:
        last = connection.execute(select(func.max(column))).scalar() or 0
        counter = text("select setval(pg_get_serial_sequence(:table, :column), :next, false)")
        connection.execute(counter, {"table": table.name, "column": column.name, "next": last + 1})
