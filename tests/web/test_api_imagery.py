from __future__ import annotations

import pytest

from ledger.db import reading, transaction
from ledger.jobs import enqueue, fail, take
from ledger.models import Assessment, Photo, Scene, SceneStation
from tests.factories import make_flight, make_scene, make_station, make_user


@pytest.fixture
def scene(engine) -> int:
    with transaction(engine) as session:
        station = make_station(session, code="1742A", kind="water")
        row = make_scene(
            session,
            station,
            state="ready",
            band_count=5,
            bands={"green": 1, "nir": 2},
            flags=["image.no_nodata"],
            footprint=station.anchor.buffer(0.01),
        )
        enqueue(session, "scene.intake", subject_kind="scene", subject_id=row.id)
        return row.id


def test_a_scene_shows_its_facts_and_its_jobs(person, scene):
    body = person("supervisor").get(f"/api/v1/scenes/{scene}").json
    assert body["stations"][0]["code"] == "1742A"
    assert body["flags"][0]["code"] == "image.no_nodata"
    assert body["footprint"]["type"] == "Polygon"
    assert len(body["bounds"]) == 4
    (job,) = body["jobs"]
    assert (job["state"], job["stage_text"], job["actions"]) == ("queued", "排队中", ["cancel"])


def test_scenes_are_listed_by_station(person, scene, engine):
    with transaction(engine) as session:
        other = make_scene(session, make_station(session)).id
    caller = person("supervisor")
    listed = [item["id"] for item in caller.get("/api/v1/scenes").json["items"]]
    assert listed == [other, scene]
    (only,) = caller.get("/api/v1/scenes?station=1742A").json["items"]
    assert only["id"] == scene


def test_why_a_detector_could_not_look_is_said_with_its_figures_and_the_files_own_name(
    person, scene, engine
):
    told = {"file": "a" * 64, "median": "8760", "top": "9900"}
    with transaction(engine) as session:
        row = session.get_one(Scene, scene)
        row.analysis_sha, row.filename = "a" * 64, "七月.tif"
        look = {"scene_id": scene, "station_id": row.station_links[0].station_id}
        look |= {"detector": "water", "detector_version": "1", "assessed_fraction": 0.0, "found": 0}
        why = {"abstained": "detect.wrong_scale", "detail": {"params": told}}
        session.add(Assessment(**look, **why))
        where = {"detail": {"params": {"file": "b" * 64, "what": "zone"}}}
        session.add(
            Assessment(**look | {"detector": "burn"}, abstained="detect.no_overlap", **where)
        )
    looked = person("supervisor").get(f"/api/v1/scenes/{scene}").json["assessments"]
    said = {one["detector"]: one["abstained"]["text"] for one in looked}
    assert "七月.tif" in said["water"]
    assert "8760" in said["water"]
    assert "?" not in said["water"]
    assert "管控范围" in said["burn"]
    assert "bbb" not in said["burn"]


def test_a_correction_is_kept_and_the_scene_looked_at_again(person, scene, engine, sent):
    changes = {"bands": {"green": 2, "nir": 4}, "scale": 0.0001, "cloud_band": 5}
    changes |= {"taken_at": "2018-07-23T11:00:00Z", "baseline": True}
    body = person("supervisor").patch(f"/api/v1/scenes/{scene}", changes).json
    assert body["scene"]["bands"] == {"green": 2, "nir": 4}
    assert body["scene"]["bands_confirmed"]
    assert body["scene"]["taken_at"] == "2018-07-23T11:00:00Z"
    assert body["scene"]["taken_at_origin"] == "declared"
    assert body["job"]["kind"] == "scene.detect"
    assert (body["job"]["id"], "imagery") in sent
    with reading(engine) as session:
        assert session.get_one(Scene, scene).cloud_band == 5


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bands": {"green": 9}}, "scene.band_out_of_range"),
        ({"bands": {"green": "1"}}, "request.invalid"),
        ({"colour": 1}, "request.invalid"),
        ({"taken_at": "soon"}, "upload.wrong_detail"),
        ({"stations": ["0000Z"]}, "upload.unknown_station"),
    ],
)
def test_a_wrong_correction_changes_nothing(person, scene, engine, sent, changes, code):
    sent.clear()
    body = person("supervisor").patch(f"/api/v1/scenes/{scene}", changes | {"scale": 9.0}).json
    assert body["code"] == code
    with reading(engine) as session:
        assert session.get_one(Scene, scene).scale == 1.0
    assert sent == []


def test_who_may_look_may_not_correct(person, scene):
    answer = person("leader").patch(f"/api/v1/scenes/{scene}", {"baseline": True})
    assert (answer.status_code, answer.json["code"]) == (403, "access.forbidden")


def test_a_flight_is_opened_at_a_station_within_reach(person, engine):
    with transaction(engine) as session:
        make_station(session, code="1742A")
    pilot = person(("pilot", "station", "1742A"))
    opened = pilot.post("/api/v1/flights", {"station": "1742A", "name": "七月巡检"})
    assert opened.status_code == 201
    assert (opened.json["name"], opened.json["photos"]) == ("七月巡检", [])
    listed = pilot.get("/api/v1/flights").json["items"]
    assert [flight["id"] for flight in listed] == [opened.json["id"]]
    away = person(("pilot", "station", "9999Z"))
    body = {"station": "1742A", "name": "x"}
    assert away.post("/api/v1/flights", body).status_code in {403, 404}


