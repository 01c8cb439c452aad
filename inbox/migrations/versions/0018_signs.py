"""Urgent signs of findings that nobody has seen to, and findings in the order of their mail."""

import sqlalchemy as sa
from alembic import op
from inbox.models.base import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_WANTED = sa.text("sign != '' AND heeded_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sign', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('heeded_at', UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column('received_at', UtcDateTime(), nullable=True))
    op.execute("UPDATE finding SET sign = '', received_at = found_at")
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.alter_column('sign', existing_type=sa.String(length=32), nullable=False)
        batch_op.alter_column('received_at', existing_type=UtcDateTime(), nullable=False)
        batch_op.drop_index('ix_finding_conversation')
        batch_op.create_index('ix_finding_conversation', ['conversation_id', 'received_at', 'id'], unique=False)
        batch_op.create_index('ix_finding_sign', ['conversation_id'], unique=False, sqlite_where=_WANTED, postgresql_where=_WANTED)


def downgrade() -> None:
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.drop_index('ix_finding_sign', sqlite_where=_WANTED, postgresql_where=_WANTED)
        batch_op.drop_index('ix_finding_conversation')
        batch_op.create_index('ix_finding_conversation', ['conversation_id', 'id'], unique=False)
        batch_op.drop_column('received_at')
        batch_op.drop_column('heeded_at')
        batch_op.drop_column('sign')
