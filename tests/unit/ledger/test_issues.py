"""The life of an issue: only allowed steps, never by the one whose work it is."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine, select

from geo.errors import Conflict, Forbidden, Refused, XunzhanError
from ledger import access, audit, issues
from ledger.db import new_session
from ledger.models import Issue, IssueEvent
from tests.factories import (
    make_finding,
    make_issue,
    make_organisation,
    make_scene,
    make_station,
    make_user,
)

PROOF = [{"sha256": "f" * 64, "kind": "proof", "mime": "image/jpeg"}]


class Ledger:
    """One issue of a company, and everybody who might touch it."""

    def __init__(self, session, **fields):
        self.session = session
        company = make_organisation(session)
        city = make_organisation(session, kind="city_bureau")
        centre = make_organisation(session, kind="city_bureau")
        self.station = make_station(session, company=company)
        self.people = {
            "tech": make_user(session, "om_tech", organisation=company),
            "manager": make_user(session, "om_manager", organisation=company),
            "stranger": make_user(session, "om_manager", organisation=make_organisation(session)),
            "supervisor": make_user(session, "supervisor", organisation=centre),
            "reviewer": make_user(session, "bureau_reviewer", organisation=city),
            # A person of the company who also verifies elsewhere.
            "insider": make_user(session, "supervisor", organisation=company),
            "both": make_user(session, "supervisor", "om_tech", organisation=company),
            "leader": make_user(session, "leader", organisation=city),
            "nobody": make_user(session),
        }
        self.issue = make_issue(session, self.station, self.people["supervisor"], **fields)

    def rectify(self, who="tech", **fields):
        values = {"note": "已清理", "evidence": PROOF, "version": self.issue.version} | fields
        issues.rectify(self.session, self.issue, actor=self.people[who], **values)

    def verify(self, who="supervisor", **fields):
        values = {"passed": True, "note": "", "version": self.issue.version} | fields
        issues.verify(self.session, self.issue, actor=self.people[who], **values)

    def close(self, who="reviewer", **fields):
        values = {"note": "", "version": self.issue.version} | fields
        issues.close(self.session, self.issue, actor=self.people[who], **values)

    def steps(self, who):
        return issues.steps(self.people[who], self.issue)


@pytest.fixture
def ledger(session):
    return Ledger(session)


def test_an_issue_is_rectified_verified_by_somebody_else_and_closed(ledger):
    issue = ledger.issue
    assert (ledger.steps("tech"), ledger.steps("supervisor")) == (["rectify"], [])
    ledger.rectify()
    assert issue.evidence[-1]["sha256"] == "f" * 64
    assert issue.evidence[-1]["by"] == ledger.people["tech"].name
    assert (ledger.steps("tech"), ledger.steps("supervisor")) == ([], ["verify"])
    ledger.verify()
    assert ledger.steps("reviewer") == ["close"]
    ledger.close()
    assert (issue.state, issue.closed_by_id) == ("closed", ledger.people["reviewer"].id)
    assert all(ledger.steps(who) == [] for who in ledger.people)
    assert [(e.seq, e.action, e.from_state, e.to_state) for e in issue.events] == [
        (1, "rectify", "open", "rectified"),
        (2, "verify", "rectified", "verified"),
        (3, "close", "verified", "closed"),
    ]
    assert audit.verify(ledger.session).ok


def test_a_failed_verification_sends_the_issue_back_with_its_reason(ledger):
    ledger.rectify()
    with pytest.raises(Refused, match="issue.reason_missing"):
        ledger.verify(passed=False)
    ledger.verify(passed=False, note="枝条仍在 20 m 内")
    assert (ledger.issue.state, ledger.issue.rectified_by) == ("open", None)
    ledger.rectify("manager")
    ledger.verify()
    assert ledger.issue.state == "verified"


@pytest.mark.parametrize("who", ["insider", "both"])
def test_nobody_verifies_or_closes_the_work_of_the_own_organisation(ledger, who):
    ledger.rectify("tech")
    assert ledger.steps(who) == []
    with pytest.raises(Forbidden, match="issue.own_work"):
        ledger.verify(who)
    ledger.verify()
    with pytest.raises(Forbidden, match="issue.own_work"):
        ledger.close(who)


def test_nobody_verifies_what_the_same_person_rectified(ledger):
    ledger.people["both"].organisation = None
    ledger.issue.responsible_org_id, ledger.issue.responsible_kind = None, "other"
    ledger.session.flush()
    ledger.rectify("both")
    with pytest.raises(Forbidden, match="issue.own_work"):
        ledger.verify("both")


@pytest.mark.parametrize("who", ["stranger", "leader", "nobody", "supervisor"])
def test_only_the_responsible_party_rectifies(ledger, who):
    with pytest.raises(Forbidden, match="issue.not_allowed"):
        ledger.rectify(who)
    assert ledger.issue.state == "open"


def test_a_step_from_the_wrong_state_is_refused_with_the_state(ledger):
    with pytest.raises(Conflict, match="issue.illegal_step") as refusal:
        ledger.verify()
    assert refusal.value.params == {"state": "open", "action": "verify"}
    with pytest.raises(Conflict, match="issue.illegal_step"):
        ledger.close()
    ledger.rectify()
    with pytest.raises(Conflict, match="issue.illegal_step"):
        ledger.rectify()


def test_a_step_on_an_older_view_of_the_issue_is_refused(ledger):
    seen = ledger.issue.version
    ledger.rectify()
    with pytest.raises(Conflict, match="issue.changed"):
        ledger.verify(version=seen)


def test_a_rectification_says_what_was_done(ledger):
    with pytest.raises(Refused, match="issue.note_missing"):
        ledger.rectify(note=" \n")
    assert ledger.issue.state == "open"


def test_a_transferred_issue_is_closed_by_the_bureau_with_the_outcome_of_the_case(session):
    ledger = Ledger(session, mode="transfer", responsible_kind="other", withheld=True)
    assert ledger.steps("reviewer") == ["close"]
    assert ledger.steps("supervisor") == ledger.steps("manager") == []
    with pytest.raises(Forbidden, match="issue.not_allowed"):
        ledger.close("supervisor", note="已立案")
    with pytest.raises(Refused, match="issue.outcome_missing"):
        ledger.close()
    ledger.close(note="立案查处，处罚决定已下达")
    assert ledger.issue.state == "closed"


def test_only_the_bureau_releases_a_withheld_issue_and_its_findings(session):
    ledger = Ledger(session, withheld=True)
    finding = make_finding(
        session, ledger.station, make_scene(session), withheld=True, issue_id=ledger.issue.id
    )
    manager = ledger.people["manager"]
    assert not access.can(manager, "issue.view", ledger.issue)
    for who in ("supervisor", "manager"):
        with pytest.raises(Forbidden):
            issues.release(session, ledger.issue, actor=ledger.people[who], version=1)
    version = ledger.issue.version
    issues.release(session, ledger.issue, actor=ledger.people["reviewer"], version=version)
    assert access.can(manager, "issue.view", ledger.issue)
    assert finding.withheld is False
    with pytest.raises(Conflict, match="issue.not_withheld"):
        issues.release(
            session,
            ledger.issue,
            actor=ledger.people["reviewer"],
            version=ledger.issue.version,
        )


WHO = st.sampled_from(
    ["tech", "manager", "stranger", "supervisor", "reviewer", "insider", "both", "leader", "nobody"]
)


class Life(RuleBasedStateMachine):
    """Everybody tries everything; only the promised steps succeed, and all are on record."""

    engine: Engine

    def __init__(self):
        super().__init__()
        self.session = new_session(self.engine)
        self.ledger = Ledger(self.session)
        self.state, self.steps, self.rectifier = "open", 0, None

    def attempt(self, step, who, action):
        offered = step in self.ledger.steps(who)
        try:
            with self.session.begin_nested():
                action()
        except XunzhanError:
            self.session.refresh(self.ledger.issue)
            assert not offered
            return False
        assert offered
        self.steps += 1
        return True

    @rule(who=WHO)
    def rectify(self, who):
        if self.attempt("rectify", who, lambda: self.ledger.rectify(who)):
            assert self.state == "open"
            self.state, self.rectifier = "rectified", self.ledger.people[who]

    @rule(who=WHO, passed=st.booleans())
    def verify(self, who, passed):
        if self.attempt("verify", who, lambda: self.ledger.verify(who, passed=passed, note="看过")):
            self.check_independent(who)
            assert self.state == "rectified"
            self.state = "verified" if passed else "open"

    @rule(who=WHO)
    def close(self, who):
        if self.attempt("close", who, lambda: self.ledger.close(who)):
            self.check_independent(who)
            assert self.state == "verified"
            self.state = "closed"

    @rule(who=WHO, step=st.sampled_from(["rectify", "verify", "close"]))
    def stale(self, who, step):
        with pytest.raises(XunzhanError):
            getattr(self.ledger, step)(who, version=self.ledger.issue.version - 1)

    def check_independent(self, who):
        person = self.ledger.people[who]
        assert person is not self.rectifier
        assert person.organisation_id != self.rectifier.organisation_id

    @invariant()
    def the_row_and_the_record_agree(self):
        issue = self.ledger.issue
        assert issue.state == self.state
        events = self.session.scalars(
            select(IssueEvent).where(IssueEvent.issue_id == issue.id)
        ).all()
        assert len(events) == self.steps
        assert audit.verify(self.session).ok

    def teardown(self):
        self.session.rollback()
        assert self.session.get(Issue, self.ledger.issue.id) is None
        self.session.close()


def test_whatever_people_try_the_life_of_an_issue_keeps_its_rules(engine):
    run_state_machine_as_test(
        type("LifeHere", (Life,), {"engine": engine}),
        settings=settings(
            max_examples=15,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
