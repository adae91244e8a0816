"""How far each message is on its way, and up to where a mailbox was read."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "mailing",
        sa.Column("message_id", sa.String(200), primary_key=True),
        sa.Column("meeting", sa.String(36), nullable=False, index=True),
        sa.Column("recipient", sa.String(320), nullable=False),
        sa.Column("method", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("written_at", sa.String(40), nullable=False),
        sa.Column("changed_at", sa.String(40), nullable=False),
        sa.Column("via", sa.String(100)),
        sa.Column("answer", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("passages", sa.JSON),
    )
    op.create_table(
        "mailbox",
        sa.Column("account", sa.String(100), primary_key=True),
        sa.Column("folder", sa.String(200), primary_key=True),
        sa.Column("validity", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
    )
