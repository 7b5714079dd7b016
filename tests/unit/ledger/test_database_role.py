"""In production the service's role adds to the record and cannot change it."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from geo.errors import Refused
from ledger import audit, database_role
from tests.unit.ledger.issue_world import World


@pytest.fixture
def service(engine):
    """An engine as the role that runs the service; on PostgreSQL only."""
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no roles")
    name = f"xz_app_{uuid.uuid4().hex[:8]}"
    with engine.begin() as connection:
        database_role.grant(connection, name, password="only of this test")
    opened = create_engine(engine.url.set(username=name, password="only of this test"))
    yield opened
    opened.dispose()
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP OWNED BY {name}")
        connection.exec_driver_sql(f"DROP ROLE {name}")


def test_the_ledger_works_with_the_role_of_the_service(service):
    with Session(service) as session:
        world = World(session).until("closed")
        session.commit()
        assert audit.verify(session).ok
        assert world.issue.state == "closed"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE issue_event SET action = 'x'",
        "DELETE FROM issue_event",
        "TRUNCATE issue_event CASCADE",
        "DROP TRIGGER issue_event_append_only ON issue_event",
        "ALTER TABLE issue_event DISABLE TRIGGER ALL",
        "DELETE FROM draw_record",
        "UPDATE rule_row SET reason = 'x'",
        "CREATE TABLE mine (id int)",
        "UPDATE alembic_version SET version_num = 'x'",
        "SET session_replication_role = replica",
    ],
)
def test_the_role_of_the_service_cannot_touch_what_is_recorded(service, statement):
    with service.connect() as connection, pytest.raises(ProgrammingError, match=r"denied|owner"):
        connection.execute(text(statement))


def test_granting_again_after_a_migration_changes_nothing(engine, service):
    with engine.begin() as connection:
        given = database_role.grant(connection, service.url.username)
    assert {"issue_event", "draw_record", "rule_row"} <= set(given["append_only"])
    assert not set(given["append_only"]) & set(given["writable"])


def test_who_could_take_the_guards_away_is_refused(engine):
    with engine.begin() as connection, pytest.raises(Refused) as refusal:
        database_role.grant(connection, engine.url.username or "nobody")
    expected = (
        "audit.role_owner" if engine.dialect.name == "postgresql" else "audit.role_postgresql"
    )
    assert refusal.value.code == expected


def test_a_role_name_is_a_plain_word_and_a_missing_role_needs_a_password(engine):
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no roles")
    for name, code in (('x"; DROP', "audit.role_name"), ("xz_nobody", "audit.role_missing")):
        with engine.begin() as connection, pytest.raises(Refused) as refusal:
            database_role.grant(connection, name)
        assert refusal.value.code == code
