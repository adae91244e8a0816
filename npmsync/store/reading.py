"""The store for those who only look: `list`, `due`, and a sync that finds nothing new.

A `Reader` is the little that is needed for that. A transaction's connection is one, and so is SQLite's own connection
(`Store.reading`), which is there long before SQLAlchemy is: what is read is said once, here, for both.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from npmsync.domain import ENTITIES, Record

if TYPE_CHECKING:
    from pydantic import TypeAdapter

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class LastRead:
    """The endpoint as it was after its last sync: the file's digest, the mapping's digest, how many records it held,
    the length of the history it was in step with, how many writes could not be made, the digest of its cells (None
    where an earlier npmsync did not take it)."""

    digest: str
    mapping: str
    read: int
    history: int
    waiting: int
    content: str | None = None


_LAST_READ = ("name", "digest", "mapping", "read", "history", "waiting", "content")


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An item that waits for a person: `kind` as in `decisions.Decision`, and whose it is."""

    kind: str
    endpoint: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """An endpoint as one workspace names it. `workspace` and `file` are names of locations, `seen` the day of its last
    sync that found anything new, `by` whose sync that was."""

    workspace: str
    endpoint: str
    file: str
    seen: str
    by: str


_PLACE = ("workspace", "endpoint", "file", "seen", "by")


class Reader(Protocol):
    """What answers a query in plain SQL, the same for SQLite and PostgreSQL."""

    def exec_driver_sql(self, statement: str, parameters: Any = None, /) -> Any:
        """The rows, one after the other."""


def load(reader: Reader, entity: type[R]) -> list[R]:
    """All live records of one entity, in the order in which they were made. The entity's class checks them."""
    # Fields are kept as the text of a JSON object with some field in it; all of them are read in one go.
    rows = reader.exec_driver_sql(
        """select '{"id": "' || id || '", ' || substr(cast(data as text), 2) from record """
        f"where entity = '{entity_name(entity)}' and not deleted order by id"
    )
    texts = [text for (text,) in rows]
    return _list_of(entity).validate_json(f"[{','.join(texts)}]") if texts else []


def rows(reader: Reader, table: str, columns: Sequence[str], order: Sequence[str]) -> Iterable[Any]:
    """These columns of every row of a table, in order."""
    return reader.exec_driver_sql(f"select {', '.join(columns)} from {table} order by {', '.join(order)}")


def history_length(reader: Reader) -> int:
    """The number of the history's newest entry, 0 for none: two equal answers mean that nothing changed in between."""
    ((newest,),) = reader.exec_driver_sql("select max(seq) from history")
    return newest or 0


def last_reads(reader: Reader) -> dict[str, LastRead]:
    """endpoint -> what was last read of it, for each that was."""
    return {name: LastRead(*state) for name, *state in rows(reader, "endpoint", _LAST_READ, ("name",))}


def note_digest(writer: Reader, endpoint: str, digest: str) -> None:
    """Puts down that an endpoint was seen with another digest, and nothing else about it has changed."""
    dialect = getattr(writer, "dialect", None)  # SQLite's and SQLCipher's own connections have none
    mark = "?" if dialect is None or dialect.name == "sqlite" else "%s"
    writer.exec_driver_sql(f"update endpoint set digest = {mark} where name = {mark}", (digest, endpoint))
    writer.exec_driver_sql(
        f"insert into version (endpoint, digest) values ({mark}, {mark}) on conflict do nothing", (endpoint, digest)
    )


def open_items(reader: Reader) -> list[OpenItem]:
    """What waits for a person, but for what it is about."""
    found = reader.exec_driver_sql("select kind, endpoint from decision where take is null")
    return [OpenItem(kind, endpoint) for kind, endpoint in found]


def places(reader: Reader) -> list[Place]:
    """Which workspaces share the store and what each of them names, in order."""
    return [Place(*row) for row in rows(reader, "place", [f'"{name}"' for name in _PLACE], ("workspace", "endpoint"))]


def remembered(reader: Reader, entity: str) -> dict[str, dict[str, Any]]:
    """endpoint -> what was put down about it as a whole, under a key of this entity and no id."""
    found = reader.exec_driver_sql(
        f"select endpoint, cast(data as text) from agreed where entity = '{entity}' and record = ''"
    )
    return {endpoint: json.loads(data) for endpoint, data in found}


def entity_name(entity: type[Record]) -> str:
    """The name under which the store keeps a class of records."""
    return next(name for name, known in ENTITIES.items() if known is entity)


@cache
def _list_of(entity: type[R]) -> TypeAdapter[list[R]]:
    from pydantic import TypeAdapter

    return TypeAdapter(list[entity])  # type: ignore[valid-type]
