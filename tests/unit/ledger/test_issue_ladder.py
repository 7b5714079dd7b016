"""The ladder of a deadline: each rung on its day, once, whoever goes round and how often."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from geo.errors import Conflict, Forbidden
from ledger import audit, clock
from ledger.db import new_session, transaction
from ledger.issues import ladder
from ledger.issues.lookback import lookbacks
from ledger.models import Issue, IssueEvent, IssueRung, Lead
from tests.factories import make_issue
from tests.unit.ledger.issue_world import World

DAYS = {"remind": -3, "yellow": 1, "supervise": 3, "interview": 7, "bad_credit": 15}


@pytest.fixture
def world(session, monkeypatch):
    return World(session, monkeypatch).until("rectifying")


def rounds(world, days):
    """Go round on a day so many days after the deadline; return the steps taken."""
    due = world.issue.deadline_on
    world.at = world.at + (due + timedelta(days=days) - world.at.date())
    return [event.action for event in ladder.climb(world.session, world.issue.id)]


def test_each_rung_is_reached_on_its_day_and_once(world):
    taken = {day: rounds(world, day) for day in range(-5, 18)}
    assert {step: day for day, steps in taken.items() for step in steps} == DAYS
    assert all(len(steps) <= 1 for steps in taken.values())
    assert [event.actor_id for event in world.issue.events[-5:]] == [None] * 5
    assert audit.verify(world.session).ok


def test_days_on_which_nothing_ran_are_made_good_but_not_a_reminder_that_is_too_late(world):
    assert rounds(world, 8) == ["yellow", "supervise", "interview"]
    assert rounds(world, 8) == []


def test_a_company_that_is_a_week_late_is_a_lead_of_its_own_and_a_local_duty_is_not(world):
    rounds(world, 7)
    (lead,) = world.session.query(Lead).all()
    assert (lead.code, lead.state, lead.station) == ("RCT-02", "triage", world.station)
    assert world.issue.number in lead.subject
    assert audit.verify(world.session).ok
    world.issue.responsible_kind, world.issue.responsible_org = "local_gov", world.bureau
    world.session.flush()
    world.take("district", "ask_extension", reason="雨", deadline_on="2030-01-01")
    world.take("reviewer", "extend", reason="雨", deadline_on="2030-01-01")
    assert "interview" in rounds(world, 7)
    assert world.session.query(Lead).count() == 1


def test_a_new_deadline_is_a_new_ladder(world):
    assert rounds(world, -1) == ["remind"]
    later = world.issue.deadline_on + timedelta(days=10)
    world.take("reviewer", "extend", reason="阴雨", deadline_on=later)
    assert rounds(world, -4) == []
    assert rounds(world, -3) == ["remind"]


def test_nothing_is_climbed_while_the_clock_stands_or_others_have_to_act(world):
    rounds(world, -1)
    world.take("one", "pause", reason="台风")
    world.at += timedelta(days=30)
    assert ladder.waiting(world.session) == []
    world.take("one", "resume")
    world.apply()
    world.at += timedelta(days=30)
    assert ladder.waiting(world.session) == []


def test_a_rung_is_the_systems_and_never_before_its_day(world):
    rounds(world, 0)
    for who in world.people:
        with pytest.raises(Forbidden, match="issue.not_allowed"):
            world.take(who, "yellow")
    with pytest.raises(Conflict, match="issue.rung_not_due"):
        world.take(None, "yellow")


def test_two_beats_at_once_write_each_rung_once(engine, monkeypatch):
    with transaction(engine) as session:
        world = World(session, monkeypatch).until("rectifying")
        world.at += timedelta(days=40)
        issue_id = world.issue.id
    start = Barrier(2)

    def beat():
        start.wait(30)
        return ladder.daily(engine)

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda run: run(), [beat, beat]))
    with new_session(engine) as session:
        steps = [event.action for event in session.get(Issue, issue_id).events[-4:]]
        assert session.query(IssueRung).count() == sum(done) == 4
        assert steps == ["yellow", "supervise", "interview", "bad_credit"]
        assert audit.verify(session).ok


@pytest.mark.parametrize(("grade", "share"), [(1, 0), (2, 2), (3, 10)])
def test_the_share_of_its_grade_is_looked_back_at_a_month_after_the_month_of_closing(
    session, monkeypatch, grade, share
):
    world = World(session, monkeypatch)
    one = world.people["one"]
    for _ in range(10):
        make_issue(session, world.station, one, state="closed", closed_at=world.at, grade=grade)
    world.at += timedelta(days=54)
    assert lookbacks(session) == []
    world.at += timedelta(days=1)
    chosen = lookbacks(session)
    assert len(set(chosen)) == share
    for issue_id in chosen:
        ladder.climb(session, issue_id)
        ladder._stepped(session, issue_id, "look_back")
    assert lookbacks(session) == []
    assert session.query(IssueEvent).filter_by(action="look_back").count() == share
    assert clock.now(session) == world.at
