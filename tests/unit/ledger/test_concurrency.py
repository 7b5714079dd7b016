"""Two people at once: exactly one wins, numbers have no gap, the chain has no fork."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from geo.errors import Conflict
from ledger import audit, counters, issues, review
from ledger.db import new_session, transaction
from ledger.models import Finding, Issue, IssueEvent, User
from tests.factories import (
    make_finding,
    make_issue,
    make_organisation,
    make_scene,
    make_station,
    make_user,
)

CROWD = 4


@pytest.fixture
def world(engine):
    with transaction(engine) as session:
        station = make_station(session, kind="water", company=make_organisation(session))
        scene = make_scene(session, station)
        return {
            "people": [make_user(session, "supervisor").id for _ in range(CROWD)],
            "leads": [make_finding(session, station, scene).id for _ in range(CROWD)],
            "issue": make_issue(
                session, station, make_user(session), state="verify", responsible_org_id=None
            ).id,
        }


def together(engine, actions):
    """Run the actions at once, each in its own transaction; return results or Conflicts."""
    start = Barrier(len(actions))

    def run(action):
        with new_session(engine) as session:
            start.wait(30)
            try:
                result = action(session)
                session.commit()
            except Conflict as conflict:
                session.rollback()
                return conflict
            return result

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_of_reviewers_who_decide_at_once_exactly_one_wins(engine, world):
    lead = world["leads"][0]

    def accept(person):
        def act(session):
            finding, actor = session.get(Finding, lead), session.get(User, person)
            issue = review.accept(session, finding, actor=actor, code="INT-04", grade=3, version=1)
            return issue.number

        return act

    def reject(person):
        def act(session):
            finding, actor = session.get(Finding, lead), session.get(User, person)
            review.reject(session, finding, actor=actor, reason="shadow", version=1)
            return "rejected"

        return act

    people = world["people"]
    results = together(
        engine, [(accept if n % 2 else reject)(person) for n, person in enumerate(people)]
    )
    losers = [result for result in results if isinstance(result, Conflict)]
    assert len(losers) == CROWD - 1
    assert {loser.code for loser in losers} == {"finding.already_decided"}
    with new_session(engine) as session:
        winner = session.get(Finding, lead).decided_by.name
        assert {loser.params["name"] for loser in losers} == {winner}
        made = session.query(Issue).filter(Issue.number.like("WT-000000-%-00001")).count()
        assert made == (session.get(Finding, lead).state == "accepted")
        decisions = ("accept", "reject")
        assert session.query(IssueEvent).filter(IssueEvent.action.in_(decisions)).count() == 1


def test_issues_made_at_once_get_their_own_numbers_without_a_gap(engine, world):
    def accept(lead, person):
        def act(session):
            finding, actor = session.get(Finding, lead), session.get(User, person)
            issue = review.accept(session, finding, actor=actor, code="INT-04", grade=3, version=1)
            return issue.number[-5:]

        return act

    pairs = zip(world["leads"], world["people"], strict=True)
    assert sorted(together(engine, [accept(*pair) for pair in pairs])) == [
        f"{n:05d}" for n in range(1, CROWD + 1)
    ]
    with new_session(engine) as session:
        report = audit.verify(session)
    assert (report.ok, report.checked) == (True, 2 * CROWD)


def test_of_verifiers_at_once_exactly_one_wins(engine, world):
    def verify(person):
        def act(session):
            issue, actor = session.get(Issue, world["issue"]), session.get(User, person)
            issues.take(session, issue, "pass", actor=actor, version=1, data={"note": "现场看过"})
            return issue.state

        return act

    results = together(engine, [verify(person) for person in world["people"]])
    assert results.count("approval") == 1
    assert {r.code for r in results if isinstance(r, Conflict)} == {"issue.changed"}


def test_a_rolled_back_number_is_given_again(engine):
    with new_session(engine) as session:
        assert counters.following(session, "x") == 1
        session.rollback()
        assert counters.following(session, "x") == 1
        session.commit()
        assert counters.following(session, "x") == 2
        assert counters.following(session, "y") == 1
