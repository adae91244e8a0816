"""Many rows into a table and out of one, quickly: the driver is handed them as they are, with JSON written out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, Table

AT_ONCE = 5_000
"""Rows handed over together, so that the first sync of a long register does not hold all of them twice."""
_encode = json.JSONEncoder(sort_keys=True, check_circular=False).encode


def json_text(value: Any) -> str:
    """A value as JSON, in ASCII, with the keys in order: equal values give equal texts."""
    return "null" if value is None else _encode(value)


def keyed_objects(connection: Connection, query: Select[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of a query whose last column is JSON read as text (`cast(column, Text)`), with the value in its place.
    Many small texts are parsed as one long one, in half the time."""
    for rows in connection.execute(query).partitions(AT_ONCE):
        values = json.loads(f"[{','.join([row[-1] for row in rows])}]")
        yield from ((*row[:-1], value) for row, value in zip(rows, values, strict=True))


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Inserts rows of these columns, in their order. JSON columns are given as `json_text`."""
    quote = connection.dialect.identifier_preparer.quote
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    names, marks = ", ".join(map(quote, columns)), ", ".join([mark] * len(columns))
    statement = f"insert into {quote(table.name)} ({names}) values ({marks})"
    left = iter(rows)
    while piece := list(islice(left, AT_ONCE)):
        connection.exec_driver_sql(statement, piece)
