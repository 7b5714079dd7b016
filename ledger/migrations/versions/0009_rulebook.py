"""the domain's tables as versioned rows; saved views"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import ledger.append_only
import ledger.models.base

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def _json(name: str) -> sa.Column[Any]:
    kind = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')
    return sa.Column(name, kind, nullable=False)


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, ledger.models.base.UtcDateTime(timezone=True), nullable=False)


def upgrade() -> None:
    op.create_table('rule_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('table_name', sa.String(length=64), nullable=False),
    sa.Column('key', sa.String(length=128), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('standard', sa.String(length=255), nullable=False),
    sa.Column('standard_edition', sa.String(length=64), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('certainty', sa.String(length=64), nullable=False),
    _json('content'),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    _moment('created_at'),
    sa.ForeignKeyConstraint(['by_id'], ['user_account.id'], name=op.f('fk_rule_row_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_row')),
    sa.UniqueConstraint('edition', name=op.f('uq_rule_row_edition')),
    sa.UniqueConstraint('table_name', 'key', 'version', name=op.f('uq_rule_row_table_name'))
    )
    for statement in ledger.append_only.append_only_ddl('rule_row', op.get_bind().dialect.name):
        op.execute(statement)
    op.create_table('saved_view',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    _json('query'),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('is_default', sa.Boolean(), nullable=False),
    _moment('created_at'),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_saved_view_user_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_view')),
    sa.UniqueConstraint('user_id', 'name', name=op.f('uq_saved_view_user_id'))
    )
    op.create_index(op.f('ix_saved_view_user_id'), 'saved_view', ['user_id'], unique=False)


def downgrade() -> None:
    op.drop_table('saved_view')
    op.drop_table('rule_row')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION rule_row_append_only()')
