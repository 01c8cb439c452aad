"""Rules, what they did and wait for; notes and replies that a rule wrote."""

import sqlalchemy as sa
from alembic import op

from inbox.models.base import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('rule',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('position', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_rule_organization_id_organization'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule')),
    sa.UniqueConstraint('organization_id', 'key', 'version', name=op.f('uq_rule_organization_id_key_version'))
    )
    op.create_table('rule_run',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rule_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rule_key', sa.String(length=80), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('occasion', sa.String(length=80), nullable=False),
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('outcome', sa.Enum('done', 'no-match', 'stopped', 'too-slow', 'held', name='ruleoutcome', native_enum=False, length=32), nullable=False),
    sa.Column('why', sa.JSON(), nullable=False),
    sa.Column('did', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_rule_run_conversation_id_conversation'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_rule_run_organization_id_organization'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['rule_id'], ['rule.id'], name=op.f('fk_rule_run_rule_id_rule'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_run')),
    sa.UniqueConstraint('conversation_id', 'occasion', 'rule_key', name=op.f('uq_rule_run_conversation_id_occasion_rule_key'))
    )
    with op.batch_alter_table('rule_run', schema=None) as batch_op:
        batch_op.create_index('ix_rule_run_at', ['at'], unique=False)
        batch_op.create_index('ix_rule_run_conversation', ['conversation_id', 'at', 'id'], unique=False)
        batch_op.create_index('ix_rule_run_done', ['conversation_id', 'at'], unique=False, sqlite_where=sa.text("outcome = 'done'"), postgresql_where=sa.text("outcome = 'done'"))
        batch_op.create_index('ix_rule_run_rule', ['organization_id', 'rule_key', 'at', 'id'], unique=False)

    op.create_table('rule_wait',
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rule_key', sa.String(length=80), nullable=False),
    sa.Column('position', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('since', UtcDateTime(), nullable=False),
    sa.Column('due_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_rule_wait_conversation_id_conversation'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_rule_wait_organization_id_organization'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('conversation_id', 'rule_key', 'position', name=op.f('pk_rule_wait'))
    )
    with op.batch_alter_table('rule_wait', schema=None) as batch_op:
        batch_op.create_index('ix_rule_wait_due', ['due_at'], unique=False, sqlite_where=sa.text('due_at IS NOT NULL'), postgresql_where=sa.text('due_at IS NOT NULL'))

    # Not in a batch: SQLite would make the tables anew, without their triggers, and what hangs on them would go.
    op.add_column('conversation', sa.Column('rules_held_until', UtcDateTime(), nullable=True))
    op.add_column('conversation', sa.Column('rules_held_why', sa.String(length=32), nullable=False, server_default=''))
    op.add_column('message', sa.Column('refuses_automatic', sa.Boolean(), nullable=False, server_default='0'))
    op.add_column('note', sa.Column('rule', sa.String(length=200), nullable=False, server_default=''))
    op.add_column('outgoing', sa.Column('rule', sa.String(length=200), nullable=False, server_default=''))
    op.add_column('outgoing', sa.Column('automatic_to', sa.String(length=320), nullable=False, server_default=''))
    op.create_index('ix_outgoing_automatic', 'outgoing', ['organization_id', 'automatic_to', 'created_at'], unique=False, sqlite_where=sa.text("automatic_to <> ''"), postgresql_where=sa.text("automatic_to <> ''"))
    _allow('note', 'author_id')
    _allow('outgoing', 'person_id')


def downgrade() -> None:
    for table, column in (('note', 'author_id'), ('outgoing', 'person_id')):
        op.execute(f'DELETE FROM {table} WHERE {column} IS NULL')
        _allow(table, column, nothing=False)
    op.drop_index('ix_outgoing_automatic', 'outgoing', sqlite_where=sa.text("automatic_to <> ''"), postgresql_where=sa.text("automatic_to <> ''"))
    op.drop_column('outgoing', 'automatic_to')
    op.drop_column('outgoing', 'rule')
    op.drop_column('note', 'rule')
    op.drop_column('message', 'refuses_automatic')
    op.drop_column('conversation', 'rules_held_why')
    op.drop_column('conversation', 'rules_held_until')

    with op.batch_alter_table('rule_wait', schema=None) as batch_op:
        batch_op.drop_index('ix_rule_wait_due', sqlite_where=sa.text('due_at IS NOT NULL'), postgresql_where=sa.text('due_at IS NOT NULL'))
    op.drop_table('rule_wait')
    with op.batch_alter_table('rule_run', schema=None) as batch_op:
        batch_op.drop_index('ix_rule_run_rule')
        batch_op.drop_index('ix_rule_run_done', sqlite_where=sa.text("outcome = 'done'"), postgresql_where=sa.text("outcome = 'done'"))
        batch_op.drop_index('ix_rule_run_conversation')
        batch_op.drop_index('ix_rule_run_at')
    op.drop_table('rule_run')
    op.drop_table('rule')


def _allow(table: str, column: str, *, nothing: bool = True) -> None:
    """Let a column hold nothing, or no longer.

    SQLite would have to make the table anew, and what hangs on the old one would go with it. As its manual says of a
    constraint that changes no stored row, only the description is changed.
    """
    bind = op.get_bind()
    if bind.dialect.name != 'sqlite':
        op.alter_column(table, column, existing_type=sa.BigInteger(), nullable=nothing)
        return
    said, other = f'{column} INTEGER NOT NULL', f'{column} INTEGER'
    old, new = (said, other) if nothing else (other, said)
    version = bind.exec_driver_sql('PRAGMA schema_version').scalar_one()
    bind.exec_driver_sql('PRAGMA writable_schema = ON')
    bind.execute(
        sa.text("UPDATE sqlite_master SET sql = replace(sql, :old, :new) WHERE type = 'table' AND name = :name"),
        {'old': f'{old},', 'new': f'{new},', 'name': table},
    )
    bind.exec_driver_sql(f'PRAGMA schema_version = {version + 1}')
    bind.exec_driver_sql('PRAGMA writable_schema = OFF')