def test_a_flight_shows_its_photos_and_what_was_refused(person, engine):
    with transaction(engine) as session:
        station = make_station(session)
        flight = make_flight(
            session,
            station,
            refused=[{"file": "a.exe", "code": "upload.empty", "params": {"filename": "a.exe"}}],
        )
        session.add(
            Photo(
                flight_id=flight.id,
                sha256="a" * 64,
                filename="DJI_1.JPG",
                point=station.anchor,
                flags=["photo.position_uncertain"],
                stored_sha="b" * 64,
                thumb_sha="c" * 64,
            )
        )
        number = flight.id
    body = person("supervisor").get(f"/api/v1/flights/{number}").json
    (photo,) = body["photos"]
    assert (photo["lon"], photo["lat"]) == (120.75, 30.75)
    assert photo["thumb_url"] == f"/api/v1/media/{'c' * 64}?of=photo:{photo['id']}"
    assert "a.exe" in body["refused"][0]["text"]


def test_a_flight_without_files_cannot_be_finished(person, engine):
    with transaction(engine) as session:
        number = make_flight(session, make_station(session)).id
    answer = person("supervisor").post(f"/api/v1/flights/{number}/finish")
    assert answer.json["code"] == "flight.no_files"


def test_a_job_is_cancelled_and_retried_by_who_may(person, engine, sent):
    with transaction(engine) as session:
        job = enqueue(session, "scene.intake", subject_kind="scene", subject_id=1).id
    sent.clear()
    caller = person("supervisor")
    assert caller.post(f"/api/v1/jobs/{job}/cancel").json["state"] == "cancelled"
    again = caller.post(f"/api/v1/jobs/{job}/cancel")
    assert (again.status_code, again.json["code"]) == (409, "job.not_cancellable")
    assert caller.post(f"/api/v1/jobs/{job}/retry").json["state"] == "queued"
    assert sent == [(job, "intake")]
    assert person("leader").post(f"/api/v1/jobs/{job}/cancel").status_code == 403
    assert person("om_tech").get(f"/api/v1/jobs/{job}").status_code == 404


def test_a_cancelled_intake_shows_on_the_scene_until_it_is_tried_again(person, engine):
    with transaction(engine) as session:
        scene = make_scene(session, make_station(session)).id
        job = enqueue(session, "scene.intake", subject_kind="scene", subject_id=scene).id
    caller = person("supervisor")
    caller.post(f"/api/v1/jobs/{job}/cancel")
    shown = caller.get(f"/api/v1/scenes/{scene}").json
    assert (shown["state"], shown["refusal"]) == ("cancelled", None)
    assert shown["jobs"][0]["actions"] == ["retry"]
    caller.post(f"/api/v1/jobs/{job}/retry")
    assert caller.get(f"/api/v1/scenes/{scene}").json["state"] == "received"


def test_a_cancelled_detection_leaves_the_station_not_assessed(person, engine):
    with transaction(engine) as session:
        station = make_station(session, code="1742A")
        scene = make_scene(session, station, state="ready").id
        job = enqueue(session, "scene.detect", subject_kind="scene", subject_id=scene).id
    caller = person("supervisor")
    caller.post(f"/api/v1/jobs/{job}/cancel")
    shown = caller.get(f"/api/v1/scenes/{scene}").json
    assert (shown["state"], shown["assessments"]) == ("ready", [])
    assert [(job["kind"], job["state"]) for job in shown["jobs"]] == [("scene.detect", "cancelled")]
    statuses = caller.get("/api/v1/stations/1742A").json["statuses"]
    assert (statuses["site"]["level"], statuses["overall"]["level"]) == ("none", "none")


def test_a_failed_job_says_why_in_words(person, engine):
    with transaction(engine) as session:
        job = enqueue(session, "scene.intake", subject_kind="scene", subject_id=1).id
        lease = take(session, job, worker="w", seconds=30)
        fail(session, lease, code="scene.no_position", params={})
    body = person("supervisor", lang="en").get(f"/api/v1/jobs/{job}").json
    assert body["error"]["code"] == "scene.no_position"
    assert "georeference" in body["error"]["text"]
    assert body["actions"] == ["retry"]


def test_a_pilot_lists_own_jobs_only(person, engine):
    pilot = person("pilot")
    with transaction(engine) as session:
        other = make_user(session).id
        mine = enqueue(
            session, "scene.intake", subject_kind="scene", subject_id=1, actor_id=pilot.user_id
        ).id
        enqueue(session, "scene.intake", subject_kind="scene", subject_id=2, actor_id=other)
    listed = pilot.get("/api/v1/jobs?state=queued").json["items"]
    assert [job["id"] for job in listed] == [mine]


def test_a_scene_names_only_stations_that_the_caller_sees(person, scene, engine):
    with transaction(engine) as session:
        other = make_station(session, code="9999B")
        session.add(SceneStation(scene_id=scene, station_id=other.id))
    caller = person(("image_reviewer", "station", "1742A"))
    assert "9999B" not in caller.get(f"/api/v1/scenes/{scene}").text
    assert "9999B" not in caller.get("/api/v1/scenes").text
    assert "9999B" not in caller.get("/api/v1/stations/1742A").text


def test_a_correction_declares_no_station_out_of_reach_and_drops_none(person, scene, engine):
    with transaction(engine) as session:
        other = make_station(session, code="9999B")
        session.add(SceneStation(scene_id=scene, station_id=other.id, declared=True))
        make_station(session, code="7777C")
    caller = person(("image_reviewer", "station", "1742A"))
    refused = caller.patch(f"/api/v1/scenes/{scene}", {"stations": ["1742A", "7777C"]})
    assert (refused.status_code, refused.json["code"]) == (422, "upload.unknown_station")
    assert caller.patch(f"/api/v1/scenes/{scene}", {"stations": ["1742A"]}).status_code == 200
    with reading(engine) as session:
        links = session.get_one(Scene, scene).station_links
        assert {link.station.code for link in links if link.declared} == {"1742A", "9999B"}
