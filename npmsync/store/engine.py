"""The store through SQLAlchemy: its engines, and its tables brought to the newest schema. Loaded when something is to
be written; who only reads a file is served by SQLite alone (`FileStore.reading`)."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text

from npmsync.errors import StoreError
from npmsync.store.cipher import StoreKey, library
from npmsync.store.file import HEAD, careful, connected


def file_engine(path: Path, key: StoreKey | None = None) -> Engine:
    """The engine over a file of the workspace."""
    driver = {"module": library()} if key else {}
    engine = create_engine(f"sqlite:///{path}", creator=lambda: connected(path, key), **driver)
    event.listen(engine, "begin", _begin)
    return engine


def memory_engine() -> Engine:
    """An engine over a store of the newest schema that lives as long as it is held."""
    from sqlalchemy.pool import StaticPool

    from npmsync.store.schema import metadata

    engine = create_engine("sqlite://", poolclass=StaticPool)
    event.listen(engine, "connect", lambda connection, record: careful(connection))
    event.listen(engine, "begin", _begin)
    metadata.create_all(engine)
    return engine


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
