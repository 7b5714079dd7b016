from datetime import UTC, datetime

import pytest

from ledger import overlays
from tests.factories import (
    make_finding,
    make_issue,
    make_organisation,
    make_scene,
    make_station,
    make_user,
)

AT = datetime(2026, 7, 24, 11, tzinfo=UTC)


@pytest.fixture
def company(session):
    return make_organisation(session)


@pytest.fixture
def station(session, company):
    return make_station(session, stands_in_code="330402", company_id=company.id)


@pytest.fixture
def outsiders(session, company):
    """Those from whom a principled problem is kept until a reviewer releases it."""
    return {
        "company": make_user(session, "om_manager", organisation_id=company.id),
        "technician": make_user(session, "om_tech", organisation_id=company.id),
        "district": make_user(session, ("district", "district", "330402")),
        "nobody": None,
    }


def statuses(session, station, actor):
    return overlays.statuses(session, [station], AT, actor=actor)[station.id]


def said(found):
    return [(name, status.level, status.reasons) for name, status in found.items()]


@pytest.mark.parametrize("who", ["company", "technician", "district", "nobody"])
def test_a_withheld_issue_and_lead_leave_no_trace_for_those_who_may_not_see_them(
    session, station, outsiders, who
):
    before = said(statuses(session, station, outsiders[who]))
    boss = make_user(session, "supervisor")
    fields = {"principled": True, "withheld": True, "grade": 3, "mode": "transfer"}
    issue = make_issue(session, station, boss, code="HUM-01", **fields)
    lead = make_finding(
        session, station, make_scene(session, station), code="HUM-01", withheld=True
    )
    assert said(statuses(session, station, outsiders[who])) == before
    assert statuses(session, station, boss)["overall"].level == "alarm"
    assert statuses(session, station, boss)["site"].level != "none"
    issue.withheld = lead.withheld = False
    session.flush()
    assert (said(statuses(session, station, outsiders[who])) == before) is (who == "nobody")


def test_who_has_no_right_to_issues_is_not_told_that_there_are_none(session, station):
    make_issue(session, station, make_user(session), grade=3)
    found = statuses(session, station, make_user(session, "pilot"))["issues"]
    assert (found.level, found.reasons[0].code) == ("none", "overlay.issues.hidden")


def test_an_issue_of_another_companys_station_is_no_reason_here(session, station, outsiders):
    elsewhere = make_station(session)
    make_issue(session, elsewhere, make_user(session), grade=3)
    found = statuses(session, elsewhere, outsiders["company"])["issues"]
    assert found.level == "ok"
