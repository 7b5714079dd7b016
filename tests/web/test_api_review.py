from __future__ import annotations

import pytest
from shapely.geometry import Point

from ledger.db import reading, transaction
from ledger.models import Finding, Station
from tests.factories import (
    make_finding,
    make_issue,
    make_organisation,
    make_scene,
    make_station,
    make_user,
)


@pytest.fixture
def company(engine) -> int:
    with transaction(engine) as session:
        return make_organisation(session, key="om-1", name_zh="运维一公司").id


@pytest.fixture
def finding(engine, company) -> int:
    with transaction(engine) as session:
        station = make_station(session, code="1742A", kind="water", company_id=company)
        return make_finding(session, station, make_scene(session, station), confidence=0.9).id


def _version(caller, finding: int) -> int:
    return caller.get(f"/api/v1/findings/{finding}").json["version"]


def _accepted(caller, finding: int) -> dict:
    body = {"code": "INT-04", "grade": 2, "note": "", "version": _version(caller, finding)}
    answer = caller.post(f"/api/v1/findings/{finding}/accept", body)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_finding_says_where_why_and_what_accepting_means(person, finding):
    body = person("supervisor").get(f"/api/v1/findings/{finding}").json
    assert body["state"] == "pending"
    assert body["station"]["code"] == "1742A"
    assert body["geometry"]["type"] == "Polygon"
    assert 0 < body["bearing_deg"] < 90
    assert body["rule"]["id"] == "W-10"
    assert body["evidence"][0]["url"].endswith(f"?of=finding:{finding}")
    told = body["if_accepted"]
    assert {"mode", "deadline_days", "deadline_unit", "deadline_on", "responsible"} <= set(told)


def test_accepting_does_exactly_what_was_announced(person, finding, company):
    caller = person("supervisor")
    told = caller.get(f"/api/v1/findings/{finding}").json["if_accepted"]
    issue = _accepted(caller, finding)["issue"]
    for name in ("mode", "deadline_days", "deadline_unit", "deadline_on", "responsible"):
        assert issue[name] == told[name], name
    assert told["told"] == ["运维一公司"]


def test_only_open_issues_within_fifty_metres_count_as_near(person, finding, engine):
    with transaction(engine) as session:
        station = session.get(Finding, finding).station
        far = Point(station.anchor.x + 1e-3, station.anchor.y)
        make_issue(session, station, make_user(session), point=far)
        beside = make_issue(session, station, make_user(session)).number
    near = person("supervisor").get(f"/api/v1/findings/{finding}").json["near_issues"]
    assert [issue["number"] for issue in near] == [beside]
    assert set(near[0]) == {"number", "title", "state", "distance_m"}
    assert near[0]["distance_m"] < 50


def test_the_queue_counts_what_waits_and_what_nobody_has_seen(person, finding, engine):
    with transaction(engine) as session:
        station = session.query(Station).one()
        scene = make_scene(session, station)
        make_finding(session, station, scene, confidence=0.5)
        make_finding(session, station, scene, state="rejected")
    caller = person("image_reviewer")
    body = caller.get("/api/v1/findings").json
    assert [item["confidence"] for item in body["items"]] == [0.9, 0.5]
    assert (body["waiting"], body["unseen_stations"]) == (2, 1)
    assert len(caller.get("/api/v1/findings?state=all&sort=time").json["items"]) == 3
    assert len(caller.get("/api/v1/findings?station=1742A&sort=station").json["items"]) == 2
    assert caller.get("/api/v1/findings?station=9999Z").json["items"] == []


def test_an_empty_parameter_says_nothing(person, finding):
    answer = person("supervisor").get("/api/v1/findings?state=&station=&sort=")
    assert len(answer.json["items"]) == 1


