"""A digest of each endpoint's cells, so that a file that was saved without a change is known for what it is."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("endpoint", sa.Column("content", sa.String(64)))
