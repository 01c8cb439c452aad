"""Articles, their passages, and where they may help."""

import sqlalchemy as sa
from alembic import op
from inbox.models.base import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('article_query',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('embedding', sa.LargeBinary(), nullable=True),
    sa.Column('model', sa.String(length=120), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_article_query_organization_id_organization'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article_query')),
    sa.UniqueConstraint('organization_id', 'digest', name=op.f('uq_article_query_organization_id_digest'))
    )
    with op.batch_alter_table('article_query', schema=None) as batch_op:
        batch_op.create_index('ix_article_query_at', ['at'], unique=False)

    op.create_table('article',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('audience', sa.Enum('staff-only', 'public', name='audience', native_enum=False, length=32), nullable=False),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('review_on', sa.Date(), nullable=True),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('changed_at', UtcDateTime(), nullable=False),
    sa.Column('archived_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_article_organization_id_organization'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_article_owner_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article')),
    sa.UniqueConstraint('organization_id', 'key', name=op.f('uq_article_organization_id_key'))
    )
    op.create_table('article_passage',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('article_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('heading', sa.String(length=300), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('length', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('embedding', sa.LargeBinary(), nullable=True),
    sa.Column('model', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_article_passage_article_id_article'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_article_passage_organization_id_organization'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article_passage')),
    sa.UniqueConstraint('article_id', 'position', name=op.f('uq_article_passage_article_id_position'))
    )
    with op.batch_alter_table('article_passage', schema=None) as batch_op:
        batch_op.create_index('ix_article_passage_organization', ['organization_id', 'article_id'], unique=False)

    op.create_table('article_team',
    sa.Column('article_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_article_team_article_id_article'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_article_team_team_id_team'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('article_id', 'team_id', name=op.f('pk_article_team'))
    )
    op.create_table('article_version',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('article_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('why', sa.String(length=255), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_article_version_article_id_article'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_article_version_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article_version')),
    sa.UniqueConstraint('article_id', 'number', name=op.f('uq_article_version_article_id_number'))
    )
    op.create_table('article_suggestion',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organization_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('article_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('passage_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('words', sa.String(length=255), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('dismissed_at', UtcDateTime(), nullable=True),
    sa.Column('dismissed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_article_suggestion_article_id_article'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_article_suggestion_conversation_id_conversation'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['dismissed_by_id'], ['person.id'], name=op.f('fk_article_suggestion_dismissed_by_id_person')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_article_suggestion_message_id_message'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_article_suggestion_organization_id_organization'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['passage_id'], ['article_passage.id'], name=op.f('fk_article_suggestion_passage_id_article_passage'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article_suggestion')),
    sa.UniqueConstraint('conversation_id', 'article_id', name=op.f('uq_article_suggestion_conversation_id_article_id'))
    )
    with op.batch_alter_table('article_suggestion', schema=None) as batch_op:
        batch_op.create_index('ix_article_suggestion_article', ['article_id'], unique=False)




def downgrade() -> None:

    with op.batch_alter_table('article_suggestion', schema=None) as batch_op:
        batch_op.drop_index('ix_article_suggestion_article')

    op.drop_table('article_suggestion')
    op.drop_table('article_version')
    op.drop_table('article_team')
    with op.batch_alter_table('article_passage', schema=None) as batch_op:
        batch_op.drop_index('ix_article_passage_organization')

    op.drop_table('article_passage')
    op.drop_table('article')
    with op.batch_alter_table('article_query', schema=None) as batch_op:
        batch_op.drop_index('ix_article_query_at')

    op.drop_table('article_query')

