"""Which workspaces name which endpoints: several may share one store, and a name means one file to all of them. And a
digest of each endpoint's cells, so that a file that was saved without a change is known for what it is."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("endpoint", sa.Column("content", sa.String(64)))
    op.create_table(
        "place",
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("endpoint", sa.String(100), primary_key=True),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("seen", sa.String(40), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
    )
