"""The life of an issue, step by step: who may, what is asked for, and what stands afterwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from geo.errors import Conflict, Forbidden, Refused
from ledger import audit, catalog, issues
from ledger.issues import guards, hooks
from ledger.issues.effects import EFFECTS
from ledger.models import Issue, IssueEvent
from ledger.models.issues import STATES
from tests.factories import make_finding, make_issue, make_scene
from tests.unit.ledger.issue_world import PLAN, World, photo


@pytest.fixture
def world(session, monkeypatch):
    return World(session, monkeypatch)


def test_the_table_the_states_the_guards_and_the_effects_name_the_same_things():
    rows = [row for rows in issues.STEPS.values() for row in rows]
    named = {row.from_state for row in rows} | {row.to_state for row in rows}
    assert named - {"*", "-"} == set(STATES)
    assert {check for row in rows for check in row.checks} == set(guards.ALL)
    assert set(EFFECTS) <= set(issues.STEPS)
    assert {rung.step for rung in catalog.ladder()} <= set(issues.STEPS)


def test_a_grade_three_issue_goes_the_whole_way_and_every_step_is_one_event(session, monkeypatch):
    world = World(session, monkeypatch, grade=3).until("lookback")
    world.take("one", "look_back_ok", evidence=[photo(7)])
    issue = world.issue
    steps = [event.action for event in issue.events]
    assert steps == [
        *("assign", "file_plan", "accept_plan", "apply_close", "take_up", "pass", "pass"),
        *("approve", "look_back", "look_back_ok"),
    ]
    assert (issue.state, issue.close_no) == ("closed", f"XH-{issue.number}")
    assert issue.plans[0].filing_no == f"FA-{issue.number}-1"
    assert (issue.version, issue.steps_taken) == (1 + len(steps), len(steps))
    assert {row.verifier_id for row in issue.verifications} == set(world.ids("one", "two"))
    assert audit.verify(session).ok


def test_a_fix_on_the_spot_needs_photos_from_before_and_after_and_is_verified(session, monkeypatch):
    world = World(session, monkeypatch, mode="on_spot", grade=1)
    world.take("one", "order_fix")
    for files, code in (
        ([], "issue.after_photo_missing"),
        ([photo(99)], "issue.photo_reused"),
        ([photo(1, taken_at=None)], "issue.photo_time_missing"),
        ([photo(1, lon=None, lat=None)], "issue.photo_position_missing"),
    ):
        with pytest.raises(Refused, match=code):
            world.take("tech", "fixed", note="已清", evidence=files)
    blind = [photo(1, lon=None, lat=None)]
    world.take("tech", "fixed", note="已清", evidence=blind, no_position="室内无信号")
    assert world.issue.state == "verify"
    world.take("one", "pass", note="照片相符")
    with pytest.raises(Forbidden, match="issue.own_verification"):
        world.take("one", "approve")
    world.take("two", "approve")  # of grade 1 a supervisor approves
    assert world.issue.state == "closed"


def test_without_a_photo_from_before_nothing_is_ordered_on_the_spot(session, monkeypatch):
    world = World(session, monkeypatch, mode="on_spot")
    world.issue.evidence = []
    session.flush()
    with pytest.raises(Refused, match="issue.before_photo_missing"):
        world.take("one", "order_fix")
    world.take("one", "order_fix", evidence=[photo(5)])
    assert world.issue.evidence[0]["kind"] == "before"


def test_a_returned_plan_stays_with_its_reason_and_the_next_version_is_put_on_file(world):
    world.until("plan_filed")
    with pytest.raises(Refused, match="issue.reason_missing"):
        world.take("one", "return_plan")
    world.take("one", "return_plan", reason="没有完成日期")
    with pytest.raises(Refused, match="issue.plan_missing"):
        world.take("manager", "file_plan", plan={"text": "清理", "measures": []})
    world.take("manager", "file_plan", plan=PLAN)
    world.take("one", "accept_plan")
    first, second = world.issue.plans
    assert (first.returned_reason, first.filing_no) == ("没有完成日期", "")
    assert second.filing_no == f"FA-{world.issue.number}-2"


def test_every_measure_of_the_plan_is_proven_in_the_round_before_closing_is_applied_for(world):
    world.until("rectifying")
    with pytest.raises(Refused, match="issue.measure_unproven") as refused:
        world.take("manager", "apply_close", note="已改", evidence=[photo(1, measure=1)])
    assert refused.value.params == {"measures": "2"}
    world.take("tech", "progress", evidence=[photo(2, kind="after", measure=2)])
    world.take("manager", "apply_close", note="已改", evidence=[photo(1, measure=1)])
    world.take("one", "take_up")
    world.take("one", "fail", reason="枝条仍在")
    world.take("manager", "redo")
    assert (world.issue.state, world.issue.rounds) == ("rectifying", 2)
    with pytest.raises(Refused, match="issue.after_photo_missing"):
        world.take("manager", "apply_close", note="已改")


@pytest.mark.parametrize("who", ["manager", "insider"])
def test_the_own_organisation_neither_verifies_nor_approves(world, who):
    world.until("close_applied")
    with pytest.raises(Forbidden, match=r"issue.not_allowed|issue.own_work"):
        world.take(who, "take_up")
    with pytest.raises(Forbidden, match="issue.own_work"):
        world.take("one", "take_up", verifiers=world.ids("insider"))
    world.take("two", "take_up")
    with pytest.raises(Forbidden):
        world.take(who, "pass", note="好")
    if who == "insider":
        assert world.offered(who)["pass"] == "issue.own_work"


def test_who_filed_the_plan_does_not_verify_even_from_another_organisation(world):
    world.until("assigned")
    world.take("insider", "file_plan", plan=PLAN)
    world.take("one", "accept_plan")
    world.apply()
    world.people["insider"].organisation = world.people["one"].organisation
    world.session.flush()
    with pytest.raises(Forbidden, match="issue.own_work"):
        world.take("insider", "take_up")


def test_grade_three_needs_two_verifiers_and_a_bureau_reviewer_who_is_neither(session, monkeypatch):
    world = World(session, monkeypatch, grade=3).until("close_applied")
    with pytest.raises(Refused, match="issue.verifiers_missing"):
        world.take("one", "take_up")
    world.take("one", "take_up", verifiers=world.ids("one", "both"))
    with pytest.raises(Forbidden, match="issue.not_named"):
        world.take("two", "pass", note="好")
    world.take("both", "pass", note="好")
    assert world.issue.state == "verify"
    with pytest.raises(Forbidden, match="issue.second_verifier"):
        world.take("both", "pass", note="好")
    world.take("one", "pass", note="好")
    with pytest.raises(Forbidden, match="issue.bureau_approval"):
        world.take("two", "approve")
    with pytest.raises(Forbidden, match="issue.own_verification"):
        world.take("both", "approve")
    world.take("reviewer", "approve")
    assert world.issue.state == "closed"


def test_a_deadline_is_extended_once_to_a_later_day_and_the_system_lets_it_take_effect(world):
    world.until("rectifying")
    old = world.issue.deadline_on
    world.take("manager", "ask_extension", reason="阴雨", deadline_on=old + timedelta(days=5))
    assert world.issue.deadline_on == old
    for new in (old, old - timedelta(days=1)):
        with pytest.raises(Refused, match="issue.deadline_not_later"):
            world.take("reviewer", "extend", reason="阴雨", deadline_on=new)
    world.take("reviewer", "extend", reason="阴雨", deadline_on=old + timedelta(days=5))
    issue = world.issue
    assert (issue.state, issue.extended_from) == ("rectifying", old)
    assert issue.deadline_on == old + timedelta(days=5)
    assert [(e.action, e.actor_name) for e in issue.events[-2:]] == [
        ("extend", world.people["reviewer"].name),
        ("take_effect", ""),
    ]
    for who, step in (("reviewer", "extend"), ("manager", "ask_extension")):
        with pytest.raises(Conflict, match="issue.extended_already"):
            world.take(who, step, reason="再延", deadline_on=old + timedelta(days=9))


def test_local_duty_is_the_districts_and_costs_the_company_nothing(session, monkeypatch):
    fields = {"code": "ENV-02", "responsible_kind": "local_gov", "credit_points": 5}
    world = World(session, monkeypatch, **fields)
    world.issue.responsible_org = world.bureau
    session.flush()
    world.take("one", "assign")
    assert world.issue.credit_points == 0
    with pytest.raises(Forbidden, match="issue.not_allowed"):
        world.take("manager", "file_plan", plan=PLAN)
    world.take("district", "file_plan", plan=PLAN)
    assert world.issue.state == "plan_filed"


def test_interference_never_goes_the_companys_way(session, monkeypatch):
    world = World(session, monkeypatch, kind="interference", code="HUM-08")
    with pytest.raises(Conflict, match="issue.interference"):
        world.take("one", "assign")
    world.take("one", "assign", responsible="district-w")
    assert (world.issue.state, world.issue.responsible_kind) == ("assigned", "local_gov")


def test_a_principled_issue_is_referred_and_settled_with_the_outcome_of_the_case(
    session, monkeypatch
):
    world = World(session, monkeypatch, mode="transfer", principled=True, withheld=True)
    assert set(world.offered("reviewer")) == {"transfer", "release"}
    with pytest.raises(Conflict, match="issue.wrong_mode"):
        world.take("one", "assign")
    world.take("reviewer", "transfer")
    with pytest.raises(Refused, match="issue.outcome_missing"):
        world.take("reviewer", "settle")
    world.take("reviewer", "settle", case_result="立案查处")
    assert world.issue.state == "closed"


def test_only_the_bureau_releases_and_the_findings_with_it(session, monkeypatch):
    world = World(session, monkeypatch, withheld=True)
    scene = make_scene(session)
    finding = make_finding(session, world.station, scene, withheld=True, issue_id=world.issue.id)
    with pytest.raises(Forbidden, match="issue.not_allowed"):
        world.take("one", "release")
    world.take("reviewer", "release")
    assert (world.issue.withheld, finding.withheld) == (False, False)
    with pytest.raises(Conflict, match="issue.not_withheld"):
        world.take("reviewer", "release")


def test_a_merged_issue_gives_its_evidence_and_leaves_with_a_reason(world):
    other = make_issue(world.session, world.station, world.people["one"], evidence=[photo(98)])
    with pytest.raises(Refused, match="issue.parent_missing"):
        world.take("one", "merge", reason="同一处", parent=world.issue.number)
    world.take("one", "merge", reason="同一处", parent=other.number)
    assert (world.issue.state, world.issue.parent) == ("merged", other)
    assert [entry["sha256"][-2:] for entry in other.evidence] == ["62", "63"]
    assert other.events[-1].action == "take_in"
    assert audit.verify(world.session).ok


def test_a_relapse_reopens_the_issue_one_grade_higher_and_is_an_issue_of_its_own(world):
    world.until("lookback")
    world.take("one", "relapse", reason="又长出来了", evidence=[photo(8)])
    issue = world.issue
    assert (issue.state, issue.grade, issue.raised["reason"]) == ("reopened", 3, "relapse")
    made = world.session.query(Issue).filter_by(code="RCT-03").one()
    assert (made.parent, made.responsible_org, made.grade) == (issue, world.company, 3)
    assert [entry["sha256"] for entry in made.evidence] == [photo(8)["sha256"]]
    world.take("one", "assign")
    assert (issue.state, issue.rounds, issue.extended_from) == ("assigned", 2, None)
    assert audit.verify(world.session).ok


def test_a_look_back_has_its_days(world):
    world.until("closed")
    for days, refused in ((29, True), (91, True), (30, False)):
        world.at = world.issue.closed_at + timedelta(days=days)
        if refused:
            with pytest.raises(Conflict, match="issue.lookback_window"):
                world.take("one", "look_back")
        else:
            world.take("one", "look_back")


def opened(world, **fields):
    values = {"station": world.station, "code": "ENV-01", "source": "onsite"} | fields
    return issues.open_issue(world.session, actor=world.people["one"], **values)


@pytest.mark.parametrize(("days", "grade"), [(89, 3), (91, 2)])
def test_the_same_problem_within_ninety_days_of_closing_is_one_grade_higher(world, days, grade):
    world.until("closed")
    world.at = world.issue.closed_at + timedelta(days=days)
    made = opened(world)
    assert made.grade == grade
    assert (made.raised or {}).get("of") == (world.issue.number if grade == 3 else None)
    assert made.events[0].payload["raised"] == made.raised


def test_an_issue_of_any_source_is_confirmed_and_ordered_in_one_transaction(world):
    made = opened(world, code="OPS-01", title="滤膜", evidence=[photo(3)], mode="on_spot")
    assert [event.action for event in made.events] == ["confirm", "order_fix"]
    assert (made.state, made.found_way, made.responsible_org) == (
        "fix_on_spot",
        "onsite",
        world.company,
    )
    with pytest.raises(Refused, match="issue.unknown_source"):
        opened(world, source="rumour")


def test_what_nobody_answers_for_waits_until_somebody_is_named(world):
    world.station.company = None
    world.session.flush()
    made = opened(world)
    assert (made.state, [event.action for event in made.events]) == ("confirmed", ["confirm"])
    one = world.people["one"]
    with pytest.raises(Refused, match="issue.responsible_missing"):
        issues.take(world.session, made, "assign", actor=one, version=made.version)
    data = {"responsible": "om-w", "responsible_person": "运维员乙"}
    issues.take(world.session, made, "assign", actor=one, version=made.version, data=data)
    assert (made.state, made.responsible_org) == ("assigned", world.company)


def test_a_step_on_an_older_view_or_from_another_state_is_refused_with_the_state(world):
    seen = world.issue.version
    world.until("assigned")
    with pytest.raises(Conflict, match="issue.changed"):
        world.take("manager", "file_plan", plan=PLAN, version=seen)
    with pytest.raises(Conflict, match="issue.illegal_step") as refused:
        world.take("reviewer", "approve")
    assert refused.value.params == {"state": "assigned", "action": "approve"}
    with pytest.raises(Refused, match="issue.unknown_step"):
        world.take("reviewer", "abolish")


@pytest.mark.parametrize(
    "data",
    [
        {"by": "me"},
        {"note": 3},
        {"deadline_on": "tomorrow"},
        {"deadline_days": True},
        {"verifiers": ["1"]},
        {"evidence": [{"sha256": "../etc"}]},
        {"evidence": [photo(1, lon=181)]},
        {"evidence": [photo(1, taken_at="2026-03-06T10:00:00")]},
        {"plan": {"text": "x", "measures": [{"text": "y"}]}},
    ],
)
def test_what_is_given_is_read_strictly(world, data):
    with pytest.raises(Refused, match="issue.bad_data"):
        world.take("one", "assign", **data)
    assert world.issue.state == "confirmed"


def test_who_listens_hears_of_a_step_in_the_same_transaction(world):
    heard = []
    hook = hooks.after("assign")(lambda _s, issue, event: heard.append((issue, event.action)))
    try:
        world.until("assigned")
    finally:
        hooks.forget(hook)
    assert heard == [(world.issue, "assign")]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("grade", 1, "grade"),
        ("deadline_on", date(2030, 1, 1), "deadline_on"),
        ("responsible_org_id", None, "responsible"),
    ],
)
def test_the_audit_names_a_row_that_says_another_grade_deadline_or_party(
    world, column, value, reason
):
    world.until("assigned")
    setattr(world.issue, column, value)
    world.session.flush()
    broken = audit.verify(world.session).broken
    assert (broken.reason, broken.issue_number) == (reason, world.issue.number)


def test_every_step_that_is_offered_without_a_block_is_in_the_table(world):
    world.until("approval")
    for who in world.people:
        for step in world.offered(who):
            assert any(row.from_state == "approval" for row in issues.STEPS[step])
    assert world.offered("one") == {"approve": "issue.bureau_approval"}
    assert world.offered("reviewer") == {"approve": None, "disapprove": None}
    assert world.session.query(IssueEvent).count() == 6
