"""Issues of the four old states go on living in the full table, and the record still agrees."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic import command
from shapely.geometry import Point

from ledger import audit, chain, schema
from ledger.db import engine_for, new_session
from ledger.models import Issue, IssueEvent, Organisation, Station, User
from tests import postgres

T0 = datetime(2026, 3, 1, tzinfo=UTC)
OLD = (
    ("open", "on_spot", "fix_on_spot"),
    ("open", "time_limit", "assigned"),
    ("open", "transfer", "confirmed"),
    ("rectified", "time_limit", "verify"),
    ("verified", "time_limit", "approval"),
    ("closed", "time_limit", "closed"),
)


@pytest.fixture
def old_engine(tmp_path, database_server):
    """A database as it was before the full life of an issue."""
    path = f"sqlite:///{tmp_path / 'old.db'}"
    url = postgres.create(database_server) if database_server else path
    engine = engine_for(url)
    with engine.begin() as connection:
        if database_server:
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS postgis")
        command.upgrade(schema._config(connection), "0002")
    yield engine
    engine.dispose()
    if database_server:
        postgres.drop(database_server, url)


def put(connection, model, **values):
    """Write a row into a table as it was, with the model's defaults for what it had."""
    there = {column["name"] for column in sa.inspect(connection).get_columns(model.__tablename__)}
    for column in model.__table__.columns:
        if column.name in there and column.name not in values and column.default is not None:
            given = column.default.arg
            values[column.name] = given(None) if callable(given) else given
    columns = [sa.column(name, model.__table__.c[name].type) for name in values]
    connection.execute(sa.insert(sa.table(model.__tablename__, *columns)).values(values))


def fill(connection):
    put(connection, Organisation, id=1, key="om-1", kind="om_company", name_zh="运维一公司")
    who = {"email": "a@xunzhan.example", "name": "甲", "password": "!", "fs_uniquifier": "u"}
    put(connection, User, id=1, organisation_id=1, **who)
    place = {"anchor": Point(120.75, 30.75), "datum_claimed": "wgs84"}
    put(connection, Station, id=1, code="S1", name_zh="站", kind="air", **place)
    for n, (state, mode, _new) in enumerate(OLD, 1):
        put(
            connection,
            Issue,
            id=n,
            number=f"WT-1-{n}",
            station_id=1,
            code="ENV-01",
            kind="support",
            grade=2,
            title="问题",
            state=state,
            mode=mode,
            found_at=T0,
            found_by_id=1,
            found_way="onsite",
            point=Point(120.75, 30.75),
            responsible_kind="om_company",
            responsible_org_id=1,
            verified_by_id=1 if state == "verified" else None,
            rectified_by_id=1 if state in {"rectified", "verified"} else None,
        )
        _event(connection, n, state)


def _event(connection, n, state):
    """The record's entry as it was written then: with the old word and without the row."""
    entry = IssueEvent(
        position=n,
        seq=1,
        issue_id=n,
        issue_number=f"WT-1-{n}",
        at=T0,
        recorded_at=T0,
        action="accept",
        to_state=state,
        actor_name="",
        payload={},
        payload_hash=chain.digest({}),
    )
    entry.previous_hash = _event.last if n > 1 else chain.START
    entry.hash = _event.last = chain.entry_hash(entry)
    names = [column.name for column in IssueEvent.__table__.columns if column.name != "id"]
    put(connection, IssueEvent, **{name: getattr(entry, name) for name in names})


def test_every_old_state_has_its_place_in_the_table_and_the_record_agrees(old_engine):
    with old_engine.begin() as connection:
        fill(connection)
    schema.migrate(old_engine)
    with new_session(old_engine) as session:
        issues = session.query(Issue).order_by(Issue.id).all()
        assert [issue.state for issue in issues] == [new for _old, _mode, new in OLD]
        assert {issue.steps_taken for issue in issues} == {1}
        assert issues[3].rectified_org_id == 1
        assert [row.verifier_id for row in issues[4].verifications] == [1]
        assert audit.verify(session).ok
