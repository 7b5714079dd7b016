"""The desk's API: bulk, re-open, release, outlines, drawing; what is withheld shows nowhere."""

from __future__ import annotations

import pytest
from shapely.geometry import Point

from ledger import media
from ledger.db import reading, transaction
from ledger.models import Assessment, Finding, IssueEvent, Scene, Sighting, Station
from tests.factories import (
    make_finding,
    make_flight,
    make_issue,
    make_organisation,
    make_scene,
    make_station,
    make_user,
)
from webapp.schemas import finding_answers

PNG = b"\x89PNG\r\n\x1a\n picture"


@pytest.fixture
def company(engine) -> int:
    with transaction(engine) as session:
        return make_organisation(session, key="om-1", name_zh="运维一公司").id


@pytest.fixture
def place(engine, company) -> str:
    with transaction(engine) as session:
        fields = {"anchor": Point(120.75, 30.75), "stands_in_code": "330402"}
        station = make_station(session, code="1742A", company_id=company, **fields)
        around = station.anchor.buffer(0.01)
        make_scene(session, station, footprint=around, state="ready", gsd_m=0.1)
        return station.code


@pytest.fixture
def lead(engine, place):
    def make(**fields) -> int:
        with transaction(engine) as session:
            station = session.query(Station).filter_by(code=place).one()
            return make_finding(session, station, session.query(Scene).first(), **fields).id

    return make


@pytest.fixture
def district(person):
    return person(("district", "district", "330402"))


def seen(caller, *ids):
    return [{"id": i, "version": caller.get(f"/api/v1/findings/{i}").json["version"]} for i in ids]


def one(caller, finding):
    return caller.get(f"/api/v1/findings/{finding}").json


def square(x=120.7503, y=30.75, side=1e-4):
    ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_bulk_decides_each_for_itself_and_says_which_were_not_and_why(person, lead):
    mine, other = person("supervisor"), person("bureau_reviewer")
    a, b, c = lead(), lead(), lead()
    items = seen(mine, a, b, c)
    taken = seen(other, b)[0]["version"]
    other.post(f"/api/v1/findings/{b}/refly", {"version": taken, "note": "补"})
    other.post(f"/api/v1/findings/{c}/reject", {"version": items[2]["version"], "reason": "known"})
    body = {"items": [*items, {"id": 999, "version": 1}], "decision": "reject", "reason": "shadow"}
    answer = mine.post("/api/v1/findings/bulk", body).json
    assert finding_answers.BulkDecided().validate(answer) == {}
    assert [f["id"] for f in answer["decided"]] == [a]
    codes = {item["id"]: item["code"] for item in answer["left"]}
    assert codes == {
        b: "finding.already_decided",
        c: "finding.already_decided",
        999: "access.not_found",
    }
    assert all(item["text"] for item in answer["left"])
    assert [one(mine, i)["state"] for i in (a, b, c)] == ["rejected", "refly", "rejected"]


def test_bulk_accepts_and_merges_one_by_one(person, lead, engine):
    caller = person("supervisor")
    a, b, c = lead(), lead(), lead()
    body = {"items": seen(caller, a, b), "decision": "accept", "code": "ENV-01", "grade": 2}
    decided = caller.post("/api/v1/findings/bulk", body).json["decided"]
    assert len({f["decided"]["issue"] for f in decided}) == 2
    number = decided[0]["decided"]["issue"]
    body = {"items": seen(caller, c), "decision": "merge", "issue": number}
    (merged,) = caller.post("/api/v1/findings/bulk", body).json["decided"]
    assert (merged["state"], merged["decided"]["issue"]) == ("merged", number)
    undone = caller.post(f"/api/v1/findings/{b}/undo", {}).json["finding"]
    assert undone["state"] == "pending"


@pytest.mark.parametrize(
    "body",
    [
        {"decision": "reject"},
        {"decision": "accept", "code": "ENV-01"},
        {"decision": "merge"},
        {"decision": "release"},
        {"decision": "refly", "items": []},
        {"decision": "refly", "items": [{"id": 1, "version": 1}] * 101},
        {"decision": "refly", "items": [{"id": 1}]},
    ],
)
def test_an_incomplete_bulk_decision_decides_nothing(person, lead, body):
    caller, finding = person("supervisor"), lead()
    answer = caller.post("/api/v1/findings/bulk", {"items": seen(caller, finding)} | body)
    assert answer.json["code"] == "request.invalid"
    assert one(caller, finding)["state"] == "pending"


