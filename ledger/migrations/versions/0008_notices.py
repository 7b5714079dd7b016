"""notices: the outbox and what people want to be told"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import ledger.models.base

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def _json() -> sa.types.TypeEngine[Any]:
    return sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')


def _moment() -> sa.types.TypeEngine[Any]:
    return ledger.models.base.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('params', _json(), nullable=False),
    sa.Column('link', sa.String(length=255), nullable=False),
    sa.Column('issue_id', sa.Integer(), nullable=True),
    sa.Column('event_position', sa.Integer(), nullable=True),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('at', _moment(), nullable=False),
    sa.Column('created_at', _moment(), nullable=False),
    sa.Column('read_at', _moment(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_notice_user_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('key', name=op.f('uq_notice_key'))
    )
    op.create_index('ix_notice_user_id_read_at', 'notice', ['user_id', 'read_at'], unique=False)
    op.create_index(op.f('ix_notice_issue_id'), 'notice', ['issue_id'], unique=False)
    op.create_table('notice_sending',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('due_at', _moment(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('lease_until', _moment(), nullable=True),
    sa.Column('lease', sa.String(length=32), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('sent_at', _moment(), nullable=True),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_notice_sending_notice_id_notice')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_sending')),
    sa.UniqueConstraint('notice_id', 'channel', name=op.f('uq_notice_sending_notice_id'))
    )
    op.create_index('ix_notice_sending_state_due_at', 'notice_sending', ['state', 'due_at'], unique=False)
    op.create_table('notice_wish',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('mail', sa.Boolean(), nullable=False),
    sa.Column('quiet_from', sa.Integer(), nullable=True),
    sa.Column('quiet_until', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_notice_wish_user_id_user_account')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_notice_wish'))
    )


def downgrade() -> None:
    for table in ('notice_wish', 'notice_sending', 'notice'):
        op.drop_table(table)
