"""What models find in mail, what is learnt from it, and what asking them took."""

import sqlalchemy as sa
from alembic import op
from inbox.models.base import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('classifier',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('state', sa.LargeBinary(), nullable=False),
    sa.Column('examples', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('measured', sa.JSON(), nullable=False),
    sa.Column('trained_at', UtcDateTime(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_classifier_by_id_person')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_classifier_organization_id_organization'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_classifier')),
    sa.UniqueConstraint('organization_id', 'version', name=op.f('uq_classifier_organization_id_version'))
    )
    with op.batch_alter_table('classifier', schema=None) as batch_op:
        batch_op.create_index('ix_classifier_current', ['organization_id'], unique=True, sqlite_where=sa.text('is_current = 1'), postgresql_where=sa.text('is_current'))

    op.create_table('model_call',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('mailbox_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('model', sa.String(length=80), nullable=False),
    sa.Column('question', sa.String(length=32), nullable=False),
    sa.Column('outcome', sa.String(length=32), nullable=False),
    sa.Column('seconds', sa.Double(), nullable=False),
    sa.Column('tokens_in', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('tokens_out', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('cost', sa.Double(), nullable=False),
    sa.Column('redacted', sa.JSON(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['mailbox_id'], ['mailbox.id'], name=op.f('fk_model_call_mailbox_id_mailbox'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_model_call_organization_id_organization'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_model_call_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_call'))
    )
    with op.batch_alter_table('model_call', schema=None) as batch_op:
        batch_op.create_index('ix_model_call_at', ['at'], unique=False)
        batch_op.create_index('ix_model_call_model', ['organization_id', 'model', 'at', 'id'], unique=False)

    op.create_table('finding',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Enum('none', 'suggested', 'applied', 'accepted', 'changed', 'refused', 'undone', name='findingstate', native_enum=False, length=32), nullable=False),
    sa.Column('category_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('category_before_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('confidence', sa.Double(), nullable=False),
    sa.Column('none_of_these', sa.Double(), nullable=False),
    sa.Column('why', sa.JSON(), nullable=False),
    sa.Column('priority', sa.Enum('low', 'normal', 'high', 'urgent', name='priority', native_enum=False, length=32), nullable=False),
    sa.Column('priority_before', sa.Enum('low', 'normal', 'high', 'urgent', name='priority', native_enum=False, length=32), nullable=True),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('sentiment', sa.Double(), nullable=False),
    sa.Column('urgent', sa.JSON(), nullable=False),
    sa.Column('private', sa.JSON(), nullable=False),
    sa.Column('is_thanks', sa.Boolean(), nullable=False),
    sa.Column('asked', sa.JSON(), nullable=False),
    sa.Column('model', sa.String(length=80), nullable=False),
    sa.Column('instead_of', sa.String(length=80), nullable=False),
    sa.Column('trained_version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('found_at', UtcDateTime(), nullable=False),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['category_before_id'], ['category.id'], name=op.f('fk_finding_category_before_id_category'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['category_id'], ['category.id'], name=op.f('fk_finding_category_id_category'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_finding_conversation_id_conversation'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_finding_decided_by_id_person')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_finding_message_id_message'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_finding_organization_id_organization'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding')),
    sa.UniqueConstraint('message_id', name=op.f('uq_finding_message_id'))
    )
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.create_index('ix_finding_conversation', ['conversation_id', 'id'], unique=False)
        batch_op.create_index('ix_finding_found', ['organization_id', 'found_at', 'id'], unique=False)

    op.create_table('training_example',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('category_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('learnt_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['category_id'], ['category.id'], name=op.f('fk_training_example_category_id_category'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_training_example_message_id_message'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_training_example_organization_id_organization'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_training_example_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_example')),
    sa.UniqueConstraint('message_id', name=op.f('uq_training_example_message_id'))
    )
    with op.batch_alter_table('training_example', schema=None) as batch_op:
        batch_op.create_index('ix_training_example_organization', ['organization_id', 'id'], unique=False)

    op.create_table('triage_wait',
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('mailbox_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_fresh', sa.Boolean(), nullable=False),
    sa.Column('received_at', UtcDateTime(), nullable=False),
    sa.Column('taken_until', UtcDateTime(), nullable=True),
    sa.Column('failures', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['mailbox_id'], ['mailbox.id'], name=op.f('fk_triage_wait_mailbox_id_mailbox'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_triage_wait_message_id_message'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_triage_wait_organization_id_organization'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('message_id', name=op.f('pk_triage_wait'))
    )
    with op.batch_alter_table('triage_wait', schema=None) as batch_op:
        batch_op.create_index('ix_triage_wait_next', ['is_fresh', 'received_at', 'message_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('triage_wait', schema=None) as batch_op:
        batch_op.drop_index('ix_triage_wait_next')

    op.drop_table('triage_wait')
    with op.batch_alter_table('training_example', schema=None) as batch_op:
        batch_op.drop_index('ix_training_example_organization')

    op.drop_table('training_example')
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.drop_index('ix_finding_found')
        batch_op.drop_index('ix_finding_conversation')

    op.drop_table('finding')
    with op.batch_alter_table('model_call', schema=None) as batch_op:
        batch_op.drop_index('ix_model_call_model')
        batch_op.drop_index('ix_model_call_at')

    op.drop_table('model_call')
    with op.batch_alter_table('classifier', schema=None) as batch_op:
        batch_op.drop_index('ix_classifier_current', sqlite_where=sa.text('is_current = 1'), postgresql_where=sa.text('is_current'))

    op.drop_table('classifier')
