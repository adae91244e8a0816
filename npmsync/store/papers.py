"""What went out and what came back: forms issued and taken in, and a line for every paper that left."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from npmsync.store import schema


def put_form(connection: Connection, code: str, authority: str, made_at: datetime, data: Any) -> None:
    """A response form that was issued. `data` is what reading it back needs."""
    row = {"code": code, "authority": authority, "made_at": made_at.isoformat(timespec="seconds"), "data": data}
    connection.execute(insert(schema.form), row)


def forms(connection: Connection) -> list[tuple[str, str, str, Any, Any]]:
    """(code, authority id, made at, data, taken) of all forms issued, oldest first. `taken` is None or a JSON value."""
    f = schema.form.c
    return [
        tuple(row)
        for row in connection.execute(select(f.code, f.authority, f.made_at, f.data, f.taken).order_by(f.made_at))
    ]


def mark_taken(connection: Connection, code: str, taken: Any) -> None:
    """What was taken in from a form so far."""
    connection.execute(update(schema.form).where(schema.form.c.code == code).values(taken=taken))


def put_outgoing(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Lines of the log of what left: run, at, kind, record, recipient, version, path, digest, sent."""
    if rows:
        connection.execute(insert(schema.outgoing), rows)


def mark_sent(connection: Connection, words: list[str]) -> None:
    """Marks the lines of papers that went out: those whose path holds one of the words (a form's code, a path)."""
    for word in words:
        connection.execute(
            update(schema.outgoing).where(schema.outgoing.c.path.contains(word, autoescape=True)).values(sent=True)
        )


def mark_run_sent(connection: Connection, run: str) -> None:
    """What a run was about to give has been seen to have arrived."""
    connection.execute(update(schema.outgoing).where(schema.outgoing.c.run == run).values(sent=True))


def outgoing(connection: Connection, record: str | None = None) -> list[dict[str, Any]]:
    """The log of what left, oldest first; of one record (a meeting, an authority) where given."""
    query = select(schema.outgoing).order_by(schema.outgoing.c.seq)
    if record is not None:
        query = query.where(schema.outgoing.c.record == record)
    return [dict(row) for row in connection.execute(query).mappings()]
