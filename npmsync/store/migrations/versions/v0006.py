"""What was released to each authority's sheet, apart from what sync agreed there."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "released",
        sa.Column("endpoint", sa.String(100), primary_key=True),
        sa.Column("record", sa.String(36), primary_key=True),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("run", sa.String(36), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
    )
