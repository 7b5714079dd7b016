"""flights: record, logs, placed photos, station events; findings drawn by people"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import ledger.models.base
import ledger.spatial
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

SPATIAL = [
    ("photo", "footprint"),
    ("flight", "track"),
    ("flight_log", "track"),
]


def _json() -> sa.types.TypeEngine[Any]:
    return sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')


def _moment() -> sa.types.TypeEngine[Any]:
    return ledger.models.base.UtcDateTime(timezone=True)


def _geometry() -> sa.types.TypeEngine[Any]:
    return ledger.spatial.Geometry()


def _object(name: str) -> sa.Column[Any]:
    """A mapping that is empty in the rows that are there."""
    return sa.Column(name, _json(), nullable=False, server_default='{}')


def _list(name: str) -> sa.Column[Any]:
    return sa.Column(name, _json(), nullable=False, server_default='[]')


def _text(name: str, length: int, default: str = '') -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=length), nullable=False, server_default=default)


def _version() -> sa.Column[Any]:
    return sa.Column('version', sa.Integer(), nullable=False, server_default='1')


def _columns() -> dict[str, list[sa.Column[Any]]]:
    return {
        'flight': [
            _object('record'),
            sa.Column('started_at', _moment(), nullable=True),
            sa.Column('ended_at', _moment(), nullable=True),
            sa.Column('max_height_m', sa.Double(), nullable=True),
            sa.Column('track', _geometry(), nullable=True),
            _list('profile'),
            _list('coverage'),
            _object('mosaic'),
            _object('clock_offset'),
            _list('checks'),
            _version(),
        ],
        'photo': [
            sa.Column('footprint', _geometry(), nullable=True),
            sa.Column('gsd_m', sa.Double(), nullable=True),
            sa.Column('gsd_worst_m', sa.Double(), nullable=True),
            _list('quality'),
            _object('measures'),
            _text('placed_by', 64),
            _object('placement'),
            _text('duplicate_of', 255),
            _version(),
        ],
        'scene': [_object('nudge')],
        'finding': [
            _text('origin', 64, 'machine'),
            sa.Column('geom_before', _json(), nullable=True),
        ],
    }


REFERENCES = [('scene', 'flight_id', 'flight'), ('finding', 'drawn_by_id', 'user_account')]


def _refer(table: str, column: str, to: str) -> None:
    """Add a reference in place: a copied table would lose the triggers of its spatial index."""
    name = op.f(f'fk_{table}_{column}_{to}')
    op.execute(
        f'ALTER TABLE {table} ADD COLUMN {column} INTEGER CONSTRAINT {name} REFERENCES {to} (id)'
    )


def upgrade() -> None:
    for table, columns in _columns().items():
        for column in columns:
            op.add_column(table, column)
    for owner, name, to in REFERENCES:
        _refer(owner, name, to)
    op.create_index(op.f('ix_scene_flight_id'), 'scene', ['flight_id'], unique=False)
    # A photo that has a place had it from its own position until now.
    op.execute("UPDATE photo SET placed_by = 'gps' WHERE point IS NOT NULL")

    op.create_table('flight_log',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('flight_id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('filename', sa.String(length=255), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('dropped', _json(), nullable=False),
    sa.Column('reasons', _json(), nullable=False),
    sa.Column('asked', _json(), nullable=False),
    sa.Column('order', sa.String(length=64), nullable=False),
    sa.Column('started_at', _moment(), nullable=True),
    sa.Column('ended_at', _moment(), nullable=True),
    sa.Column('track', _geometry(), nullable=True),
    sa.Column('profile', _json(), nullable=False),
    sa.Column('created_at', _moment(), nullable=False),
    sa.ForeignKeyConstraint(['flight_id'], ['flight.id'], name=op.f('fk_flight_log_flight_id_flight')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flight_log')),
    sa.UniqueConstraint('flight_id', 'sha256', name=op.f('uq_flight_log_flight_id'))
    )
    op.create_index(op.f('ix_flight_log_flight_id'), 'flight_log', ['flight_id'], unique=False)

    op.create_table('station_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('station_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('flight_id', sa.Integer(), nullable=False),
    sa.Column('started_at', _moment(), nullable=False),
    sa.Column('ended_at', _moment(), nullable=False),
    sa.Column('distance_m', sa.Double(), nullable=False),
    sa.Column('hours', _json(), nullable=False),
    sa.Column('created_at', _moment(), nullable=False),
    sa.ForeignKeyConstraint(['flight_id'], ['flight.id'], name=op.f('fk_station_event_flight_id_flight')),
    sa.ForeignKeyConstraint(['station_id'], ['station.id'], name=op.f('fk_station_event_station_id_station')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_station_event')),
    sa.UniqueConstraint('flight_id', 'station_id', 'kind', name=op.f('uq_station_event_flight_id'))
    )
    op.create_index(op.f('ix_station_event_station_id'), 'station_event', ['station_id'], unique=False)

    for place, geometry in SPATIAL:
        for statement in ledger.spatial.index_ddl(place, geometry, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for place, geometry in SPATIAL:
        _drop_box(ledger.spatial.index_name(place, geometry), dialect)
    op.drop_table('station_event')
    op.drop_table('flight_log')
    op.drop_index(op.f('ix_scene_flight_id'), table_name='scene')
    for owner, name, _to in REFERENCES:
        op.execute(f'ALTER TABLE {owner} DROP COLUMN {name}')
    for table, columns in _columns().items():
        for column in reversed(columns):
            op.execute(f'ALTER TABLE {table} DROP COLUMN {column.name}')


def _drop_box(index: str, dialect: str) -> None:
    if dialect == 'postgresql':
        op.execute(f'DROP INDEX {index}')
        return
    for event in ('ins', 'upd', 'del'):
        op.execute(f'DROP TRIGGER {index}_{event}')
    op.execute(f'DROP TABLE {index}')
