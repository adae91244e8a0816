"""How far each message is on its way, by its Message-ID; and up to where a mailbox was read.

written     lies in the outbox
held        lies in the outbox with passages that a person has to read first
sending     was being handed over: unless this run goes on to say more, nobody knows whether it was taken
sent        taken by the mail server, with its answer
refused     not taken, for good
bounced     taken, and came back
answered    answered in words or in a form that only a person can read: the answer is to be recorded
by_hand     gone from the outbox: a person sent it or threw it away
superseded  a later message about the same meeting took its place
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from npmsync.store import schema


@dataclass(frozen=True, slots=True)
class Mailing:
    """One message. `method` is REQUEST, CANCEL or LETTER; `version` the meeting's sequence. `answer` is what the mail
    server or a bounce said, `note` what else is known (an absence). `passages` wait to be read. Times are ISO 8601."""

    message_id: str
    meeting: str
    recipient: str
    method: str
    version: int
    path: str
    digest: str
    state: str
    written_at: str
    changed_at: str
    via: str | None = None
    answer: str | None = None
    note: str | None = None
    passages: list[list[str]] | None = None


_COLUMNS = [schema.mailing.c[one.name] for one in fields(Mailing)]
_IN_ORDER = [schema.mailing.c[name] for name in ("written_at", "version", "message_id")]


def mailings(
    connection: Connection, meeting: str | None = None, states: Collection[str] | None = None
) -> list[Mailing]:
    """Messages in the order in which they were written; of one meeting, or in some states only."""
    query = select(*_COLUMNS)
    if meeting is not None:
        query = query.where(schema.mailing.c.meeting == meeting)
    if states is not None:
        query = query.where(schema.mailing.c.state.in_(list(states)))
    rows = connection.execute(query.order_by(*_IN_ORDER))
    return [Mailing(*row) for row in rows]


def mailing(connection: Connection, message_id: str) -> Mailing | None:
    """The message of this id, None where none was written."""
    row = connection.execute(select(*_COLUMNS).where(schema.mailing.c.message_id == message_id)).first()
    return Mailing(*row) if row else None


def put(connection: Connection, written: Collection[Mailing]) -> None:
    """Messages that were written, in the place of earlier ones of their ids."""
    if written:
        at = schema.mailing.c.message_id
        rows = {one.message_id: asdict(one) for one in written}
        connection.execute(delete(schema.mailing).where(at == bindparam("id")), [{"id": one} for one in rows])
        connection.execute(insert(schema.mailing), list(rows.values()))


def mark(connection: Connection, message_ids: Collection[str], **values: Any) -> None:
    """Puts down what became of messages."""
    if message_ids:
        at = schema.mailing.c.message_id
        connection.execute(update(schema.mailing).where(at.in_(list(message_ids))).values(**values))


def moved_on(connection: Connection, message_ids: Collection[str], state: str, now: datetime, **values: Any) -> None:
    """Puts messages into a state."""
    mark(connection, message_ids, state=state, changed_at=now.isoformat(timespec="seconds"), **values)


def read_up_to(connection: Connection, account: str, folder: str, what: str = "") -> tuple[int, int] | None:
    """(UIDVALIDITY, last uid) of a folder when it was last read, None where it never was. `what` was looked for:
    answers to invitations where nothing is said; whatever else is looked for has a place of its own."""
    folder = _place(folder, what)
    box = schema.mailbox.c
    row = connection.execute(select(box.validity, box.last).where(box.account == account, box.folder == folder)).first()
    return (row.validity, row.last) if row else None


def put_read_up_to(connection: Connection, account: str, folder: str, validity: int, last: int, what: str = "") -> None:
    """A folder was read up to the uid `last`."""
    box = schema.mailbox
    folder = _place(folder, what)
    if read_up_to(connection, account, folder) is None:
        row = {"account": account, "folder": folder, "validity": validity, "last": last}
        connection.execute(insert(box), row)
    else:
        here = (box.c.account == account) & (box.c.folder == folder)
        connection.execute(update(box).where(here).values(validity=validity, last=last))


def _place(folder: str, what: str) -> str:
    """No folder's name holds a tabulator (RFC 9051 section 5.1)."""
    return f"{folder}\t{what}" if what else folder
