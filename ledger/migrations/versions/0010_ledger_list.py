"""indexes for the ledger's list"""

from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

INDEXES = {
    'ix_issue_found_at': ['found_at'],
    'ix_issue_grade_found_at': ['grade', 'found_at'],
    'ix_issue_state_found_at': ['state', 'found_at'],
    'ix_issue_listed': [
        *('station_id', 'state', 'deadline_on', 'grade', 'kind', 'code', 'found_way'),
        *('responsible_org_id', 'principled', 'withheld', 'mode', 'responsible_kind', 'paused_on'),
        *('rectified_on', 'found_at'),
    ],
    'ix_issue_worded': ['title', 'number', 'station_id', 'code'],
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(name, 'issue', columns, unique=False)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, table_name='issue')
