"""What changed, by whom, from where: appended, never rewritten, and chained.

Each entry's `values_digest` is SHA-256 over a random salt and the old and new value; `chain` is SHA-256 over the
previous chain and the entry without its values. So values and salts can be emptied (`redact`) while the chain still
verifies, and a short value cannot be guessed from its digest once the salt is gone.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from npmsync.store import schema
from npmsync.store.rows import insert_rows, json_text

DECISION, OVERRULED, SENT, WRITTEN = "decision", "overruled", "sent", "written"
"""The names under which the history keeps what is no change of a field: what a person decided, what an endpoint said
that the master's word replaced, what was sent to whom, and which paper for an authority was made."""
NO_FIELDS = frozenset({DECISION, OVERRULED, SENT, WRITTEN})
_COLUMNS = (
    "seq", "run", "endpoint", "entity", "record", "field", "old", "new", "salt", "values_digest", "chain",
)  # fmt: skip
_READ_AT_ONCE = 5_000
"""Entries in memory while the history is gone through: twenty years of it need not fit."""
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
    before = seq

    def entries_of_the_chain() -> Iterator[tuple[Any, ...]]:
        nonlocal seq, chain
        for change, salt in zip(changes, _salts(), strict=False):
            seq += 1
            old, new = json_text(change.old), json_text(change.new)
            digest = _values_digest(salt, old, new)
            chain = _link(chain, seq, run, change, digest)
            kept = (None if change.old is None else old, None if change.new is None else new)
            yield (seq, run, change.endpoint, change.entity, change.record, change.field, *kept, salt, digest, chain)

    insert_rows(connection, schema.history, _COLUMNS, entries_of_the_chain())
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
    for row in connection.execute(query.execution_options(yield_per=_READ_AT_ONCE)):
        if records is None or row.record in records:
            change = Change(row.entity, row.record, row.field, row.old, row.new, row.endpoint)
            yield Entry(row.seq, row.run, row.at, row.by, row.command, change)


def past_values(connection: Connection, entity: str, field: str) -> Iterator[tuple[str, str, Any]]:
    """(record, when, value from then on) for every change of one field, oldest first. A value that was redacted reads
    None."""
    h, r = schema.history.c, schema.run.c
    query = select(h.record, r.at, h.new).join(schema.run, r.id == h.run).order_by(h.seq)
    for row in connection.execute(query.where(h.entity == entity, h.field == field)):
        yield row.record, row.at, row.new


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
    entries_in_order = select(schema.history).order_by(schema.history.c.seq)
    for row in connection.execute(entries_in_order.execution_options(yield_per=_READ_AT_ONCE)):
        change = Change(row.entity, row.record, row.field, row.old, row.new, row.endpoint)
        if (
            row.salt is not None
            and _values_digest(row.salt, json_text(row.old), json_text(row.new)) != row.values_digest
        ):
            return row.seq
        chain = _link(chain, row.seq, row.run, change, row.values_digest)
        if chain != row.chain:
            return row.seq
    return None


def _salts() -> Iterator[bytes]:
    """Random salts without end. The system is asked for many at once: asking takes longer than what it gives."""
    while True:
        many = secrets.token_bytes(16 * 256)
        yield from (many[start : start + 16] for start in range(0, len(many), 16))


@lru_cache(maxsize=1_000)
def _word(text: str) -> str:
    """A name or an id as JSON: the same few, again and again."""
    return json_text(text)


def _values_digest(salt: bytes, old: str, new: str) -> str:
    """`old` and `new` as JSON texts; digested is the JSON of the list of both."""
    return hashlib.sha256(salt + f"[{old}, {new}]".encode()).hexdigest()


def _link(previous: str, seq: int, run: str, change: Change, digest: str) -> str:
    """Digested is the JSON of a list; it is put together here because texts alone are written out quickest."""
    endpoint = "null" if change.endpoint is None else _word(change.endpoint)
    texts = map(_word, (run, change.entity, change.record, change.field))
    run, entity, record, field = texts
    parts = f'["{previous}", {seq}, {run}, {endpoint}, {entity}, {record}, {field}, "{digest}"]'
    return hashlib.sha256(parts.encode()).hexdigest()
