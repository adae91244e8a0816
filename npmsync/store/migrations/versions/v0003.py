"""Which workspaces name which endpoints: several may share one store, and a name means one file to all of them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "place",
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("endpoint", sa.String(100), primary_key=True),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("seen", sa.String(40), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
    )
