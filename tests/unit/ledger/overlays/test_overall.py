from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from ledger import overlays
from ledger.models import Reading
from ledger.overlays.status import OVERLAYS, Reason, Status, overall, worst
from tests.factories import make_station, make_user
from tests.unit.ledger.overlays.test_issues import issue

AT = datetime(2026, 7, 24, 11, tzinfo=UTC)


def combined(issues, freshness, site):
    levels = {"issues": issues, "freshness": freshness, "site": site}
    return overall(
        {
            name: Status(level=level, reasons=(Reason(level=level, code=name),))
            for name, level in levels.items()
        }
    )


@pytest.mark.parametrize(
    ("levels", "level"),
    [
        (("ok", "ok", "none"), "ok"),
        (("ok", "none", "ok"), "ok"),
        (("ok", "warn", "none"), "warn"),
        (("alarm", "none", "none"), "alarm"),
        (("att", "ok", "warn"), "warn"),
        (("ok", "none", "none"), "none"),
    ],
)
def test_the_worst_test_wins_and_an_empty_ledger_alone_proves_nothing(levels, level):
    found = combined(*levels)
    assert found.level == level
    assert found.reasons[0].level == level
    assert len(found.reasons) == 3


def test_grey_is_worst_of_nothing_only():
    assert worst([]) == "none"
    assert worst(["none", "ok"]) == "ok"


def test_every_station_gets_every_overlay(session):
    stations = [make_station(session) for _ in range(3)]
    session.add(Reading(station_id=stations[0].id, parameter="pm10", observed_at=AT, value=1.0))
    issue(session, stations[1], grade=3)
    found = overlays.statuses(session, stations, AT, actor=make_user(session, "leader"))
    assert set(found) == {s.id for s in stations}
    assert all(set(found[s.id]) == set(OVERLAYS) for s in stations)
    assert [found[s.id]["overall"].level for s in stations] == ["ok", "alarm", "none"]


def test_no_station_asks_nothing(session):
    assert overlays.statuses(session, [], AT, actor=None) == {}


def test_more_stations_ask_no_more_questions(session, engine):
    boss = make_user(session, "leader")

    def asked(count):
        stations = [make_station(session) for _ in range(count)]
        session.flush()
        seen = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        overlays.statuses(session, stations, AT, actor=boss)
        event.remove(engine, "before_cursor_execute", listener)
        return len(seen)

    assert asked(2) == asked(40)


def test_every_reason_has_words_in_both_languages(session):
    station, boss = make_station(session), make_user(session, "leader")
    found = overlays.statuses(session, [station], AT, actor=boss)[station.id]
    for status in found.values():
        for reason in status.reasons:
            assert reason.text("zh") != reason.code
            assert reason.text("en") != reason.code
