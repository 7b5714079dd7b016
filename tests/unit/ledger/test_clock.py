from datetime import UTC, datetime, timedelta

import pytest

import settings
from ledger import clock
from ledger.models import Meta

THEN = datetime(2026, 7, 24, 11, tzinfo=UTC)


@pytest.fixture
def fixed(monkeypatch, tmp_path):
    def fix(moment):
        monkeypatch.setattr(
            settings, "get", lambda: settings.Settings(home=tmp_path, demo_now=moment)
        )

    fix(None)
    return fix


def test_without_a_demo_it_is_the_real_time(session, fixed):
    assert abs(clock.now(session) - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_loaded_demo_stands_at_the_last_hour_of_its_data(session, fixed):
    session.add(Meta(key="demo", value={"set": "sample", "now": "2026-07-24T19:00:00+08:00"}))
    session.flush()
    assert clock.now(session) == THEN
    assert clock.now(session).tzinfo is UTC


def test_the_setting_wins(session, fixed):
    fixed(THEN)
    session.add(Meta(key="demo", value={"now": "2020-01-01T00:00:00+00:00"}))
    session.flush()
    assert clock.now(session) == THEN