def test_an_image_reviewer_rejects_in_bulk_and_accepts_nothing(person, lead):
    caller, finding = person("image_reviewer"), lead()
    body = {"items": seen(caller, finding), "decision": "accept", "code": "ENV-01", "grade": 1}
    (left,) = caller.post("/api/v1/findings/bulk", body).json["left"]
    assert left["code"] == "access.forbidden"
    body |= {"decision": "reject", "reason": "shadow"}
    assert len(caller.post("/api/v1/findings/bulk", body).json["decided"]) == 1


def test_look_alikes_are_offered_with_the_reason(person, lead):
    caller, first, second = person("image_reviewer"), lead(), lead()
    answer = caller.get(f"/api/v1/findings/{first}/alike").json
    assert finding_answers.Alike().validate(answer) == {}
    assert [f["id"] for f in answer["items"]] == [second]
    assert answer["why"] == {str(second): "station"}


def test_reopening_is_offered_and_done_by_whom_the_rights_name(person, lead):
    supervisor, looker = person("supervisor"), person("image_reviewer")
    finding = lead()
    body = {"version": one(looker, finding)["version"], "reason": "shadow"}
    looker.post(f"/api/v1/findings/{finding}/reject", body)
    assert "reopen" not in one(looker, finding)["actions"]
    shown = one(supervisor, finding)
    assert shown["actions"] == ["reopen", "sheet", "public"]
    address, body = f"/api/v1/findings/{finding}/reopen", {"version": shown["version"]}
    assert looker.post(address, body | {"note": "x"}).status_code == 403
    assert supervisor.post(address, body).json["code"] == "request.invalid"
    opened = supervisor.post(address, body | {"note": "仍可见"}).json["finding"]
    assert (opened["state"], opened["decided"]) == ("pending", None)
    assert supervisor.post(address, body | {"note": "x"}).status_code == 409


SECOND = {
    "accept": {"code": "ENV-01", "grade": 2},
    "reject": {"reason": "shadow"},
    "merge": {},
    "refly": {},
    "propose": {"code": "ENV-01", "grade": 2},
    "reclass": {"code": "ENV-04"},
    "shape": {},
    "bulk": {"decision": "reject", "reason": "shadow"},
}


def test_who_comes_second_is_told_who_decided_whatever_was_meant(person, lead, engine):
    first, second = person("supervisor", name="督办员丙"), person("bureau_reviewer")
    lead()
    with transaction(engine) as session:
        number = make_issue(session, session.query(Station).one(), make_user(session)).number
    late = {"merge": {"issue": number}, "shape": {"geometry": square()}}
    for verb, said in SECOND.items():
        finding = lead()
        items = seen(second, finding)
        body = {"version": items[0]["version"]}
        known = body | {"reason": "known"}
        decided = first.post(f"/api/v1/findings/{finding}/reject", known).json["finding"]
        body = {"items": items} if verb == "bulk" else body
        address = "bulk" if verb == "bulk" else f"{finding}/{verb}"
        answer = second.post(f"/api/v1/findings/{address}", body | said | late.get(verb, {})).json
        refusal = answer["left"][0] if verb == "bulk" else answer
        assert refusal["code"] == "finding.already_decided", verb
        assert "督办员丙" in (refusal["text"] if verb == "bulk" else refusal["detail"]), verb
        assert one(first, finding) == decided, verb


def test_another_type_is_stored_alone_and_recorded_and_still_waits(person, lead, engine):
    looker, finding = person("image_reviewer"), lead()
    before, address = one(looker, finding), f"/api/v1/findings/{finding}/reclass"
    body = {"code": "ENV-04", "version": before["version"]}
    after = looker.post(address, body).json["finding"]
    assert finding_answers.Finding().validate(after) == {}
    assert (after["code"], after["code_before"], after["state"]) == ("ENV-04", "ENV-01", "pending")
    assert looker.post(address, body).json["code"] == "finding.changed"
    body["version"] = after["version"]
    assert looker.post(address, body).json["code"] == "finding.same_code"
    assert looker.post(address, body | {"code": "INT-04"}).json["code"] == "finding.wrong_kind"
    with reading(engine) as session:
        (entry,) = session.query(IssueEvent).all()
        assert (entry.action, entry.actor_id) == ("reclass", looker.user_id)
        assert entry.payload == {"code_before": "ENV-01", "code": "ENV-04", "note": ""}
    assert person("leader").post(address, body).status_code == 403


