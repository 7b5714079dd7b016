from datetime import UTC, date, datetime

import pytest
from shapely.geometry import Point

from ledger.models import Issue
from ledger.overlays import issues
from tests.factories import make_station, make_user

AT = datetime(2026, 7, 24, 11, tzinfo=UTC)


def issue(session, station, **fields):
    number = f"WT-330400-2026-{session.query(Issue).count() + 1:05d}"
    row = Issue(
        **{
            "number": number,
            "station_id": station.id,
            "code": "OPS-01",
            "kind": "quality",
            "grade": 1,
            "title": "滤膜超期",
            "mode": "time_limit",
            "found_at": AT,
            "found_by_id": make_user(session, "supervisor").id,
            "found_way": "onsite",
            "point": Point(120.75, 30.75),
            "responsible_kind": "om_company",
            "deadline_on": date(2026, 8, 30),
        }
        | fields
    )
    session.add(row)
    session.flush()
    return row


def seen(session, *stations, at=AT):
    boss = make_user(session, "supervisor")
    return issues.statuses(session, [station.id for station in stations], at, actor=boss)


def status(session, *several):
    station = make_station(session)
    for fields in several:
        issue(session, station, **fields)
    return seen(session, station)[station.id]


def test_no_open_issue_is_green(session):
    assert status(session).level == "ok"
    assert status(session, {"grade": 3, "state": "closed"}).level == "ok"


@pytest.mark.parametrize(("grade", "level"), [(1, "att"), (2, "warn"), (3, "alarm")])
def test_the_grade_of_an_open_issue_decides(session, grade, level):
    assert status(session, {"grade": grade}).level == level


@pytest.mark.parametrize(
    ("deadline", "level", "code"),
    [
        (date(2026, 7, 28), "att", "overlay.issues.grade_1"),
        (date(2026, 7, 27), "warn", "overlay.issues.due"),
        (date(2026, 7, 24), "warn", "overlay.issues.due"),
        (date(2026, 7, 23), "alarm", "overlay.issues.overdue"),
        (None, "att", "overlay.issues.grade_1"),
    ],
)
def test_a_deadline_that_nears_or_is_over_makes_it_worse(session, deadline, level, code):
    found = status(session, {"deadline_on": deadline})
    assert (found.level, found.reasons[0].code) == (level, code)


def test_the_day_is_beijings(session):
    station = make_station(session)
    issue(session, station, deadline_on=date(2026, 7, 24))
    late = datetime(2026, 7, 24, 16, 30, tzinfo=UTC)  # already the 25th there
    assert seen(session, station, at=late)[station.id].level == "alarm"


def test_what_is_rectified_in_time_does_not_run_late_while_it_waits(session):
    found = status(
        session,
        {"deadline_on": date(2026, 7, 1), "state": "verify", "rectified_on": date(2026, 6, 30)},
    )
    assert found.reasons[0].code == "overlay.issues.grade_1"


def test_every_issue_is_a_reason_and_the_worst_comes_first(session):
    found = status(session, {"grade": 1}, {"grade": 3}, {"deadline_on": date(2026, 7, 20)})
    assert [reason.level for reason in found.reasons] == ["alarm", "alarm", "att"]
    assert found.reasons[0].link.startswith("/issues/WT-")
    assert "4 个日历日" in " ".join(reason.text("zh") for reason in found.reasons)


def test_one_stations_issues_do_not_colour_another(session):
    busy, quiet = make_station(session), make_station(session)
    issue(session, busy, grade=3)
    found = seen(session, busy, quiet)
    assert (found[busy.id].level, found[quiet.id].level) == ("alarm", "ok")
