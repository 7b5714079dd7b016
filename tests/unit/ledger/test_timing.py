"""Days are counted in the unit of the type, by the Chinese office calendar, and never guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import Conflict, Forbidden, Refused
from ledger import audit
from ledger.models import Holiday
from ledger.timing import Calendar, calendar, days_between, due_on, is_overdue, left
from ledger.timing.holidays import import_holidays
from tests.factories import make_user
from tests.unit.ledger.issue_world import World

KNOWN = Calendar()
NEW_YEAR_2044 = "date,working,name,source\n2044-01-01,0,元旦,国办发明电\n2044-10-01,0,国庆节,x\n"


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 2, 17), False),  # Spring Festival, a Tuesday
        (date(2026, 2, 14), True),  # a Saturday worked for it
        (date(2025, 10, 8), False),  # National Day and Mid-Autumn, a Wednesday
        (date(2025, 9, 28), True),  # a Sunday worked for them
        (date(2026, 3, 7), False),
        (date(2026, 3, 9), True),
    ],
)
def test_holidays_and_the_days_worked_for_them_are_those_of_the_state_council(day, working):
    assert KNOWN.is_working(day) is working


def test_a_deadline_counts_from_the_day_after_in_its_own_unit():
    friday = date(2026, 2, 13)
    assert due_on(friday, 3, "calendar", KNOWN) == date(2026, 2, 16)
    # Saturday 14 is worked, 15 to 23 are the holidays, 24 and 25 follow.
    assert due_on(friday, 3, "working", KNOWN) == date(2026, 2, 25)
    assert due_on(friday, 0, "working", KNOWN) == friday
    with pytest.raises(Refused, match="calendar.too_long"):
        due_on(friday, 10**6, "calendar", KNOWN)


@given(
    st.dates(date(2005, 1, 1), date(2025, 6, 1)),
    st.integers(0, 60),
    st.sampled_from(["calendar", "working"]),
)
def test_what_is_due_after_so_many_days_is_so_many_days_away(start, days, unit):
    end = due_on(start, days, unit, KNOWN)
    assert days_between(start, end, unit, KNOWN) == days
    assert days_between(end, start, unit, KNOWN) == -days
    assert unit == "calendar" or days == 0 or KNOWN.is_working(end)


def test_a_year_that_nobody_knows_is_refused_and_not_guessed(session):
    for year in (1999, 2044):
        with pytest.raises(Refused, match="calendar.unknown_year") as refused:
            due_on(date(year, 3, 1), 2, "working", KNOWN)
        assert refused.value.params == {"year": year}
    assert due_on(date(2044, 3, 1), 2, "calendar", KNOWN) == date(2044, 3, 3)
    import_holidays(session, NEW_YEAR_2044.encode(), actor=None)
    assert due_on(date(2044, 3, 4), 2, "working", calendar(session)) == date(2044, 3, 8)
    assert audit.verify(session).ok


def test_imported_days_go_before_the_published_ones(session):
    session.add(Holiday(day=date(2026, 3, 9), working=False))
    session.flush()
    assert not calendar(session).is_working(date(2026, 3, 9))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("date,working,name,source\n2044-01-01,0,元旦,x\n", "calendar.incomplete_year"),
        ("date,working\n2026-13-01,0\n", "calendar.bad_row"),
        ("date,working\n2026-03-01,maybe\n", "calendar.bad_row"),
        ("nothing\nat all\n", "calendar.bad_row"),
    ],
)
def test_a_wrong_or_incomplete_file_of_holidays_is_refused(session, text, code):
    with pytest.raises(Refused, match=code):
        import_holidays(session, text.encode(), actor=None)


def test_only_the_bureau_imports_holidays(session):
    file = NEW_YEAR_2044.encode()
    with pytest.raises(Forbidden, match="calendar.not_allowed"):
        import_holidays(session, file, actor=make_user(session, "supervisor"))
    assert import_holidays(session, file, actor=make_user(session, "bureau_reviewer")).days == 2


@pytest.fixture
def world(session, monkeypatch):
    return World(session, monkeypatch)


def remaining(world):
    return left(world.issue, world.at, calendar(world.session))


def overdue_in_sql(world):
    world.session.flush()
    query = world.session.query(type(world.issue)).filter(is_overdue(world.at.date()))
    return bool(query.count())


def test_a_pause_moves_the_deadline_by_its_days_and_never_reaches_back(world):
    world.until("assigned")
    due = world.issue.deadline_on
    with pytest.raises(Forbidden, match="issue.not_allowed"):
        world.take("manager", "pause", reason="台风")
    with pytest.raises(Refused, match="issue.reason_missing"):
        world.take("two", "pause")
    world.at += timedelta(days=5)
    before = remaining(world).days
    world.take("two", "pause", reason="台风红色预警")
    world.at += timedelta(days=30)
    assert (remaining(world).days, remaining(world).overdue) == (before, False)
    assert not overdue_in_sql(world)
    with pytest.raises(Conflict, match="issue.paused"):
        world.take("manager", "file_plan")
    world.take("reviewer", "resume")
    assert world.issue.deadline_on == due + timedelta(days=30)
    assert remaining(world).days == before
    (pause,) = world.issue.pauses
    assert (pause.end_on - pause.start_on).days == 30
    world.at += timedelta(days=before + 1)
    with pytest.raises(Conflict, match="issue.pause_late"):
        world.take("two", "pause", reason="补办")
    assert audit.verify(world.session).ok


def test_a_pause_in_working_days_moves_the_deadline_by_working_days(world):
    world.until("assigned")
    issue = world.issue
    issue.deadline_on, issue.deadline_unit = date(2026, 3, 13), "working"
    world.session.flush()
    world.take("two", "pause", reason="停电")  # Friday 6
    world.at += timedelta(days=4)  # Tuesday 10: two working days later
    world.take("two", "resume")
    assert issue.deadline_on == date(2026, 3, 17)
    assert (remaining(world).days, remaining(world).unit) == (5, "working")


def test_what_was_reported_in_time_is_not_late_while_others_look_at_it(world):
    world.until("close_applied")
    world.at += timedelta(days=100)
    assert (remaining(world).overdue, overdue_in_sql(world)) == (False, False)
    world.take("one", "take_up")
    world.take("one", "fail", reason="没改好")
    assert (remaining(world).overdue, overdue_in_sql(world)) == (True, True)
    world.take("manager", "redo")
    world.apply()
    assert (remaining(world).overdue, overdue_in_sql(world)) == (True, True)


def test_in_an_unknown_year_calendar_days_are_said_as_calendar_days(world):
    world.until("assigned")
    world.issue.deadline_on, world.issue.deadline_unit = date(2043, 3, 6), "working"
    world.at = world.at.replace(year=2043, day=4)
    assert (remaining(world).days, remaining(world).unit) == (2, "calendar")
