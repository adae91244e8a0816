"""What was released: for each sheet shared with an authority, what it was last given of each recommendation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from npmsync.store import schema


@dataclass(frozen=True, slots=True)
class Released:
    """`reference` is what the row is known by in the sheet; `shown`: form field -> what stood there, dates in ISO
    8601."""

    reference: str
    shown: Mapping[str, str]


def released(connection: Connection, endpoint: str) -> dict[str, Released]:
    """id of a recommendation -> what was released of it to this endpoint."""
    r = schema.released.c
    rows = connection.execute(select(r.record, r.data).where(r.endpoint == endpoint))
    return {record: Released(data["reference"], data["shown"]) for record, data in rows}


def put_released(connection: Connection, endpoint: str, what: Mapping[str, Released], run: str, now: datetime) -> None:
    """Puts down what was let go now; earlier releases of the same recommendations are in the log of what left."""
    r = schema.released.c
    for record in what:
        connection.execute(delete(schema.released).where(r.endpoint == endpoint, r.record == record))
    at = now.isoformat(timespec="seconds")
    rows = [
        {
            "endpoint": endpoint,
            "record": record,
            "at": at,
            "run": run,
            "data": {"reference": one.reference, "shown": dict(one.shown)},
        }
        for record, one in what.items()
    ]
    if rows:
        connection.execute(insert(schema.released), rows)
