"""Every digest that an endpoint was seen with, so that an old copy that is put back is known for one."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "version",
        sa.Column("endpoint", sa.String(100), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
    )
    op.execute("insert into version (endpoint, digest) select name, digest from endpoint")
