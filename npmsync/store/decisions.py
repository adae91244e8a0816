"""What waits for a person, and what the person decided. An item is open until `take` is set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from npmsync.domain import Key
from npmsync.store import schema

OLD_COPY = "old_copy"
"""The detail of an item that waits because an old copy of a file was put back."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One item. `kind`: conflict, vanished, correction, reply, near_name, mail. `ours` is the hub's value, `theirs` the
    other side's. `detail` holds what resolving it needs. `since` is an ISO 8601 time."""

    id: str
    kind: str
    endpoint: str | None
    entity: str
    record: str
    field: str | None
    ours: Any
    theirs: Any
    since: str
    detail: Any = None

    @property
    def about(self) -> tuple[str, str | None, str, str, str | None]:
        """Two items about the same thing are one."""
        return (self.kind, self.endpoint, self.entity, self.record, self.field)


_COLUMNS = [
    schema.decision.c[name]
    for name in ("id", "kind", "endpoint", "entity", "record", "field", "ours", "theirs", "since", "detail")
]


def open_decisions(connection: Connection) -> list[Decision]:
    """All items that wait, oldest first."""
    rows = connection.execute(
        select(*_COLUMNS)
        .where(schema.decision.c.take.is_(None))
        .order_by(schema.decision.c.since, schema.decision.c.id)
    )
    return [Decision(*row) for row in rows]


def open_vanished(connection: Connection, endpoint: str) -> frozenset[Key]:
    """The records whose rows are gone from an endpoint, which nobody has decided about yet."""
    d = schema.decision.c
    waiting = select(d.entity, d.record).where(d.take.is_(None), d.kind == "vanished", d.endpoint == endpoint)
    return frozenset(Key(entity, record) for entity, record in connection.execute(waiting))


def open_old_copies(connection: Connection, endpoint: str) -> dict[tuple[Key, str], Any]:
    """(record, field) -> what an old copy of the endpoint's file says, for the items that wait because of it."""
    return {
        (Key(item.entity, item.record), item.field): item.theirs
        for item in open_decisions(connection)
        if item.endpoint == endpoint and item.field and isinstance(item.detail, dict) and item.detail.get(OLD_COPY)
    }


def drop_of_others(connection: Connection, endpoints: Iterable[str]) -> None:
    """Takes out the open items of endpoints that npmsync.toml does not name any more: nothing was decided, and if
    one of them comes back, what differs is found again."""
    d = schema.decision.c
    named = list(endpoints)
    connection.execute(
        delete(schema.decision).where(d.take.is_(None), d.endpoint.is_not(None), d.endpoint.not_in(named))
    )


def count_open(connection: Connection, endpoints: Iterable[str] | None = None) -> int:
    """How many items wait; with `endpoints`, of these endpoints only."""
    query = select(func.count()).where(schema.decision.c.take.is_(None))
    if endpoints is not None:
        query = query.where(schema.decision.c.endpoint.in_(list(endpoints)))
    return connection.execute(query).scalar() or 0


def renew(connection: Connection, endpoint: str, kinds: Iterable[str], found: Iterable[Decision]) -> None:
    """Makes the open items of an endpoint and these kinds be exactly `found`. An item that was there keeps its id and
    its date; one that no longer differs is gone (nothing was decided, so nothing is recorded)."""
    d = schema.decision.c
    before = {
        item.about: item for item in open_decisions(connection) if item.endpoint == endpoint and item.kind in set(kinds)
    }
    now = {item.about: item for item in found}
    for about, item in before.items():
        if about not in now:
            connection.execute(delete(schema.decision).where(d.id == item.id))
    for about, item in now.items():
        if about not in before:
            add(connection, item)
        elif (item.ours, item.theirs, item.detail) != (before[about].ours, before[about].theirs, before[about].detail):
            connection.execute(
                update(schema.decision)
                .where(d.id == before[about].id)
                .values(ours=item.ours, theirs=item.theirs, detail=item.detail)
            )


def add(connection: Connection, item: Decision) -> None:
    row = {column.name: getattr(item, column.name) for column in _COLUMNS}
    connection.execute(insert(schema.decision), row)


def settle(connection: Connection, identity: str, take: str, why: str | None, now: datetime) -> None:
    """Puts down what the person decided."""
    connection.execute(
        update(schema.decision)
        .where(schema.decision.c.id == identity)
        .values(take=take, why=why, settled_at=now.isoformat(timespec="seconds"))
    )


def settled(connection: Connection, endpoint: str, kinds: Iterable[str]) -> list[Decision]:
    """The items of an endpoint and of these kinds that a person has decided."""
    d = schema.decision.c
    query = select(*_COLUMNS).where(d.take.is_not(None), d.endpoint == endpoint, d.kind.in_(list(kinds)))
    return [Decision(*row) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an item: `take` is None while it waits."""

    item: Decision
    take: str | None
    why: str | None


def outcomes(connection: Connection, kind: str, field: str) -> list[Outcome]:
    """Every item of a kind about a field, decided or not, oldest first."""
    d = schema.decision.c
    query = select(*_COLUMNS, d.take, d.why).where(d.kind == kind, d.field == field).order_by(d.since, d.id)
    return [Outcome(Decision(*row[:-2]), row[-2], row[-1]) for row in connection.execute(query)]


def put_detail(connection: Connection, identity: str, detail: Any) -> None:
    """Adds to what an item knows, for example which record a person said a row is."""
    connection.execute(update(schema.decision).where(schema.decision.c.id == identity).values(detail=detail))