def test_the_queue_of_one_flight_names_it_and_what_was_looked_at_in_it(person, lead, engine):
    caller, mine, other = person("supervisor"), lead(), lead()
    with transaction(engine) as session:
        station = session.query(Station).one()
        flight = make_flight(session, station, name="第三航次")
        scene = make_scene(session, station, flight_id=flight.id)
        session.get_one(Finding, mine).scene_id = scene.id
        again = {"scene_id": scene.id, "detector_version": "1", "confidence": 0.5, "area_m2": 1.0}
        session.add(Sighting(key="s" * 64, finding_id=other, **again))
        look = {"scene_id": scene.id, "station_id": station.id, "detector_version": "1"}
        session.add(Assessment(**look, detector="vegetation", assessed_fraction=0.62))
        refused = {"detector": "burn", "assessed_fraction": 0.0, "abstained": "detect.no_baseline"}
        session.add(Assessment(**look, **refused))
        flight_id, scene_id = flight.id, scene.id
    third = lead()
    answer = caller.get(f"/api/v1/findings?flight={flight_id}").json
    assert finding_answers.Findings().validate(answer) == {}
    assert {item["id"] for item in answer["items"]} == {mine, other}
    source = answer["source"]
    assert (source["kind"], source["id"], source["name"]) == ("flight", flight_id, "第三航次")
    looked = {look["detector"]: look for look in source["looked"]}
    assert looked["vegetation"]["assessed_fraction"] == pytest.approx(0.62)
    assert looked["burn"]["abstained"]["text"]
    listed = caller.get(f"/api/v1/findings?scene={scene_id}").json
    assert (listed["source"]["kind"], len(listed["items"])) == ("scene", 2)
    everything = caller.get("/api/v1/findings").json
    assert everything["source"] is None
    assert third in {item["id"] for item in everything["items"]}
    assert caller.get("/api/v1/findings?flight=999").status_code == 404
    assert person("om_tech").get(f"/api/v1/findings?flight={flight_id}").status_code == 404


def test_an_outline_is_changed_and_the_picture_shows_the_new_one(person, lead):
    pixels = {"m_per_px": 0.1, "polygons": [[[1, 1], [2, 2], [2, 1]]], "anchor": [9, 9]}
    bbox = [120.7497, 30.7497, 120.7505, 30.7505]
    entry = {"kind": "current", "sha256": "a" * 64, "mime": "image/jpeg", "width": 640}
    finding = lead(evidence=[entry | {"height": 684, "pixels": pixels, "bbox": bbox}])
    caller = person("image_reviewer")
    before = one(caller, finding)
    assert len(before["evidence"][0]["lonlat"]) == 6
    body = {"geometry": square(120.75015, 30.75015, 5e-5), "version": before["version"]}
    after = caller.post(f"/api/v1/findings/{finding}/shape", body).json["finding"]
    assert (after["reshaped"], after["version"]) == (True, before["version"] + 1)
    assert after["area_m2"] == pytest.approx(26.5, rel=0.02)
    shown = after["evidence"][0]["pixels"]
    assert shown["polygons_before"] == pixels["polygons"]
    assert shown["polygons"] != pixels["polygons"]
    assert caller.post(f"/api/v1/findings/{finding}/shape", body).status_code == 409
    crossing = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    body = {"geometry": crossing, "version": after["version"]}
    answer = caller.post(f"/api/v1/findings/{finding}/shape", body)
    assert (answer.status_code, answer.json["code"]) == (422, "finding.shape_invalid")


def test_what_the_machine_missed_is_drawn_on_a_scene(person, place, engine):
    caller = person("image_reviewer")
    with reading(engine) as session:
        scene = session.query(Scene).one().id
    ground = caller.get(f"/api/v1/findings/frame?scene={scene}&station={place}").json
    assert finding_answers.DrawingFrame().validate(ground) == {}
    a, b, c, d, e, f = ground["frame"]["lonlat"]
    assert a * 320 + b * 320 + c == pytest.approx(120.75, abs=1e-7)
    assert d * 320 + e * 320 + f == pytest.approx(30.75, abs=1e-7)
    body = {
        "scene": scene,
        "station": place,
        "code": "ENV-04",
        "geometry": square(),
        "note": "堆土",
    }
    drawn = caller.post("/api/v1/findings", body).json["finding"]
    assert (drawn["origin"], drawn["state"], drawn["detail"]) == (
        "person",
        "pending",
        {"note": "堆土"},
    )
    assert drawn["drawn_by"]
    again = caller.post("/api/v1/findings", body)
    assert (again.status_code, again.json["code"]) == (409, "finding.drawn_known")
    listed = caller.get("/api/v1/findings?code=ENV-04&confidence=0.9").json["items"]
    assert [item["id"] for item in listed] == [drawn["id"]]
    leader = person("leader")
    assert leader.post("/api/v1/findings", body).status_code == 403
    assert leader.get(f"/api/v1/findings/frame?scene={scene}&station={place}").status_code == 403
    assert caller.post("/api/v1/findings", body | {"scene": 999}).status_code == 404


