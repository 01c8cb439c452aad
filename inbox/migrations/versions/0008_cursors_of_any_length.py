"""Cursors of any length: a mailbox of many folders has one place in each of them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('mailbox', schema=None) as batch_op:
        batch_op.alter_column('cursor', existing_type=sa.String(length=4000), type_=sa.Text(), existing_nullable=True)


def downgrade() -> None:
    with op.batch_alter_table('mailbox', schema=None) as batch_op:
        batch_op.alter_column('cursor', existing_type=sa.Text(), type_=sa.String(length=4000), existing_nullable=True)
