from datetime import UTC, datetime

import pytest
from shapely.geometry import Point
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from ledger import schema
from ledger.models import IssueEvent, Station
from ledger.spatial import intersects
from tests.factories import make_station

T0 = datetime(2026, 1, 1, tzinfo=UTC)


def test_migrations_and_models_say_the_same(engine):
    assert schema.is_current(engine)
    assert schema.drift(engine) == []


def test_migrating_twice_changes_nothing(engine):
    schema.migrate(engine)
    assert schema.is_current(engine)


def _codes(session, bbox):
    return session.scalars(select(Station.code).where(intersects(Station.anchor, bbox))).all()


def test_box_filter_finds_only_what_lies_in_the_box(session):
    make_station(session, code="IN", anchor=Point(120.5, 30.5))
    make_station(session, code="OUT", anchor=Point(121.5, 30.5))
    assert _codes(session, (120, 30, 121, 31)) == ["IN"]


def test_box_filter_follows_a_moved_and_a_deleted_station(session):
    station = make_station(session, code="MOVED", anchor=Point(120.5, 30.5))
    station.anchor = Point(-1.32343, 42.8803)
    session.flush()
    assert _codes(session, (120, 30, 121, 31)) == []
    assert _codes(session, (-2, 42, -1, 43)) == ["MOVED"]
    session.delete(station)
    session.flush()
    assert _codes(session, (-2, 42, -1, 43)) == []


def test_geometry_comes_back_as_it_went_in(session):
    station = make_station(session, anchor=Point(120.123456789012, 30.987654321098))
    session.commit()
    session.expire_all()
    assert session.get(Station, station.id).anchor == Point(120.123456789012, 30.987654321098)


@pytest.mark.parametrize(
    "statement", ["UPDATE issue_event SET action = 'x'", "DELETE FROM issue_event"]
)
def test_the_database_itself_refuses_to_change_the_record(session, statement):
    session.add(
        IssueEvent(
            position=1,
            seq=1,
            at=T0,
            recorded_at=T0,
            action="accept",
            payload={},
            payload_hash="a" * 64,
            previous_hash="0" * 64,
            hash="b" * 64,
        )
    )
    session.flush()
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(statement))
