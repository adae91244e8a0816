"""Many rows into a table, quickly: the driver is handed them as they are, with JSON already written out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table

AT_ONCE = 5_000
"""Rows handed over together, so that the first sync of a long register does not hold all of them twice."""
_encode = json.JSONEncoder(sort_keys=True).encode


def json_text(value: Any) -> str:
    """A value as JSON, in ASCII, with the keys in order: equal values give equal texts."""
    return "null" if value is None else _encode(value)


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Inserts rows of these columns, in their order. JSON columns are given as `json_text`."""
    quote = connection.dialect.identifier_preparer.quote
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    names, marks = ", ".join(map(quote, columns)), ", ".join([mark] * len(columns))
    statement = f"insert into {quote(table.name)} ({names}) values ({marks})"
    left = iter(rows)
    while piece := list(islice(left, AT_ONCE)):
        connection.exec_driver_sql(statement, piece)
