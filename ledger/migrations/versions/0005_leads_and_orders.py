"""leads of every source; work orders and their checks"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import ledger.models.base
import ledger.spatial
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

TABLES = (
    'order_sample_item',
    'order_photo',
    'lead',
    'work_order',
    'order_sample',
    'order_import',
    'order_mapping',
)


def _json() -> sa.types.TypeEngine[Any]:
    return sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')


def _moment() -> sa.types.TypeEngine[Any]:
    return ledger.models.base.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table('order_mapping',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=False),
    sa.Column('headers', _json(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['organisation.id'], name=op.f('fk_order_mapping_company_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_mapping')),
    sa.UniqueConstraint('company_id', name=op.f('uq_order_mapping_company_id'))
    )
    op.create_table('order_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=False),
    sa.Column('filename', sa.String(length=255), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('counts', _json(), nullable=False),
    sa.Column('photos_upload', sa.String(length=36), nullable=False),
    sa.Column('photos', _json(), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', _moment(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['organisation.id'], name=op.f('fk_order_import_company_id_organisation')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_order_import_made_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_import'))
    )
    op.create_index(op.f('ix_order_import_company_id'), 'order_import', ['company_id'], unique=False)

    op.create_table('order_sample',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=False),
    sa.Column('pool', sa.String(length=64), nullable=False),
    sa.Column('pool_size', sa.Integer(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', _moment(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['organisation.id'], name=op.f('fk_order_sample_company_id_organisation')),
    sa.ForeignKeyConstraint(['made_by_id'], ['user_account.id'], name=op.f('fk_order_sample_made_by_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_sample'))
    )
    op.create_index(op.f('ix_order_sample_month'), 'order_sample', ['month'], unique=False)

    op.create_table('work_order',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=False),
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('import_id', sa.Integer(), nullable=True),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('planned_at', _moment(), nullable=False),
    sa.Column('due_at', _moment(), nullable=True),
    sa.Column('started_at', _moment(), nullable=True),
    sa.Column('finished_at', _moment(), nullable=True),
    sa.Column('closed_at', _moment(), nullable=True),
    sa.Column('person', sa.String(length=64), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('instrument', sa.String(length=128), nullable=False),
    sa.Column('consumable', sa.String(length=128), nullable=False),
    sa.Column('consumable_age_days', sa.Double(), nullable=True),
    sa.Column('parameters', sa.String(length=255), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('checks', _json(), nullable=False),
    sa.Column('checked_at', _moment(), nullable=True),
    sa.Column('covered', sa.Boolean(), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=True),
    sa.Column('created_at', _moment(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['organisation.id'], name=op.f('fk_work_order_company_id_organisation')),
    sa.ForeignKeyConstraint(['import_id'], ['order_import.id'], name=op.f('fk_work_order_import_id_order_import')),
    sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_work_order_station_id_station')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_work_order')),
    sa.UniqueConstraint('company_id', 'number', name=op.f('uq_work_order_company_id'))
    )
    op.create_index(op.f('ix_work_order_covered'), 'work_order', ['covered'], unique=False)
    op.create_index(op.f('ix_work_order_import_id'), 'work_order', ['import_id'], unique=False)
    op.create_index(op.f('ix_work_order_kind'), 'work_order', ['kind'], unique=False)
    op.create_index(op.f('ix_work_order_month'), 'work_order', ['month'], unique=False)
    op.create_index(op.f('ix_work_order_planned_at'), 'work_order', ['planned_at'], unique=False)
    op.create_index(op.f('ix_work_order_station_id'), 'work_order', ['station_id'], unique=False)

    op.create_table('lead',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=32), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=True),
    sa.Column('period', sa.String(length=7), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('source', sa.String(length=64), nullable=False),
    sa.Column('subject', sa.String(length=160), nullable=False),
    sa.Column('rule', sa.String(length=64), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('point', ledger.spatial.Geometry(), nullable=False),
    sa.Column('evidence', _json(), nullable=False),
    sa.Column('measured', sa.String(length=96), nullable=False),
    sa.Column('limit', sa.String(length=96), nullable=False),
    sa.Column('detail', _json(), nullable=False),
    sa.Column('withheld', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('issue_id', sa.Integer(), nullable=True),
    sa.Column('found_at', _moment(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', _moment(), nullable=True),
    sa.Column('created_at', _moment(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['organisation.id'], name=op.f('fk_lead_company_id_organisation')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user_account.id'], name=op.f('fk_lead_created_by_id_user_account')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['user_account.id'], name=op.f('fk_lead_decided_by_id_user_account')),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], name=op.f('fk_lead_issue_id_issue')),
    sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_lead_order_id_work_order')),
    sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_lead_station_id_station')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lead')),
    sa.UniqueConstraint('key', name=op.f('uq_lead_key')),
    sa.UniqueConstraint('number', name=op.f('uq_lead_number'))
    )
    op.create_index(op.f('ix_lead_code'), 'lead', ['code'], unique=False)
    op.create_index(op.f('ix_lead_company_id'), 'lead', ['company_id'], unique=False)
    op.create_index(op.f('ix_lead_issue_id'), 'lead', ['issue_id'], unique=False)
    op.create_index(op.f('ix_lead_order_id'), 'lead', ['order_id'], unique=False)
    op.create_index(op.f('ix_lead_period'), 'lead', ['period'], unique=False)
    op.create_index(op.f('ix_lead_rule'), 'lead', ['rule'], unique=False)
    op.create_index(op.f('ix_lead_source'), 'lead', ['source'], unique=False)
    op.create_index(op.f('ix_lead_state'), 'lead', ['state'], unique=False)
    op.create_index(op.f('ix_lead_station_id'), 'lead', ['station_id'], unique=False)
    op.create_index(op.f('ix_lead_subject'), 'lead', ['subject'], unique=False)

    op.create_table('order_photo',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('stored_sha', sa.String(length=64), nullable=True),
    sa.Column('thumb_sha', sa.String(length=64), nullable=True),
    sa.Column('look_hash', sa.String(length=16), nullable=False),
    sa.Column('taken_at', _moment(), nullable=True),
    sa.Column('why', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_order_photo_order_id_work_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_photo')),
    sa.UniqueConstraint('order_id', 'name', name=op.f('uq_order_photo_order_id'))
    )
    op.create_index(op.f('ix_order_photo_look_hash'), 'order_photo', ['look_hash'], unique=False)
    op.create_index(op.f('ix_order_photo_sha256'), 'order_photo', ['sha256'], unique=False)

    op.create_table('order_sample_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sample_id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.String(length=64), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('judged_by_id', sa.Integer(), nullable=True),
    sa.Column('judged_at', _moment(), nullable=True),
    sa.ForeignKeyConstraint(['judged_by_id'], ['user_account.id'], name=op.f('fk_order_sample_item_judged_by_id_user_account')),
    sa.ForeignKeyConstraint(['order_id'], ['work_order.id'], name=op.f('fk_order_sample_item_order_id_work_order')),
    sa.ForeignKeyConstraint(['sample_id'], ['order_sample.id'], name=op.f('fk_order_sample_item_sample_id_order_sample')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_sample_item')),
    sa.UniqueConstraint('sample_id', 'order_id', name=op.f('uq_order_sample_item_sample_id'))
    )
    op.create_index(op.f('ix_order_sample_item_order_id'), 'order_sample_item', ['order_id'], unique=False)


    for statement in ledger.spatial.index_ddl('lead', 'point', op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    _drop_box(ledger.spatial.index_name('lead', 'point'), op.get_bind().dialect.name)
    for table in TABLES:
        op.drop_table(table)


def _drop_box(index: str, dialect: str) -> None:
    if dialect == 'postgresql':
        op.execute(f'DROP INDEX {index}')
        return
    for event in ('ins', 'upd', 'del'):
        op.execute(f'DROP TRIGGER {index}_{event}')
    op.execute(f'DROP TABLE {index}')
