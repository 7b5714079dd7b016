"""Promises of review: a named person decides, one decision wins, everything is on record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from shapely.geometry import Point
from sqlalchemy import delete, select

from geo.errors import Conflict, Forbidden, NotFound, Refused
from ledger import audit, catalog, clock, review, undo
from ledger.models import Issue, IssueEvent, Sighting
from tests.factories import (
    make_finding,
    make_issue,
    make_organisation,
    make_scene,
    make_station,
    make_user,
)

NOW = datetime(2026, 3, 5, 20, tzinfo=UTC)  # already the 6th in the city


@pytest.fixture(autouse=True)
def still_clock(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda _session: NOW)


@pytest.fixture
def desk(session):
    return Desk(session)


class Desk:
    def __init__(self, session):
        self.session = session
        self.city = make_organisation(session, kind="city_bureau")
        self.bureau = make_organisation(session, kind="district_bureau", district_code="330402")
        self.company = make_organisation(session)
        self.reviewer = make_user(
            session, "bureau_reviewer", name="复核员甲", organisation=self.city
        )
        self.other = make_user(session, "supervisor", name="督办员丙", organisation=self.city)
        self.water = self.station("water")
        self.air = self.station("air")

    def station(self, kind):
        return make_station(
            self.session,
            kind=kind,
            anchor=Point(-1.32343, 42.88030) if kind == "water" else Point(120.75, 30.75),
            company=self.company,
            stands_in_code="330402",
            counts_for_code="330411",
        )

    def lead(self, kind="water", **fields):
        station = self.water if kind == "water" else self.air
        return make_finding(self.session, station, make_scene(self.session, station), **fields)

    def accept(self, finding, **fields):
        values = {"actor": self.reviewer, "code": finding.code, "grade": 3} | fields
        return review.accept(self.session, finding, **{"version": finding.version} | values)

    def events(self, **where):
        query = select(IssueEvent).filter_by(**where).order_by(IssueEvent.position)
        return self.session.scalars(query).all()


def test_an_accepted_finding_becomes_an_issue_with_everything_it_rests_on(desk):
    lead = desk.lead()
    issue = desk.accept(lead, note="现场电话核实")
    assert issue.number == "WT-330411-2026-00001"
    assert (issue.code, issue.grade, issue.mode) == ("INT-04", 3, "time_limit")
    assert issue.state == "assigned"
    assert (issue.point, issue.area) == (Point(lead.lon, lead.lat), lead.geom)
    assert (issue.rule_ref, issue.measured, issue.limit) == ("W-10", "0.21", "0.30")
    assert [entry["sha256"] for entry in issue.evidence] == ["e" * 64]
    assert (issue.responsible_kind, issue.responsible_org) == ("om_company", desk.company)
    assert (issue.found_at, issue.found_way, issue.found_by) == (NOW, "satellite", desk.reviewer)
    assert issue.description == "现场电话核实"
    assert (lead.state, lead.issue_id, lead.decided_by_id) == (
        "accepted",
        issue.id,
        desk.reviewer.id,
    )
    event, order = desk.events(issue_id=issue.id)
    assert (event.action, event.actor_name, event.to_state) == ("accept", "复核员甲", "confirmed")
    assert (order.action, order.from_state, order.to_state) == ("assign", "confirmed", "assigned")
    assert event.payload["evidence"] == ["e" * 64]
    assert event.payload["sources"][0]["sha256"] == lead.scene.sha256


def test_the_deadline_counts_calendar_days_from_the_day_after_in_city_time(desk):
    issue = desk.accept(desk.lead())
    days = catalog.taxonomy()["INT-04"].deadline_days
    assert (issue.deadline_days, issue.deadline_unit) == (days, "calendar")
    assert issue.deadline_on == date(2026, 3, 6) + timedelta(days=days)


@pytest.mark.parametrize(
    ("now", "state", "on"),
    [(NOW, "assigned", date(2026, 3, 13)), (NOW.replace(year=2044), "confirmed", None)],
)
def test_working_days_are_counted_by_the_calendar_and_no_date_is_guessed_without_one(
    desk, monkeypatch, now, state, on
):
    monkeypatch.setattr(clock, "now", lambda _session: now)
    kinds = dict(catalog.taxonomy())
    changed = {**vars(kinds["INT-04"]), "deadline_unit": "working"}
    kinds["INT-04"] = catalog.IssueType(**changed)
    monkeypatch.setattr(catalog, "taxonomy", lambda: kinds)
    issue = desk.accept(desk.lead())
    assert (issue.deadline_days, issue.deadline_unit) == (5, "working")
    assert (issue.state, issue.deadline_on) == (state, on)


def test_numbers_run_on_by_place_and_year(desk):
    numbers = [desk.accept(desk.lead()).number for _ in range(2)]
    desk.water.counts_for_code = None
    numbers.append(desk.accept(desk.lead()).number)
    desk.water.stands_in_code = None
    numbers.append(desk.accept(desk.lead()).number)
    assert numbers == [
        "WT-330411-2026-00001",
        "WT-330411-2026-00002",
        "WT-330402-2026-00001",
        "WT-000000-2026-00001",
    ]


def test_local_duty_falls_to_the_district_it_stands_in_else_to_its_kind_only(desk):
    issue = desk.accept(desk.lead("air"), code="ENV-02")
    assert (issue.responsible_kind, issue.responsible_org) == ("local_gov", desk.bureau)
    desk.air.stands_in_code = "330499"
    issue = desk.accept(desk.lead("air"), code="ENV-02")
    assert (issue.responsible_kind, issue.responsible_org) == ("local_gov", None)


def test_a_station_without_a_company_leaves_only_the_kind(desk):
    desk.water.company = None
    issue = desk.accept(desk.lead())
    assert (issue.responsible_kind, issue.responsible_org_id) == ("om_company", None)


@pytest.mark.parametrize("mode", [None, "on_spot"])
def test_a_principled_issue_is_transferred_and_withheld_whatever_was_chosen(desk, mode):
    issue = desk.accept(desk.lead("air"), code="HUM-01", mode=mode)
    assert (issue.mode, issue.principled, issue.withheld) == ("transfer", True, True)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"code": "XXX-99"}, "finding.unknown_code"),
        ({"code": "ENV-01"}, "finding.wrong_kind"),
        ({"grade": 0}, "finding.wrong_grade"),
        ({"grade": 4}, "finding.wrong_grade"),
        ({"grade": True}, "finding.wrong_grade"),
        ({"mode": "never"}, "finding.wrong_mode"),
    ],
)
def test_a_wrong_acceptance_makes_no_issue_and_no_record(desk, fields, code):
    lead = desk.lead()
    with pytest.raises(Refused, match=code):
        desk.accept(lead, **fields)
    assert (lead.state, desk.session.query(Issue).count(), desk.events()) == ("pending", 0, [])


@pytest.mark.parametrize(
    "roles", [("image_reviewer",), ("district",), ("om_manager",), ("leader",), ()]
)
def test_only_those_who_may_confirm_make_issues(desk, roles):
    lead = desk.lead()
    with pytest.raises(Forbidden, match="review.not_allowed"):
        desk.accept(lead, actor=make_user(desk.session, *roles))
    assert lead.state == "pending"


def test_the_preview_says_what_accepting_then_does(desk):
    lead = desk.lead()
    plan = review.if_accepted(desk.session, lead)
    issue = desk.accept(lead, grade=plan.grade)
    assert (plan.kind.code, plan.mode) == (issue.code, issue.mode)
    assert plan.deadline.on == issue.deadline_on
    assert plan.responsible.organisation == issue.responsible_org
    assert plan.told == (desk.company,)


def test_nobody_outside_is_told_of_a_principled_issue(desk):
    plan = review.if_accepted(desk.session, desk.lead("air"), code="HUM-01")
    assert (plan.told, plan.withheld, plan.mode) == ((), True, "transfer")


def test_who_comes_second_is_told_who_decided(desk):
    lead = desk.lead()
    seen = lead.version
    review.reject(desk.session, lead, actor=desk.other, reason="shadow", version=seen)
    with pytest.raises(Conflict, match="finding.already_decided") as conflict:
        desk.accept(lead, version=seen)
    assert conflict.value.params == {
        "name": "督办员丙",
        "at": "03-06 04:00",
        "decision": "rejected",
    }
    assert desk.session.query(Issue).count() == 0


def test_a_finding_that_changed_since_is_looked_at_again_first(desk):
    lead = desk.lead()
    seen = lead.version
    review.propose(desk.session, lead, actor=desk.other, code="INT-04", grade=2, version=seen)
    with pytest.raises(Conflict, match="finding.changed"):
        desk.accept(lead, version=seen)


def test_a_rejection_keeps_its_reason_and_its_record(desk):
    lead = desk.lead()
    actor = make_user(desk.session, "image_reviewer")
    review.reject(
        desk.session, lead, actor=actor, reason="season", note="冬季枯水", version=lead.version
    )
    assert (lead.state, lead.reason, lead.note) == ("rejected", "season", "冬季枯水")
    (event,) = desk.events(finding_id=lead.id)
    assert (event.action, event.payload["reason"]) == ("reject", "season")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"reason": "because"}, "finding.unknown_reason"),
        ({"reason": "other"}, "finding.reason_missing"),
        ({"reason": "other", "note": " \x00\n"}, "finding.reason_missing"),
    ],
)
def test_a_rejection_needs_a_reason(desk, fields, code):
    lead = desk.lead()
    with pytest.raises(Refused, match=code):
        review.reject(desk.session, lead, actor=desk.other, version=lead.version, **fields)
    assert lead.state == "pending"


def test_a_finding_that_waits_for_a_flight_may_still_be_decided(desk):
    lead = desk.lead()
    review.refly(desk.session, lead, actor=desk.other, note="云影", version=lead.version)
    assert lead.state == "refly"
    desk.accept(lead)
    assert [event.action for event in desk.events(finding_id=lead.id)] == ["refly", "accept"]


def test_a_proposal_is_seen_by_those_who_confirm_and_decides_nothing(desk):
    lead = desk.lead("air")
    actor = make_user(desk.session, "image_reviewer", name="判图员乙")
    review.propose(
        desk.session, lead, actor=actor, code="HUM-02", grade=3, note="疑似", version=lead.version
    )
    assert (lead.state, lead.withheld) == ("pending", True)
    assert {k: lead.proposal[k] for k in ("code", "grade", "note", "by")} == {
        "code": "HUM-02",
        "grade": 3,
        "note": "疑似",
        "by": "判图员乙",
    }


def test_merging_adds_evidence_to_the_open_issue_once(desk):
    issue = desk.accept(desk.lead())
    lead = desk.lead(evidence=[{"sha256": "e" * 64}, {"sha256": "f" * 64}])
    sighting = Sighting(
        key="s" * 64,
        finding_id=lead.id,
        scene_id=lead.scene_id,
        detector_version="2",
        confidence=0.8,
        area_m2=1.0,
        evidence=[{"sha256": "d" * 64}],
    )
    desk.session.add(sighting)
    review.merge(desk.session, lead, issue, actor=desk.other, note="同处", version=lead.version)
    assert [entry["sha256"][0] for entry in issue.evidence] == ["e", "f", "d"]
    assert (lead.state, lead.issue_id) == ("merged", issue.id)
    assert [event.action for event in issue.events] == ["accept", "assign", "merge"]
    assert [event.seq for event in issue.events] == [1, 2, 3]


def test_merging_goes_into_an_open_issue_of_the_same_station_only(desk):
    closed = make_issue(desk.session, desk.water, desk.other, state="closed")
    elsewhere = make_issue(desk.session, desk.air, desk.other)
    for target in (closed, elsewhere):
        lead = desk.lead()
        with pytest.raises(Refused, match="finding.merge_target"):
            review.merge(desk.session, lead, target, actor=desk.other, version=lead.version)
        assert lead.state == "pending"


def test_open_issues_within_fifty_metres_are_offered_nearest_first(desk):
    lead = desk.lead()
    beside = make_issue(desk.session, desk.water, desk.other, point=Point(lead.lon, lead.lat))
    near = make_issue(desk.session, desk.water, desk.other)
    make_issue(desk.session, desk.water, desk.other, point=Point(-1.3224, 42.8803))
    make_issue(desk.session, desk.water, desk.other, state="closed")
    found = review.near_issues(desk.session, lead, actor=desk.other)
    assert [item.issue for item in found] == [beside, near]
    assert found[0].distance_m == 0
    assert 10 < found[1].distance_m < 20
    assert review.near_issues(desk.session, lead, actor=make_user(desk.session, "pilot")) == []


def test_undoing_an_acceptance_takes_the_issue_away_and_keeps_the_record(desk):
    lead = desk.lead()
    number = desk.accept(lead).number
    review.reopen(desk.session, lead, actor=desk.reviewer)
    assert (lead.state, lead.issue_id, lead.decided_by_id) == ("pending", None, None)
    assert desk.session.query(Issue).count() == 0
    assert [e.action for e in desk.events(issue_number=number)] == ["accept", "assign", "undo"]
    again = desk.accept(lead)
    assert again.number == "WT-330411-2026-00002"
    assert [event.action for event in again.events] == ["accept", "assign"]
    assert audit.verify(desk.session).ok


def test_a_withheld_lead_never_merges_into_an_issue_that_others_see(desk):
    issue = desk.accept(desk.lead())
    lead = desk.lead(withheld=True, evidence=[{"sha256": "f" * 64}])
    with pytest.raises(Refused) as refused:
        review.merge(desk.session, lead, issue, actor=desk.reviewer, version=lead.version)
    assert refused.value.code == "finding.merge_withheld"
    assert "f" * 64 not in {entry["sha256"] for entry in issue.evidence}
    issue.withheld = True
    review.merge(desk.session, lead, issue, actor=desk.reviewer, version=lead.version)
    assert lead.state == "merged"


def test_an_issue_that_was_taken_back_meanwhile_is_a_refusal_and_no_program_error(desk):
    issue = make_issue(desk.session, desk.water, desk.reviewer)
    lead = desk.lead()
    number = issue.number
    gone = delete(Issue).where(Issue.id == issue.id)
    desk.session.execute(gone.execution_options(synchronize_session=False))
    with pytest.raises(NotFound) as refused:
        review.merge(desk.session, lead, issue, actor=desk.other, version=lead.version)
    assert (refused.value.code, refused.value.params) == ("issue.not_found", {"number": number})


def test_undoing_a_merge_takes_back_only_what_it_added(desk):
    issue = desk.accept(desk.lead())
    lead = desk.lead(evidence=[{"sha256": "e" * 64}, {"sha256": "f" * 64}])
    review.merge(desk.session, lead, issue, actor=desk.other, version=lead.version)
    review.reopen(desk.session, lead, actor=desk.other)
    assert [entry["sha256"][0] for entry in issue.evidence] == ["e"]
    assert (lead.state, issue.state) == ("pending", "assigned")
    assert audit.verify(desk.session).ok


def test_only_the_same_person_within_ten_seconds_takes_a_decision_back(desk, monkeypatch):
    lead = desk.lead()
    with pytest.raises(Conflict, match="finding.not_decided"):
        review.reopen(desk.session, lead, actor=desk.other)
    review.reject(desk.session, lead, actor=desk.other, reason="shadow", version=lead.version)
    with pytest.raises(Forbidden, match="finding.undo_other"):
        review.reopen(desk.session, lead, actor=desk.reviewer)
    real = undo.real_now
    monkeypatch.setattr(undo, "real_now", lambda: real() + timedelta(seconds=11))
    with pytest.raises(Conflict, match="finding.undo_late"):
        review.reopen(desk.session, lead, actor=desk.other)
    monkeypatch.setattr(undo, "real_now", real)
    review.reopen(desk.session, lead, actor=desk.other)
    assert lead.state == "pending"
    with pytest.raises(Conflict, match="finding.not_decided"):
        review.reopen(desk.session, lead, actor=desk.other)


def test_nothing_is_undone_once_the_issue_has_moved_on(desk):
    lead, second = desk.lead(), desk.lead()
    issue = desk.accept(lead)
    review.merge(desk.session, second, issue, actor=desk.other, version=second.version)
    with pytest.raises(Conflict, match="finding.undo_followed"):
        review.reopen(desk.session, lead, actor=desk.reviewer)
    assert lead.state == "accepted"
