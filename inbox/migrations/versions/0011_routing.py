"""Routing: who is there and what they can do, what waits, leave, and what went to whom because of it."""

import sqlalchemy as sa
from alembic import op

from inbox.models.base import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('leave',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('substitute_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('starts_at', UtcDateTime(), nullable=False),
    sa.Column('ends_at', UtcDateTime(), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('source', sa.Enum('file', 'person', 'cli', 'mailbox', name='leavesource', native_enum=False,
        length=32), nullable=False),
    sa.Column('begins_at', UtcDateTime(), nullable=True),
    sa.Column('offered_at', UtcDateTime(), nullable=True),
    sa.Column('cancelled_at', UtcDateTime(), nullable=True),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'],
        name=op.f('fk_leave_organization_id_organization'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_leave_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['substitute_id'], ['person.id'], name=op.f('fk_leave_substitute_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_leave'))
    )
    with op.batch_alter_table('leave', schema=None) as batch_op:
        batch_op.create_index('ix_leave_begins', ['begins_at'], unique=False,
            sqlite_where=sa.text('begins_at IS NOT NULL'), postgresql_where=sa.text('begins_at IS NOT NULL'))
        batch_op.create_index('ix_leave_person', ['person_id', 'ends_at'], unique=False)

    op.create_table('hand_over',
    sa.Column('leave_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('to_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'],
        name=op.f('fk_hand_over_conversation_id_conversation'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['leave_id'], ['leave.id'], name=op.f('fk_hand_over_leave_id_leave'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['to_id'], ['person.id'], name=op.f('fk_hand_over_to_id_person')),
    sa.PrimaryKeyConstraint('leave_id', 'conversation_id', name=op.f('pk_hand_over'))
    )
    with op.batch_alter_table('hand_over', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hand_over_conversation_id'), ['conversation_id'], unique=False)

    with op.batch_alter_table('category', schema=None) as batch_op:
        batch_op.add_column(sa.Column('skills', sa.JSON(), nullable=False, server_default='[]'))

    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('queued_at', UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column('needs', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('take_over_at', UtcDateTime(), nullable=True))
        batch_op.create_index('ix_conversation_queued', ['team_id', 'queued_at', 'id'], unique=False,
            sqlite_where=sa.text('queued_at IS NOT NULL'), postgresql_where=sa.text('queued_at IS NOT NULL'))
        batch_op.create_index('ix_conversation_take_over', ['take_over_at'], unique=False,
            sqlite_where=sa.text('take_over_at IS NOT NULL'), postgresql_where=sa.text('take_over_at IS NOT NULL'))

    with op.batch_alter_table('mailbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('skills', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('absences_refused_at', UtcDateTime(), nullable=True))

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('calendar_key', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('skills', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('load_cap', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'),
            nullable=True))
        batch_op.add_column(sa.Column('weight', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'),
            nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('is_paused', sa.Boolean(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('paused_until', UtcDateTime(), nullable=True))

    with op.batch_alter_table('tag', schema=None) as batch_op:
        batch_op.add_column(sa.Column('skills', sa.JSON(), nullable=False, server_default='[]'))

    with op.batch_alter_table('team', schema=None) as batch_op:
        batch_op.add_column(sa.Column('routing', sa.Enum('off', 'round-robin', 'fewest-open', name='routing',
            native_enum=False, length=32), nullable=False, server_default='off'))
        batch_op.add_column(sa.Column('take_over_minutes', sa.BigInteger().with_variant(sa.Integer(),
            'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('on_leave', sa.Enum('offer', 'hand-over', name='onleave',
            native_enum=False, length=32), nullable=False, server_default='offer'))
        batch_op.add_column(sa.Column('turn', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'),
            nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('route_at', UtcDateTime(), nullable=True))
        batch_op.create_index('ix_team_route', ['route_at'], unique=False,
            sqlite_where=sa.text('route_at IS NOT NULL'), postgresql_where=sa.text('route_at IS NOT NULL'))

    with op.batch_alter_table('team_member', schema=None) as batch_op:
        batch_op.add_column(sa.Column('turn', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'),
            nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('routed_at', UtcDateTime(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('team_member', schema=None) as batch_op:
        batch_op.drop_column('routed_at')
        batch_op.drop_column('turn')

    with op.batch_alter_table('team', schema=None) as batch_op:
        batch_op.drop_index('ix_team_route', sqlite_where=sa.text('route_at IS NOT NULL'),
            postgresql_where=sa.text('route_at IS NOT NULL'))
        batch_op.drop_column('route_at')
        batch_op.drop_column('turn')
        batch_op.drop_column('on_leave')
        batch_op.drop_column('take_over_minutes')
        batch_op.drop_column('routing')

    with op.batch_alter_table('tag', schema=None) as batch_op:
        batch_op.drop_column('skills')

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('paused_until')
        batch_op.drop_column('is_paused')
        batch_op.drop_column('weight')
        batch_op.drop_column('load_cap')
        batch_op.drop_column('skills')
        batch_op.drop_column('calendar_key')

    with op.batch_alter_table('mailbox', schema=None) as batch_op:
        batch_op.drop_column('absences_refused_at')
        batch_op.drop_column('skills')

    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.drop_index('ix_conversation_take_over', sqlite_where=sa.text('take_over_at IS NOT NULL'),
            postgresql_where=sa.text('take_over_at IS NOT NULL'))
        batch_op.drop_index('ix_conversation_queued', sqlite_where=sa.text('queued_at IS NOT NULL'),
            postgresql_where=sa.text('queued_at IS NOT NULL'))
        batch_op.drop_column('take_over_at')
        batch_op.drop_column('needs')
        batch_op.drop_column('queued_at')

    with op.batch_alter_table('category', schema=None) as batch_op:
        batch_op.drop_column('skills')

    with op.batch_alter_table('hand_over', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hand_over_conversation_id'))

    op.drop_table('hand_over')
    with op.batch_alter_table('leave', schema=None) as batch_op:
        batch_op.drop_index('ix_leave_person')
        batch_op.drop_index('ix_leave_begins', sqlite_where=sa.text('begins_at IS NOT NULL'),
            postgresql_where=sa.text('begins_at IS NOT NULL'))

    op.drop_table('leave')
