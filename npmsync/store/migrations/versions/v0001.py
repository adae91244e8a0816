"""The first schema, written out: a migration must not change when `schema.py` does."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "record",
        sa.Column("entity", sa.String(40), primary_key=True),
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
    )
    for name, extra in (("agreed", []), ("intent", [sa.Column("run", sa.String(36), nullable=False)])):
        op.create_table(
            name,
            sa.Column("endpoint", sa.String(100), primary_key=True),
            sa.Column("entity", sa.String(40), primary_key=True),
            sa.Column("record", sa.String(36), primary_key=True),
            *extra,
            sa.Column("data", sa.JSON, nullable=False),
        )
    op.create_table(
        "endpoint",
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("mapping", sa.String(64), nullable=False),
        sa.Column("read", sa.Integer, nullable=False),
        sa.Column("history", sa.Integer, nullable=False),
        sa.Column("waiting", sa.Integer, nullable=False),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("command", sa.String(100), nullable=False),
        sa.Column("undoes", sa.String(36)),
    )
    op.create_table(
        "history",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("run", sa.String(36), nullable=False, index=True),
        sa.Column("endpoint", sa.String(100)),
        sa.Column("entity", sa.String(40), nullable=False),
        sa.Column("record", sa.String(36), nullable=False),
        sa.Column("field", sa.String(60), nullable=False),
        sa.Column("old", sa.JSON),
        sa.Column("new", sa.JSON),
        sa.Column("salt", sa.LargeBinary(16)),
        sa.Column("values_digest", sa.String(64), nullable=False),
        sa.Column("chain", sa.String(64), nullable=False),
    )
    op.create_index("history_record", "history", ["entity", "record"])
    op.create_table(
        "decision",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("endpoint", sa.String(100)),
        sa.Column("entity", sa.String(40), nullable=False),
        sa.Column("record", sa.String(36), nullable=False),
        sa.Column("field", sa.String(60)),
        sa.Column("ours", sa.JSON),
        sa.Column("theirs", sa.JSON),
        sa.Column("detail", sa.JSON),
        sa.Column("since", sa.String(40), nullable=False),
        sa.Column("take", sa.String(10)),
        sa.Column("why", sa.Text),
        sa.Column("settled_at", sa.String(40)),
    )
    op.create_table(
        "form",
        sa.Column("code", sa.String(40), primary_key=True),
        sa.Column("authority", sa.String(36), nullable=False, index=True),
        sa.Column("made_at", sa.String(40), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("taken", sa.JSON),
    )
    op.create_table(
        "outgoing",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("run", sa.String(36), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("record", sa.String(36)),
        sa.Column("recipient", sa.String(320)),
        sa.Column("version", sa.Integer),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("sent", sa.Boolean, nullable=False),
    )
