from datetime import UTC, date, datetime, timedelta

from ledger import completeness, stations
from ledger.models import Reading
from tests.factories import make_station, make_user

AT = datetime(2026, 7, 24, 8, tzinfo=UTC)  # 16:00 in Beijing


def add(session, station, *moments):
    session.add_all(
        Reading(station_id=station.id, parameter=key, observed_at=moment, value=1.0)
        for moment in moments
        for key in ("pm10", "o3")
    )
    session.flush()


def test_thirty_days_stand_in_the_list_whether_anything_came_or_not(session):
    station = make_station(session)
    add(session, station, AT)
    found = completeness.days(session, station, AT)
    assert [day.date for day in found] == [date(2026, 6, 25) + timedelta(n) for n in range(30)]
    assert [(day.received, day.expected) for day in found[:-1]] == [(0, 24)] * 29
    assert (found[-1].received, found[-1].expected) == (1, 16)


def test_midnight_closes_the_day_before(session):
    station = make_station(session, period_min=240)
    midnight = datetime(2026, 7, 23, 16, tzinfo=UTC)
    add(session, station, midnight, midnight + timedelta(hours=4), AT + timedelta(hours=4))
    yesterday, today = completeness.days(session, station, AT, count=2)
    assert (yesterday.received, yesterday.expected) == (1, 6)
    assert (today.received, today.expected) == (1, 4)


def test_a_suspended_station_owes_nothing(session):
    station = make_station(session, suspended=True)
    add(session, station, AT)
    assert {day.expected for day in completeness.days(session, station, AT)} == {0}


def test_a_suspension_with_a_date_leaves_the_days_before_it_due(session):
    station = make_station(session)
    boss = make_user(session, "supervisor")
    stations.update(
        session, station, {"suspended": True}, actor=boss, effective_on=date(2026, 7, 23)
    )
    found = completeness.days(session, station, AT, count=3)
    assert [day.expected for day in found] == [24, 0, 0]
