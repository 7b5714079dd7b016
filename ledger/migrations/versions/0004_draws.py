"""double-random draws: pools, seeds, results"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import ledger.append_only
import ledger.models.base

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def _json(name: str) -> sa.Column[Any]:
    kind = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')
    return sa.Column(name, kind, nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, ledger.models.base.UtcDateTime(timezone=True), nullable=nullable)


def _key(name: str, length: int = 64) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _refer(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f'{to}.id'], name=op.f(f'fk_{table}_{column}_{to}'))


def upgrade() -> None:
    op.create_table('inspector',
    _number('id'),
    _key('number'),
    _key('name'),
    _number('organisation_id'),
    _key('certificate', 96),
    sa.Column('qualified_until', sa.Date(), nullable=True),
    _json('kinds'),
    _json('districts'),
    _json('former'),
    _json('relatives'),
    _json('leave'),
    sa.Column('active', sa.Boolean(), nullable=False),
    _moment('created_at'),
    _number('version'),
    _refer('inspector', 'organisation_id', 'organisation'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspector')),
    sa.UniqueConstraint('number', name=op.f('uq_inspector_number'))
    )
    op.create_table('draw',
    _number('id'),
    _key('number', 32),
    _key('title', 120),
    _key('state'),
    _number('announced_by_id'),
    _number('party_a_id'),
    _number('party_b_id'),
    _moment('announced_at'),
    sa.Column('reveal_due_on', sa.Date(), nullable=True),
    sa.Column('drawn_on', sa.Date(), nullable=True),
    _moment('notice_published_at', nullable=True),
    _moment('proof_published_at', nullable=True),
    _json('inner'),
    _number('steps'),
    _moment('created_at'),
    _number('version'),
    *(_refer('draw', name, 'user_account')
      for name in ('announced_by_id', 'party_a_id', 'party_b_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draw')),
    sa.UniqueConstraint('number', name=op.f('uq_draw_number'))
    )
    for column in ('state', 'party_a_id', 'party_b_id'):
        op.create_index(op.f(f'ix_draw_{column}'), 'draw', [column], unique=False)
    op.create_table('draw_record',
    _number('id'),
    _number('draw_id'),
    _number('seq'),
    _key('kind'),
    _key('party'),
    sa.Column('body', sa.Text(), nullable=False),
    _key('sha256'),
    sa.Column('note', sa.Text(), nullable=False),
    _number('actor_id'),
    _moment('at'),
    _refer('draw_record', 'draw_id', 'draw'),
    _refer('draw_record', 'actor_id', 'user_account'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draw_record')),
    sa.UniqueConstraint('draw_id', 'seq', name=op.f('uq_draw_record_draw_id'))
    )
    op.create_table('drawn_station',
    _number('id'),
    _number('draw_id'),
    _number('station_id'),
    _number('place'),
    _key('how'),
    sa.Column('drawn_on', sa.Date(), nullable=False),
    _json('inspectors'),
    _refer('drawn_station', 'draw_id', 'draw'),
    _refer('drawn_station', 'station_id', 'station'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drawn_station')),
    sa.UniqueConstraint('draw_id', 'station_id', name=op.f('uq_drawn_station_draw_id'))
    )
    op.create_index(op.f('ix_drawn_station_station_id'), 'drawn_station', ['station_id'], unique=False)
    for statement in ledger.append_only.append_only_ddl('draw_record', op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for table in ('drawn_station', 'draw_record', 'draw', 'inspector'):
        op.drop_table(table)
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION draw_record_append_only()')