def test_accepting_makes_an_issue_with_coordinates_evidence_and_a_responsible_party(
    person, finding
):
    caller = person("supervisor")
    body = _accepted(caller, finding)
    issue = body["issue"]
    assert issue["state"] == "assigned"
    assert issue["lon"] == pytest.approx(120.75015)
    assert issue["evidence"][0]["url"].endswith(f"?of=issue:{issue['number']}")
    assert [event["action"] for event in issue["events"]] == ["accept", "assign"]
    assert len(issue["events"][-1]["hash"]) == 64
    assert body["finding"]["state"] == "accepted"
    assert body["finding"]["decided"]["issue"] == issue["number"]
    listed = caller.get("/api/v1/issues?state=assigned&station=1742A").json
    assert [item["number"] for item in listed["items"]] == [issue["number"]]
    assert listed["counts"] == {"assigned": 1}


def test_who_decides_second_is_told_who_was_first(person, finding):
    first, second = person("supervisor"), person("bureau_reviewer")
    version = _version(second, finding)
    _accepted(first, finding)
    body = {"reason": "shadow", "note": "", "version": version}
    answer = second.post(f"/api/v1/findings/{finding}/reject", body)
    assert (answer.status_code, answer.json["code"]) == (409, "finding.already_decided")


def test_an_image_reviewer_rejects_and_proposes_but_does_not_accept(person, finding):
    caller = person("image_reviewer")
    body = {"code": "INT-04", "grade": 2, "version": _version(caller, finding)}
    assert caller.post(f"/api/v1/findings/{finding}/accept", body).status_code == 403
    proposed = caller.post(f"/api/v1/findings/{finding}/propose", body).json["finding"]
    assert proposed["proposal"]["code"] == "INT-04"
    body = {"reason": "season", "version": proposed["version"]}
    rejected = caller.post(f"/api/v1/findings/{finding}/reject", body).json["finding"]
    assert (rejected["state"], rejected["decided"]["reason"]) == ("rejected", "season")


def test_a_decision_can_be_taken_back_at_once(person, finding):
    caller = person("supervisor")
    body = {"reason": "shadow", "version": _version(caller, finding)}
    caller.post(f"/api/v1/findings/{finding}/reject", body)
    undone = caller.post(f"/api/v1/findings/{finding}/undo", {}).json["finding"]
    assert (undone["state"], undone["decided"]) == ("pending", None)


def test_a_finding_is_merged_into_an_open_issue(person, finding, engine):
    with transaction(engine) as session:
        station = session.query(Station).one()
        number = make_issue(session, station, make_user(session)).number
    caller = person("supervisor")
    seen = caller.get(f"/api/v1/findings/{finding}").json
    assert [near["number"] for near in seen["near_issues"]] == [number]
    body = {"issue": number, "note": "", "version": seen["version"]}
    merged = caller.post(f"/api/v1/findings/{finding}/merge", body).json["finding"]
    assert (merged["state"], merged["decided"]["issue"]) == ("merged", number)


def test_a_finding_can_wait_for_another_flight(person, finding):
    caller = person("supervisor")
    body = {"note": "看不清", "version": _version(caller, finding)}
    assert caller.post(f"/api/v1/findings/{finding}/refly", body).json["finding"]["state"] == (
        "refly"
    )


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("accept", {"code": "INT-04", "grade": 2}),
        ("accept", {"code": "INT-04", "grade": "x", "version": 1}),
        ("reject", {"version": 1}),
        ("merge", {"version": 1}),
        ("reject", {"reason": "shadow", "version": 1, "by": "me"}),
    ],
)
def test_an_incomplete_decision_is_refused_and_nothing_decided(person, finding, engine, verb, body):
    answer = person("supervisor").post(f"/api/v1/findings/{finding}/{verb}", body)
    assert answer.json["code"] == "request.invalid"
    with reading(engine) as session:
        assert session.get_one(Finding, finding).state == "pending"


def test_what_is_withheld_is_not_shown_to_the_company(person, finding, engine, company):
    with transaction(engine) as session:
        station = session.query(Station).one()
        number = make_issue(session, station, make_user(session), withheld=True).number
    technician = person("om_tech", organisation_id=company)
    assert technician.get("/api/v1/issues").json["items"] == []
    assert technician.get(f"/api/v1/issues/{number}").status_code == 404
    assert person("leader").get(f"/api/v1/issues/{number}").status_code == 200
