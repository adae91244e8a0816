"""The store's schema by its migrations is the schema that the code knows."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

import npmsync.store.migrations.versions as versions
from npmsync.errors import StoreError
from npmsync.store import agreements, history, records
from npmsync.store.open import HEAD, open_store
from npmsync.store.schema import metadata


def shape(engine: sa.Engine) -> dict[str, object]:
    """Tables, columns, types, keys and indexes, as the database gives them."""
    look = sa.inspect(engine)
    return {
        table: (
            [(c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(table)],
            look.get_pk_constraint(table)["constrained_columns"],
            sorted((index["name"], tuple(index["column_names"])) for index in look.get_indexes(table)),
        )
        for table in look.get_table_names()
        if table != "alembic_version"
    }


def test_the_newest_migration_is_the_one_that_the_store_expects():
    names = [path.stem for path in Path(versions.__path__[0]).glob("v*.py")]
    assert max(re.sub("^v", "", name) for name in names) == HEAD


def test_a_migrated_store_is_what_the_schema_says(tmp_path):
    open_store(tmp_path / "migrated.sqlite").close()
    migrated, made = (sa.create_engine(f"sqlite:///{tmp_path / name}") for name in ("migrated.sqlite", "made.sqlite"))
    metadata.create_all(made)
    assert shape(migrated) == shape(made)
    migrated.dispose()
    made.dispose()


def test_opening_twice_migrates_once_and_keeps_everything(tmp_path):
    path = tmp_path / "npmsync.sqlite"
    store = open_store(path)
    with store.transaction() as connection:
        run = history.begin_run(connection, "r1", datetime(2026, 1, 1, tzinfo=UTC), "nino", "sync")
        history.append(connection, run, [history.Change("authority", "a", "name", None, "Ministry")])
    store.close()
    again = open_store(path)
    with again.transaction() as connection:
        assert [entry.change.new for entry in history.entries(connection)] == ["Ministry"]
    again.close()


def test_a_store_of_a_newer_npmsync_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "npmsync.sqlite"
    store = open_store(path)
    with store.transaction() as connection:
        connection.execute(sa.text("update alembic_version set version_num = '9999'"))
    store.close()
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        open_store(path)
    assert refused.value.name == "store-newer" and "9999" in refused.value.message
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be one" * 30, b"\x00" * 4096])
def test_a_file_that_is_no_store_is_named(tmp_path, content):
    path = tmp_path / "npmsync.sqlite"
    path.write_bytes(content)
    with pytest.raises(StoreError) as refused:
        open_store(path)
    assert str(path) in refused.value.message


@pytest.mark.parametrize("version", ["0001", "0002", "0003", "0004"])
def test_a_store_of_each_released_schema_is_brought_up_with_all_it_holds(tmp_path, version):
    path = tmp_path / "npmsync.sqlite"
    engine = sa.create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(Path(versions.__path__[0]).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        connection.exec_driver_sql("insert into endpoint values ('register', 'd1', 'm', 3, 0, 0)")
        connection.exec_driver_sql("insert into record values ('authority', 'a', '{\"name\": \"Ministry\"}', 0)")
    engine.dispose()
    store = open_store(path)
    with store.transaction() as connection:
        (fields,) = records.load_fields(connection).values()
        assert fields == {"name": "Ministry"}
        last = agreements.last_read(connection, "register")
        assert last is not None and last.digest == "d1"
        agreements.put_last_read(connection, "register", replace(last, digest="d2"))
        assert agreements.is_old_copy(connection, "register", "d1") == (version == "0001")
    store.close()
    migrated, made = (sa.create_engine(f"sqlite:///{tmp_path / name}") for name in ("npmsync.sqlite", "made.sqlite"))
    metadata.create_all(made)
    assert shape(migrated) == shape(made)
    migrated.dispose()
    made.dispose()
