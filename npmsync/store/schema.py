"""The tables. Records are one JSON row each; what sync agreed, what it meant to write, what waits and what happened are
generic over entities and fields.

    record     entity, id -> its fields; `deleted` marks a tombstone (the id is never used again)
    agreed     what an endpoint and the hub last agreed on for a record: canonical values, raw cells, where it stood
    intent     what is being written to an endpoint; gone once the endpoint was seen to hold it
    endpoint   what was last read of an endpoint: digests of its bytes and of its cells, number of records, the history
               it was in step with
    place      which workspaces name an endpoint and which file it is to them: several may share one store
    version    every digest that an endpoint was ever seen with: one that comes back is an old copy put back
    released   what an authority's sheet was last given of a recommendation: kept apart from what sync agreed there
    run        every command that changed something
    history    every field that changed, chained by digests of salted values (values and salts can be emptied)
    decision   what waits for a person, and what the person said
    form       response forms issued, and the answers taken in from them
    outgoing   what left or was laid into the outbox: to whom, when, which version, which digest
    mailing    every message by its Message-ID, and how far it is: written, sending, sent, refused, bounced ...
    mailbox    up to where a folder of a mailbox was read
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

record = Table(
    "record",
    metadata,
    Column("entity", String(40), primary_key=True),
    Column("id", String(36), primary_key=True),
    Column("data", JSON, nullable=False),
    Column("deleted", Boolean, nullable=False, default=False),
)

agreed = Table(
    "agreed",
    metadata,
    Column("endpoint", String(100), primary_key=True),
    Column("entity", String(40), primary_key=True),
    Column("record", String(36), primary_key=True),
    Column("data", JSON, nullable=False),
)

intent = Table(
    "intent",
    metadata,
    Column("endpoint", String(100), primary_key=True),
    Column("entity", String(40), primary_key=True),
    Column("record", String(36), primary_key=True),
    Column("run", String(36), nullable=False),
    Column("data", JSON, nullable=False),
)

endpoint = Table(
    "endpoint",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("mapping", String(64), nullable=False),
    Column("read", Integer, nullable=False),
    Column("history", Integer, nullable=False),
    Column("waiting", Integer, nullable=False),
    Column("content", String(64)),
)

released = Table(
    "released",
    metadata,
    Column("endpoint", String(100), primary_key=True),
    Column("record", String(36), primary_key=True),
    Column("at", String(40), nullable=False),
    Column("run", String(36), nullable=False),
    Column("data", JSON, nullable=False),
)

version = Table(
    "version",
    metadata,
    Column("endpoint", String(100), primary_key=True),
    Column("digest", String(64), primary_key=True),
)

place = Table(
    "place",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("endpoint", String(100), primary_key=True),
    Column("file", Text, nullable=False),
    Column("seen", String(40), nullable=False),
    Column("by", String(200), nullable=False),
)

run = Table(
    "run",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("at", String(40), nullable=False),
    Column("by", String(200), nullable=False),
    Column("command", String(100), nullable=False),
    Column("undoes", String(36)),
)

history = Table(
    "history",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("run", String(36), nullable=False, index=True),
    Column("endpoint", String(100)),
    Column("entity", String(40), nullable=False),
    Column("record", String(36), nullable=False),
    Column("field", String(60), nullable=False),
    Column("old", JSON(none_as_null=True)),
    Column("new", JSON(none_as_null=True)),
    Column("salt", LargeBinary(16)),
    Column("values_digest", String(64), nullable=False),
    Column("chain", String(64), nullable=False),
    Index("history_record", "entity", "record"),
)

decision = Table(
    "decision",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("endpoint", String(100)),
    Column("entity", String(40), nullable=False),
    Column("record", String(36), nullable=False),
    Column("field", String(60)),
    Column("ours", JSON(none_as_null=True)),
    Column("theirs", JSON(none_as_null=True)),
    Column("detail", JSON(none_as_null=True)),
    Column("since", String(40), nullable=False),
    Column("take", String(10)),
    Column("why", Text),
    Column("settled_at", String(40)),
)

form = Table(
    "form",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("authority", String(36), nullable=False, index=True),
    Column("made_at", String(40), nullable=False),
    Column("data", JSON, nullable=False),
    Column("taken", JSON(none_as_null=True)),
)

outgoing = Table(
    "outgoing",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("run", String(36), nullable=False),
    Column("at", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("record", String(36)),
    Column("recipient", String(320)),
    Column("version", Integer),
    Column("path", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("sent", Boolean, nullable=False, default=False),
)

mailing = Table(
    "mailing",
    metadata,
    Column("message_id", String(200), primary_key=True),
    Column("meeting", String(36), nullable=False, index=True),
    Column("recipient", String(320), nullable=False),
    Column("method", String(10), nullable=False),
    Column("version", Integer, nullable=False),
    Column("path", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("state", String(10), nullable=False),
    Column("written_at", String(40), nullable=False),
    Column("changed_at", String(40), nullable=False),
    Column("via", String(100)),
    Column("answer", Text),
    Column("note", Text),
    Column("passages", JSON(none_as_null=True)),
)

mailbox = Table(
    "mailbox",
    metadata,
    Column("account", String(100), primary_key=True),
    Column("folder", String(200), primary_key=True),
    Column("validity", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
)
