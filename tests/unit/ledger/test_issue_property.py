"""Whatever people try, through the one way to take a step: the table and its separations hold."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, func, select

from geo.errors import XunzhanError
from ledger import audit, clock, issues
from ledger.db import new_session
from ledger.issues.context import own_work
from ledger.models import IssueEvent
from tests.unit.ledger.issue_world import AT, PLAN, World, photo

WHO = st.sampled_from(
    [
        *("tech", "manager", "stranger", "district", "one", "two", "reviewer", "both", "insider"),
        *("leader", "image", "pilot", "neighbour", "nobody", None),
    ]
)
RARE = ("reject", "merge", "progress", "pause", "ask_extension")
STEP = st.sampled_from(list(issues.STEPS))
DATA = {
    "note": st.just("看过"),
    "reason": st.just("理由"),
    "evidence": st.just([photo(n, measure=n) for n in (1, 2)]),
    "plan": st.just(PLAN),
    "deadline_on": st.dates(AT.date() - timedelta(days=3), AT.date() + timedelta(days=90)),
    "case_result": st.just("立案"),
    "responsible": st.sampled_from(["om-w", "district-w", "city"]),
}
GIVEN = st.fixed_dictionaries({}, optional=DATA)


class Life(RuleBasedStateMachine):
    """Everybody tries everything; what succeeded must have been allowed."""

    engine: Engine

    def __init__(self):
        super().__init__()
        self.session = new_session(self.engine)
        self.at, self.events = AT, 0
        self.real, clock.now = clock.now, lambda _session: self.at

    @initialize(
        grade=st.sampled_from([1, 2, 3]),
        mode=st.sampled_from(["on_spot", "time_limit", "time_limit", "transfer"]),
        kind=st.sampled_from(["support", "support", "interference"]),
    )
    def begin(self, grade, mode, kind):
        fields = {"principled": True} if mode == "transfer" else {}
        self.world = World(self.session, grade=grade, mode=mode, kind=kind, **fields)

    @rule(who=WHO, step=STEP, data=GIVEN)
    def anybody_tries_anything(self, who, step, data):
        self.attempt(who, step, data)

    @rule(data=st.data(), times=st.integers(1, 4))
    def people_take_what_is_offered_to_them(self, data, times):
        """Go deep: steps that lead on, with everything they could ask for."""
        for _ in range(times):
            offered = self.offered()
            if offered:
                who, step = data.draw(st.sampled_from(offered))
                self.attempt(who, step, self.all_of(step, data.draw(st.integers(1, 60))))

    def offered(self):
        found = [
            (who, step)
            for who in self.world.people
            for step, blocked in self.world.offered(who).items()
            if blocked is None and step not in RARE
        ]
        return found or [("one", step) for step in RARE]

    def photos(self):
        self.world.photos += 10
        return self.world.photos

    def all_of(self, step, days):
        given = {
            "note": "看过",
            "reason": "理由",
            "evidence": [photo(self.photos() + n, measure=n) for n in (1, 2)],
            "plan": PLAN,
            "deadline_on": (self.world.issue.deadline_on or self.at.date()) + timedelta(days=days),
            "case_result": "立案",
        }
        return given | ({"verifiers": self.world.ids("one", "two")} if step == "take_up" else {})

    @rule(days=st.integers(0, 45))
    def time_goes_by(self, days):
        self.at += timedelta(days=days)

    @rule(who=WHO, step=STEP)
    def an_old_view_changes_nothing(self, who, step):
        old = self.world.issue.version - 1
        assert not self.attempt(who, step, {"version": old})

    def attempt(self, who, step, data):
        issue, person = self.world.issue, self.world.people.get(who)
        before, rounds = issue.state, issue.rounds
        judged = own_work(person, issue) if person else False
        try:
            with self.session.begin_nested():
                event = self.world.take(who, step, **data)
        except XunzhanError:
            self.session.refresh(issue)
            assert issue.state == before
            return False
        row = next(r for r in issues.STEPS[step] if r.from_state in {before, "*"})
        roles = {grant.role for grant in person.grants} if person else {"system"}
        assert roles & set(row.roles)
        assert event.from_state == before
        assert event.to_state in {row.to_state, before} | ({"verify"} if step == "pass" else set())
        if step in {"take_up", "pass", "fail", "approve", "disapprove", "look_back_ok", "relapse"}:
            assert not judged
        if step == "pass" and issue.state == "approval":
            self.check_verified(rounds)
        return True

    def check_verified(self, rounds):
        issue = self.world.issue
        passed = {v.verifier_id for v in issue.verifications if v.passed and v.round == rounds}
        assert len(passed) >= (2 if issue.grade == 3 else 1)
        assert issue.rectified_by_id not in passed

    @invariant()
    def closed_means_verified_by_others_and_approved(self):
        issue = self.world.issue
        if issue.state != "closed" or issue.mode == "transfer":
            return
        self.check_verified(issue.rounds)
        passed = {v.verifier_id for v in issue.verifications if v.round == issue.rounds}
        assert issue.closed_by_id not in passed
        closer = next(p for p in self.world.people.values() if p.id == issue.closed_by_id)
        if issue.grade >= 2 and not issue.raised:
            assert "bureau_reviewer" in {grant.role for grant in closer.grants}
        assert issue.kind != "interference" or issue.responsible_kind != "om_company"

    @invariant()
    def version_row_and_record_grow_together(self):
        issue = self.world.issue
        count = select(func.count()).where(IssueEvent.issue_id == issue.id)
        events = self.session.scalar(count)
        assert (issue.version, issue.steps_taken) == (1 + events, events)
        assert events >= self.events
        self.events = events
        assert audit.verify(self.session).ok
        assert issue.extended_from is None or issue.deadline_on > issue.extended_from

    def teardown(self):
        clock.now = self.real
        self.session.rollback()
        self.session.close()


def test_whatever_people_try_the_life_of_an_issue_keeps_its_rules(engine):
    run_state_machine_as_test(
        type("LifeHere", (Life,), {"engine": engine}),
        settings=settings(
            max_examples=20,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
