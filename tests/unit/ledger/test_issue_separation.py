"""Nobody judges the own work, whatever way round; what is withheld stays so under another type."""

from __future__ import annotations

from datetime import timedelta

import pytest

from geo.errors import Forbidden, Refused
from ledger import leads, review
from ledger.models import RoleGrant
from tests.factories import (
    make_finding,
    make_organisation,
    make_scene,
    make_station,
    make_user,
)
from tests.unit.ledger.issue_world import AT, World, photo


def on_spot(session, monkeypatch, **fields) -> World:
    world = World(session, monkeypatch, mode="on_spot", grade=1, **fields)
    world.take("one", "order_fix")
    return world


def test_a_right_to_act_for_the_company_binds_as_membership_does(session, monkeypatch):
    world = World(session, monkeypatch, grade=1)
    for_company = ("om_manager", "company", world.company.key)
    home = world.people["reviewer"].organisation
    world.people["q"] = make_user(session, "supervisor", for_company, organisation=home)
    world.until("close_applied")
    with pytest.raises(Forbidden, match=r"issue\.own_work"):
        world.take("one", "take_up", verifiers=world.ids("q"))
    world.take("one", "take_up", verifiers=world.ids("two"))
    world.take("two", "pass", note="好")
    with pytest.raises(Forbidden, match=r"issue\.own_work"):
        world.take("q", "approve")


def test_work_reported_by_a_right_is_the_companys_work(session, monkeypatch):
    world = on_spot(session, monkeypatch, responsible_org_id=None)
    world.people["x"] = make_user(session, ("om_tech", "company", world.company.key))
    world.take("x", "fixed", note="已改", evidence=[photo(5)])
    assert world.issue.rectified_org_id == world.company.id
    with pytest.raises(Forbidden, match=r"issue\.own_work"):
        world.take("insider", "pass", note="好")


def test_an_unassigned_local_duty_is_the_district_bureaus_work(session, monkeypatch):
    fields = {"responsible_kind": "local_gov", "responsible_org_id": None}
    world = on_spot(session, monkeypatch, **fields)
    world.people["clerk"] = make_user(session, ("district", "district", "330402"))
    world.people["s"] = make_user(session, "supervisor", organisation=world.bureau)
    world.take("clerk", "fixed", note="已改", evidence=[photo(5)])
    with pytest.raises(Forbidden, match=r"issue\.own_work"):
        world.take("s", "pass", note="好")


def test_two_people_of_no_known_organisation_may_be_of_the_same(session, monkeypatch):
    world = on_spot(session, monkeypatch, responsible_org_id=None)
    world.people |= {name: make_user(session, "supervisor") for name in ("a", "b")}
    world.take("a", "fixed", note="已改", evidence=[photo(5)])
    with pytest.raises(Forbidden, match=r"issue\.own_work"):
        world.take("b", "pass", note="好")


def test_who_brought_the_pictures_does_not_judge_them(session, monkeypatch):
    world = on_spot(session, monkeypatch)
    tech = world.people["tech"]
    world.take("tech", "progress", note="现场", evidence=[photo(41, kind="after")])
    world.take("manager", "fixed", note="已改", evidence=[photo(42)])
    tech.organisation = make_organisation(session)
    tech.grants = [RoleGrant(role="supervisor")]
    session.flush()
    with pytest.raises(Forbidden, match=r"issue\.own_work"):
        world.take("tech", "pass", note="好")


def test_a_picture_from_before_proves_nothing_by_way_of_progress(session, monkeypatch):
    world = World(session, monkeypatch).until("rectifying")
    with pytest.raises(Refused, match=r"issue\.photo_reused"):
        world.take("manager", "progress", note="在改", evidence=[photo(99, kind="after")])


@pytest.mark.parametrize("days", [-30, 36500])
def test_a_picture_from_after_is_not_from_before_the_finding_or_from_the_future(
    session, monkeypatch, days
):
    world = on_spot(session, monkeypatch)
    taken = (AT + timedelta(days=days)).isoformat()
    with pytest.raises(Refused, match=r"issue\.photo_time_wrong"):
        world.take("tech", "fixed", note="已改", evidence=[photo(5, taken_at=taken)])


def test_a_withheld_finding_makes_a_withheld_issue_under_any_type(session):
    station = make_station(session)
    scene = make_scene(session, station, state="ready", gsd_m=0.05)
    finding = make_finding(session, station, scene, code="HUM-01", withheld=True)
    supervisor = make_user(session, "supervisor")
    issue = review.accept(session, finding, actor=supervisor, code="ENV-01", grade=2, version=1)
    assert issue.withheld
    assert finding.withheld


def test_a_withheld_lead_makes_a_withheld_issue_under_any_type(session):
    station = make_station(session)
    lead = leads.submit(
        session, station=station, code="HUM-04", source="cctv", subject="c:1", note="有人喷水"
    )
    supervisor = make_user(session, "supervisor")
    issue = leads.confirm(session, lead, actor=supervisor, code="ENV-05", version=lead.version)
    assert issue.withheld
