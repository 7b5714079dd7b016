"""the full life of an issue: states, plans, verifications, pauses, holidays"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import ledger.models.base

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

REFERENCES = [('issue', 'parent_id', 'issue'), ('issue', 'rectified_org_id', 'organisation')]
STATES = """UPDATE issue SET state = CASE
    WHEN state = 'rectified' THEN 'verify'
    WHEN state = 'verified' THEN 'approval'
    WHEN state = 'open' AND mode = 'on_spot' THEN 'fix_on_spot'
    WHEN state = 'open' AND mode = 'time_limit' AND responsible_org_id IS NOT NULL THEN 'assigned'
    WHEN state = 'open' THEN 'confirmed'
    ELSE state END"""
BACK = """UPDATE issue SET state = CASE
    WHEN state = 'verify' THEN 'rectified'
    WHEN state = 'approval' THEN 'verified'
    WHEN state IN ('closed', 'lookback', 'merged', 'rejected') THEN 'closed'
    ELSE 'open' END"""
COUNTED = """UPDATE issue SET steps_taken =
    (SELECT count(*) FROM issue_event WHERE issue_event.issue_id = issue.id)"""
RECTIFIER = """UPDATE issue SET rectified_org_id =
    (SELECT organisation_id FROM user_account WHERE user_account.id = issue.rectified_by_id)
    WHERE rectified_by_id IS NOT NULL"""
VERIFIED = """INSERT INTO issue_verification (issue_id, round, verifier_id, passed, note, at)
    SELECT id, 1, verified_by_id, true, '', created_at FROM issue
    WHERE verified_by_id IS NOT NULL"""


def _json() -> sa.types.TypeEngine[Any]:
    return sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')


def _moment() -> sa.types.TypeEngine[Any]:
    return ledger.models.base.UtcDateTime(timezone=True)


def _number(name: str, default: int) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=str(default))


def _text(name: str, length: int) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=length), nullable=False, server_default='')


def _columns() -> list[sa.Column[Any]]:
    dates = ('plan_due_on', 'extended_from', 'paused_on', 'rectified_on')
    return [
        _text('responsible_person', 64),
        _number('credit_points', 0),
        *(sa.Column(name, sa.Date(), nullable=True) for name in dates),
        _number('rounds', 1),
        sa.Column('verifiers', _json(), nullable=False, server_default='[]'),
        _text('close_no', 40),
        sa.Column('raised', _json(), nullable=True),
        _number('steps_taken', 0),
    ]


def _table(name: str, *columns: Any) -> None:
    """Create a table of things about an issue, with its index."""
    op.create_table(
        name,
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('issue_id', sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], name=op.f(f'fk_{name}_issue_id_issue')),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{name}')),
    )
    op.create_index(op.f(f'ix_{name}_issue_id'), name, ['issue_id'], unique=False)


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f'{to}.id'], name=op.f(f'fk_{table}_{column}_{to}'))


def upgrade() -> None:
    for column in _columns():
        op.add_column('issue', column)
    for owner, name, to in REFERENCES:
        # In place: a copied table would lose the triggers of its spatial index.
        label = op.f(f'fk_{owner}_{name}_{to}')
        op.execute(
            f'ALTER TABLE {owner} ADD COLUMN {name} INTEGER CONSTRAINT {label} REFERENCES {to} (id)'
        )
    for name in ('parent_id', 'deadline_on'):
        op.create_index(op.f(f'ix_issue_{name}'), 'issue', [name], unique=False)
    _tables()
    for statement in (STATES, COUNTED, RECTIFIER, VERIFIED):
        op.execute(statement)


def _tables() -> None:
    _table(
        'issue_plan',
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('measures', _json(), nullable=False),
        sa.Column('author_id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=True),
        sa.Column('filed_at', _moment(), nullable=False),
        sa.Column('returned_reason', sa.Text(), nullable=False),
        sa.Column('filing_no', sa.String(length=48), nullable=False),
        _key('issue_plan', 'author_id', 'user_account'),
        _key('issue_plan', 'organisation_id', 'organisation'),
        sa.UniqueConstraint('issue_id', 'version', name=op.f('uq_issue_plan_issue_id')),
    )
    _table(
        'issue_verification',
        sa.Column('round', sa.Integer(), nullable=False),
        sa.Column('verifier_id', sa.Integer(), nullable=False),
        sa.Column('passed', sa.Boolean(), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.Column('at', _moment(), nullable=False),
        _key('issue_verification', 'verifier_id', 'user_account'),
        sa.UniqueConstraint(
            'issue_id', 'round', 'verifier_id', name=op.f('uq_issue_verification_issue_id')
        ),
    )
    _table(
        'issue_pause',
        sa.Column('start_on', sa.Date(), nullable=False),
        sa.Column('end_on', sa.Date(), nullable=True),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=False),
        _key('issue_pause', 'by_id', 'user_account'),
    )
    _table(
        'issue_rung',
        sa.Column('deadline_on', sa.Date(), nullable=False),
        sa.Column('step', sa.String(length=64), nullable=False),
        sa.Column('at', _moment(), nullable=False),
        sa.UniqueConstraint('issue_id', 'deadline_on', 'step', name=op.f('uq_issue_rung_issue_id')),
    )
    op.create_table(
        'holiday',
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('working', sa.Boolean(), nullable=False),
        sa.Column('name', sa.String(length=64), nullable=False),
        sa.Column('source', sa.String(length=255), nullable=False),
        sa.Column('imported_by_id', sa.Integer(), nullable=True),
        sa.Column('imported_at', _moment(), nullable=False),
        _key('holiday', 'imported_by_id', 'user_account'),
        sa.PrimaryKeyConstraint('day', name=op.f('pk_holiday')),
    )


def downgrade() -> None:
    """Give back the four states; what the new columns and tables said is lost."""
    op.execute(BACK)
    for table in ('holiday', 'issue_rung', 'issue_pause', 'issue_verification', 'issue_plan'):
        op.drop_table(table)
    for name in ('deadline_on', 'parent_id'):
        op.drop_index(op.f(f'ix_issue_{name}'), table_name='issue')
    for column in _columns():
        op.drop_column('issue', column.name)
    for owner, name, to in REFERENCES:
        if op.get_bind().dialect.name == 'postgresql':
            op.drop_constraint(op.f(f'fk_{owner}_{name}_{to}'), owner, type_='foreignkey')
            op.drop_column(owner, name)
