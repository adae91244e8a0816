"""What changed, by whom, from where: appended, never rewritten, and chained.

Each entry's `values_digest` is SHA-256 over a random salt and the old and new value; `chain` is SHA-256 over the
previous chain and the entry without its values. So values and salts can be emptied (`redact`) while the chain still
verifies, and a short value cannot be guessed from its digest once the salt is gone.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from npmsync.store import schema

DECISION, OVERRULED, SENT, WRITTEN = "decision", "overruled", "sent", "written"
"""The names under which the history keeps what is no change of a field: what a person decided, what an endpoint said
that the master's word replaced, what was sent to whom, and which paper for an authority was made."""
NO_FIELDS = frozenset({DECISION, OVERRULED, SENT, WRITTEN})
_WRITTEN_AT_ONCE = 5_000
"""Entries, so that the first sync of a long register does not hold all of them twice."""
_ASKED_AT_ONCE = 500
"""Records are chosen by the database up to here; beyond, reading the whole history once is as quick."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one record, before and after. `endpoint` is where the new value came from, None for this one."""

    entity: str
    record: str
    field: str
    old: Any
    new: Any
    endpoint: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A change as it stands in the history."""

    seq: int
    run: str
    at: str
    by: str
    command: str
    change: Change


def begin_run(
    connection: Connection, identity: str, now: datetime, by: str, command: str, undoes: str | None = None
) -> str:
    """Opens a run under which changes are recorded. `now` is aware; returns the run's id."""
    row = {"id": identity, "at": now.isoformat(timespec="seconds"), "by": by, "command": command, "undoes": undoes}
    connection.execute(insert(schema.run), row)
    return identity


def append(connection: Connection, run: str, changes: Iterable[Change]) -> int:
    """Adds changes to the chain; returns how many."""
    last = connection.execute(
        select(schema.history.c.seq, schema.history.c.chain).order_by(schema.history.c.seq.desc()).limit(1)
    ).first()
    seq, chain = (last.seq, last.chain) if last else (0, "")
    before, rows = seq, []
    for change in changes:
        seq += 1
        salt = secrets.token_bytes(16)
        digest = _values_digest(salt, change.old, change.new)
        chain = _link(chain, seq, run, change, digest)
        rows.append(
            {
                "seq": seq,
                "run": run,
                "endpoint": change.endpoint,
                "entity": change.entity,
                "record": change.record,
                "field": change.field,
                "old": change.old,
                "new": change.new,
                "salt": salt,
                "values_digest": digest,
                "chain": chain,
            }
        )
        if len(rows) == _WRITTEN_AT_ONCE:
            connection.execute(insert(schema.history), rows)
            rows = []
    if rows:
        connection.execute(insert(schema.history), rows)
    return seq - before


def length(connection: Connection) -> int:
    """The number of the newest entry, 0 for none: two equal answers mean that nothing changed in between."""
    return connection.execute(select(func.max(schema.history.c.seq))).scalar() or 0


def entries(connection: Connection, records: set[str] | None = None, run: str | None = None) -> Iterator[Entry]:
    """The history, oldest first: of some records' ids, of one run, or all of it."""
    h, r = schema.history.c, schema.run.c
    query = select(h.seq, h.run, r.at, r.by, r.command, h.entity, h.record, h.field, h.old, h.new, h.endpoint)
    query = query.join(schema.run, r.id == h.run).order_by(h.seq)
    if run is not None:
        query = query.where(h.run == run)
    if records is not None and len(records) <= _ASKED_AT_ONCE:
        query = query.where(h.record.in_(sorted(records)))
    for row in connection.execute(query):
        if records is None or row.record in records:
            change = Change(row.entity, row.record, row.field, row.old, row.new, row.endpoint)
            yield Entry(row.seq, row.run, row.at, row.by, row.command, change)


def runs(connection: Connection) -> list[str]:
    """The ids of all runs, oldest first."""
    return [identity for (identity,) in connection.execute(select(schema.run.c.id).order_by(schema.run.c.id))]


def drop_empty_run(connection: Connection, identity: str) -> bool:
    """Takes a run out again under which nothing was recorded; False where something was."""
    used = select(schema.history.c.seq).where(schema.history.c.run == identity).limit(1)
    if connection.execute(used).first() is not None:
        return False
    connection.execute(delete(schema.run).where(schema.run.c.id == identity))
    return True


def broken_link(connection: Connection) -> int | None:
    """The number of the first entry whose digests do not fit, None when the whole chain holds."""
    chain = ""
    for row in connection.execute(select(schema.history).order_by(schema.history.c.seq)):
        change = Change(row.entity, row.record, row.field, row.old, row.new, row.endpoint)
        if row.salt is not None and _values_digest(row.salt, row.old, row.new) != row.values_digest:
            return row.seq
        chain = _link(chain, row.seq, row.run, change, row.values_digest)
        if chain != row.chain:
            return row.seq
    return None


def _values_digest(salt: bytes, old: Any, new: Any) -> str:
    return hashlib.sha256(salt + json.dumps([old, new], sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _link(previous: str, seq: int, run: str, change: Change, digest: str) -> str:
    parts = [previous, seq, run, change.endpoint, change.entity, change.record, change.field, digest]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()
