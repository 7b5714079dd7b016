"""credit records of companies; training and qualification of people"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import ledger.append_only
import ledger.models.base

revision = '0007'
down_revision = '0005'
branch_labels = None
depends_on = None


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, ledger.models.base.UtcDateTime(timezone=True), nullable=nullable)


def _day(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _key(name: str, length: int = 64) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _refer(table: str, column: str, to: str, field: str = 'id') -> sa.ForeignKeyConstraint:
    name = op.f(f'fk_{table}_{column}_{to}')
    return sa.ForeignKeyConstraint([column], [f'{to}.{field}'], name=name)


def upgrade() -> None:
    op.create_table('credit_entry',
    _number('id'),
    _key('key', 96),
    _number('company_id'),
    _key('kind'),
    _key('reason_code'),
    _number('points'),
    sa.Column('capped', sa.Boolean(), nullable=False),
    _number('year'),
    _day('counts_on', nullable=False),
    _key('inspection'),
    _number('event_position'),
    _key('event_hash'),
    _number('issue_id', nullable=True),
    _key('issue_number', 32),
    _number('counters_id', nullable=True),
    _number('made_by_id', nullable=True),
    _text('note'),
    _moment('at'),
    sa.CheckConstraint('length(event_hash) = 64', name=op.f('ck_credit_entry_names_its_event')),
    sa.CheckConstraint(
        "(kind = 'charge' AND points > 0) OR (kind = 'counter' AND counters_id IS NOT NULL "
        "AND points <= 0) OR (kind = 'proven' AND points = 0)",
        name=op.f('ck_credit_entry_kind_and_points'),
    ),
    _refer('credit_entry', 'company_id', 'organisation'),
    _refer('credit_entry', 'event_position', 'issue_event', 'position'),
    _refer('credit_entry', 'event_hash', 'issue_event', 'hash'),
    _refer('credit_entry', 'counters_id', 'credit_entry'),
    _refer('credit_entry', 'made_by_id', 'user_account'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credit_entry')),
    sa.UniqueConstraint('key', name=op.f('uq_credit_entry_key')),
    sa.UniqueConstraint('counters_id', name=op.f('uq_credit_entry_counters_id'))
    )
    for column in ('company_id', 'counts_on', 'issue_id'):
        op.create_index(op.f(f'ix_credit_entry_{column}'), 'credit_entry', [column], unique=False)
    op.create_table('credit_appeal',
    _number('id'),
    _number('entry_id'),
    _number('company_id'),
    _key('state'),
    _text('text'),
    _number('filed_by_id'),
    _moment('filed_at'),
    _text('reason'),
    _number('decided_by_id', nullable=True),
    _moment('decided_at', nullable=True),
    _number('version'),
    _refer('credit_appeal', 'entry_id', 'credit_entry'),
    _refer('credit_appeal', 'company_id', 'organisation'),
    _refer('credit_appeal', 'filed_by_id', 'user_account'),
    _refer('credit_appeal', 'decided_by_id', 'user_account'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credit_appeal')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_credit_appeal_entry_id'))
    )
    op.create_table('credit_restriction',
    _number('id'),
    _key('number', 32),
    _number('company_id'),
    _key('state'),
    _number('points'),
    _key('edition'),
    _moment('proposed_at'),
    _number('proposed_by_id', nullable=True),
    _day('from_on'),
    _day('to_on'),
    _text('notice'),
    _number('noticed_by_id', nullable=True),
    _moment('noticed_at', nullable=True),
    _day('object_until'),
    _text('objection'),
    _number('objected_by_id', nullable=True),
    _moment('objected_at', nullable=True),
    _text('reason'),
    _text('repair'),
    _number('decided_by_id', nullable=True),
    _moment('decided_at', nullable=True),
    _text('lifted_reason'),
    _number('lifted_by_id', nullable=True),
    _day('lifted_on'),
    _number('version'),
    _refer('credit_restriction', 'company_id', 'organisation'),
    *(_refer('credit_restriction', f'{name}_by_id', 'user_account')
      for name in ('proposed', 'noticed', 'objected', 'decided', 'lifted')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credit_restriction')),
    sa.UniqueConstraint('number', name=op.f('uq_credit_restriction_number'))
    )
    for table in ('credit_appeal', 'credit_restriction'):
        for column in ('company_id', 'state'):
            op.create_index(op.f(f'ix_{table}_{column}'), table, [column], unique=False)
    for statement in ledger.append_only.append_only_ddl('credit_entry', op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for table in ('credit_restriction', 'credit_appeal', 'credit_entry'):
        op.drop_table(table)
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION credit_entry_append_only()')
