"""What is asked of the copilot."""

import sqlalchemy as sa
from alembic import op
from inbox.models.base import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('copilot_question',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('summary', 'draft', 'rewrite', name='copilotkind', native_enum=False, length=32), nullable=False),
    sa.Column('key', sa.String(length=160), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'ready', 'failed', name='copilotstate', native_enum=False, length=32), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('manner', sa.String(length=16), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('seen_message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('seen_messages', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('answer', sa.JSON(), nullable=False),
    sa.Column('trouble', sa.String(length=32), nullable=False),
    sa.Column('model', sa.String(length=80), nullable=False),
    sa.Column('instead_of', sa.String(length=80), nullable=False),
    sa.Column('attempts', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('taken_until', UtcDateTime(), nullable=True),
    sa.Column('asked_at', UtcDateTime(), nullable=False),
    sa.Column('answered_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_copilot_question_conversation_id_conversation'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_copilot_question_organization_id_organization'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_copilot_question_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_copilot_question')),
    sa.UniqueConstraint('conversation_id', 'key', name=op.f('uq_copilot_question_conversation_id_key'))
    )
    with op.batch_alter_table('copilot_question', schema=None) as batch_op:
        batch_op.create_index('ix_copilot_question_asked', ['asked_at'], unique=False)
        batch_op.create_index('ix_copilot_question_waiting', ['taken_until'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))


def downgrade() -> None:
    with op.batch_alter_table('copilot_question', schema=None) as batch_op:
        batch_op.drop_index('ix_copilot_question_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index('ix_copilot_question_asked')

    op.drop_table('copilot_question')