def test_a_finding_of_a_flight_that_was_too_high_says_so_and_is_not_accepted(person, lead, engine):
    finding = lead()
    with transaction(engine) as session:
        scene = session.query(Scene).first()
        flight = make_flight(session, session.query(Station).first())
        flight.checks = ["flight.approval_missing"]
        scene.flight = flight
    caller = person("supervisor")
    shown = one(caller, finding)
    assert shown["not_evidence"]["code"] == "finding.flight_no_evidence"
    assert "accept" not in shown["actions"]
    assert "reject" in shown["actions"]
    body = {"code": "ENV-01", "grade": 2, "version": shown["version"]}
    answer = caller.post(f"/api/v1/findings/{finding}/accept", body)
    assert answer.json["code"] == "flight.not_evidence"


def hidden_from(caller, finding, url):
    """Whether nothing that a person can ask for speaks of the finding."""
    station = caller.get("/api/v1/stations").json["items"][0]
    listed = caller.get("/api/v1/findings?state=all").json
    quiet = (
        listed["items"] == []
        and listed["waiting"] == 0
        and station["pending_findings"] == 0
        and "overlay.site.pending" not in str(station["statuses"])
        and caller.get(f"/api/v1/findings/{finding}").status_code == 404
        and caller.get(url).status_code == 404
    )
    assert quiet == (station["statuses"]["site"]["level"] != "att"), station["statuses"]
    return quiet


def test_interference_is_hidden_from_the_district_until_a_reviewer_releases_it(
    person, lead, district, engine, settings
):
    sha256 = media.store_for(settings).put_bytes(PNG)
    evidence = [{"sha256": sha256, "kind": "current", "mime": "image/png"}]
    finding = lead(code="HUM-01", withheld=True, evidence=evidence)
    url = f"/api/v1/media/{sha256}?of=finding:{finding}"
    assert hidden_from(district, finding, url)
    supervisor, reviewer = person("supervisor"), person("bureau_reviewer")
    assert supervisor.get(url).data == PNG
    assert "release" not in one(supervisor, finding)["actions"]
    shown = one(reviewer, finding)
    assert "release" in shown["actions"]
    assert shown["if_accepted"]["told"] == []
    address, body = f"/api/v1/findings/{finding}/release", {"version": shown["version"]}
    assert supervisor.post(address, body).status_code == 403
    assert district.post(address, body).status_code == 404
    released = reviewer.post(address, body).json["finding"]
    assert not released["withheld"]
    assert not hidden_from(district, finding, url)
    assert district.get(url).data == PNG
    assert one(reviewer, finding)["if_accepted"]["told"] != []
    with reading(engine) as session:
        assert [e.action for e in session.query(IssueEvent)] == ["release"]


def test_a_withheld_issue_of_a_finding_shows_with_its_release_and_not_before(
    person, lead, district, company
):
    finding, reviewer = lead(code="HUM-01", withheld=True), person("bureau_reviewer")
    body = {"code": "HUM-01", "grade": 3, "version": one(reviewer, finding)["version"]}
    number = reviewer.post(f"/api/v1/findings/{finding}/accept", body).json["issue"]["number"]
    technician = person("om_tech", organisation_id=company)
    for caller in (district, technician):
        assert caller.get(f"/api/v1/issues/{number}").status_code == 404
        assert caller.get("/api/v1/issues").json["counts"] == {}
        assert caller.get("/api/v1/stations").json["items"][0]["open_issues"] == 0
    body = {"version": one(reviewer, finding)["version"]}
    reviewer.post(f"/api/v1/findings/{finding}/release", body)
    for caller in (district, technician):
        assert caller.get(f"/api/v1/issues/{number}").status_code == 200
        assert caller.get("/api/v1/stations").json["items"][0]["open_issues"] == 1


def test_a_company_sees_no_findings_whatever_is_released(person, lead, company):
    lead()
    technician = person("om_tech", organisation_id=company)
    assert technician.get("/api/v1/findings").json["items"] == []


def test_new_routes_stay_closed_to_those_without_a_right(person, lead, engine):
    finding = lead()
    with transaction(engine) as session:
        make_issue(session, session.query(Station).first(), make_user(session))
    for role in ("leader", "pilot"):
        caller = person(role)
        for verb in ("reopen", "release", "shape"):
            body = {"version": 1, "note": "x", "geometry": square()}
            kept = {"reopen": ("version", "note"), "release": ("version",)}.get(
                verb, ("version", "geometry")
            )
            answer = caller.post(
                f"/api/v1/findings/{finding}/{verb}", {name: body[name] for name in kept}
            )
            assert answer.status_code in {403, 404}, (role, verb)
    with reading(engine) as session:
        assert session.get_one(Finding, finding).version == 1
