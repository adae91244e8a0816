"""Records out of the store for those who only look: `list`, `due` and whatever goes through the whole of it at once.

A `Reader` is the little that is needed for that. A transaction's connection is one, and so is SQLite's own connection
(`Store.reading`), which is there long before SQLAlchemy is: what is read is said once, here, for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from npmsync.domain import ENTITIES, Record

if TYPE_CHECKING:
    from pydantic import TypeAdapter

R = TypeVar("R", bound=Record)


class Reader(Protocol):
    """What answers a query in plain SQL, the same for SQLite and PostgreSQL and without parameters."""

    def exec_driver_sql(self, statement: str, /) -> Iterable[Any]:
        """The rows."""


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


def entity_name(entity: type[Record]) -> str:
    """The name under which the store keeps a class of records."""
    return next(name for name, known in ENTITIES.items() if known is entity)


@cache
def _list_of(entity: type[R]) -> TypeAdapter[list[R]]:
    from pydantic import TypeAdapter

    return TypeAdapter(list[entity])  # type: ignore[valid-type]
