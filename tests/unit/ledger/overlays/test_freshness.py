from datetime import UTC, datetime, timedelta

import pytest

from ledger.models import Reading
from ledger.overlays import freshness
from tests.factories import make_station

AT = datetime(2026, 7, 24, 11, tzinfo=UTC)


def status(session, age_h=None, **fields):
    station = make_station(session, **fields)
    if age_h is not None:
        add(session, station, AT - timedelta(hours=age_h))
    return freshness.statuses(session, [station.id], AT)[station.id]


def add(session, station, moment, parameter="pm10"):
    session.add(Reading(station_id=station.id, parameter=parameter, observed_at=moment, value=1.0))
    session.flush()


@pytest.mark.parametrize(
    ("age_h", "level"),
    [(0, "ok"), (2, "ok"), (2.1, "att"), (6, "att"), (6.1, "warn"), (24, "warn"), (24.1, "alarm")],
)
def test_an_air_station_ages_by_the_hour(session, age_h, level):
    assert status(session, age_h).level == level


@pytest.mark.parametrize(
    ("age_h", "level"),
    [
        (0, "ok"),
        (7.9, "ok"),
        (8, "att"),
        (11.9, "att"),
        (12, "warn"),
        (23.9, "warn"),
        (24, "alarm"),
    ],
)
def test_a_water_station_ages_by_missed_results_of_its_own_period(session, age_h, level):
    assert status(session, age_h, kind="water", period_min=240).level == level


def test_a_station_without_readings_is_grey_not_green(session):
    found = status(session)
    assert (found.level, found.reasons[0].code) == ("none", "overlay.freshness.never")


def test_an_approved_suspension_is_grey_whatever_the_readings(session):
    assert status(session, 0, suspended=True).level == "none"
    assert status(session, 100, suspended=True).level == "none"


def test_the_reason_names_value_limit_and_since_when(session):
    reason = status(session, 7).reasons[0]
    assert reason.since == AT - timedelta(hours=7)
    assert "2026-07-24 12:00" in reason.text("zh")
    assert "7.0" in reason.text("en")
    assert "2 h" in reason.text("en")


def test_readings_after_the_moment_do_not_count(session):
    station = make_station(session)
    add(session, station, AT - timedelta(hours=30))
    add(session, station, AT + timedelta(hours=1))
    assert freshness.statuses(session, [station.id], AT)[station.id].level == "alarm"


def test_any_parameter_that_arrives_keeps_a_station_fresh(session):
    station = make_station(session)
    add(session, station, AT - timedelta(hours=30))
    add(session, station, AT, parameter="o3")
    assert freshness.statuses(session, [station.id], AT)[station.id].level == "ok"
