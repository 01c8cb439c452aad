"""Models that run elsewhere, and who wants insights."""

import sqlalchemy as sa
from alembic import op
from inbox.models.base import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('model_server',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('base_url', sa.String(length=2000), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('form', sa.String(length=16), nullable=False),
    sa.Column('secret', sa.LargeBinary(), nullable=True),
    sa.Column('secret_source', sa.String(length=1000), nullable=False),
    sa.Column('timeout', sa.Double(), nullable=False),
    sa.Column('price_in', sa.Double(), nullable=False),
    sa.Column('price_out', sa.Double(), nullable=False),
    sa.Column('daily_budget', sa.Double(), nullable=True),
    sa.Column('rests_until', UtcDateTime(), nullable=True),
    sa.Column('changed_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_model_server_organization_id_organization'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_server')),
    sa.UniqueConstraint('organization_id', 'key', name=op.f('uq_model_server_organization_id_key'))
    )
    # Not in a batch: SQLite would make the table anew, and what hangs on it would go.
    op.add_column('organization', sa.Column('has_insights', sa.Boolean(), nullable=False, server_default='0'))


def downgrade() -> None:
    op.drop_column('organization', 'has_insights')
    op.drop_table('model_server')
