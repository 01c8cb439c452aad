"""How far clocks that run are reckoned anew after something else was promised."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: SQLite would make the table anew, and what hangs on it would go.
    for name in ("reckoned", "reckoned_of"):
        whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
        op.add_column("organization", sa.Column(name, whole, nullable=True))


def downgrade() -> None:
    op.drop_column("organization", "reckoned_of")
    op.drop_column("organization", "reckoned")
