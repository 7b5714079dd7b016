"""One flight through the API: its record, its frames by hand, the mission over its gaps."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin
from shapely.geometry import LineString, box, mapping

from ledger import media
from ledger.db import transaction
from ledger.flights import STAGES
from ledger.models import Flight, FlightLog, Photo, Scene, StationEvent
from tests.factories import make_flight, make_scene, make_station
from webapp.schemas import flight_answers as shapes

NOON = datetime(2026, 10, 14, 5, 20, tzinfo=UTC)
GAP = box(120.7505, 30.7495, 120.7508, 30.7498)


def photo_of(flight, **fields):
    known = {"sha256": "a" * 64, "filename": "DJI_1.JPG", "stored_sha": "b" * 64}
    known |= {"facts": {"width": 4000, "height": 3000, "yaw_deg": 91.0}, "taken_at": NOON}
    return Photo(flight_id=flight.id, **(known | fields))


@pytest.fixture
def flight(engine):
    """A flight with a blurred frame, an unplaced one, a log, an event, a mosaic and a gap."""
    with transaction(engine) as session:
        station = make_station(session, code="1742A")
        near = {"radius_m": 100.0, "gsd_limit_m": 0.03, "covered": 0.92}
        near |= {"overlap": [[0, 0.08], [3, 0.92]], "gap_area_m2": 900.0, "gaps": mapping(GAP)}
        flight = make_flight(
            session,
            station,
            coverage=[near | {"sign": "BLD"}, near | {"sign": "SOIL"}],
            profile=[{"t_s": 0.0, "lon": 120.75, "lat": 30.75, "height_m": 80.0}],
            track=LineString([(120.75, 30.75), (120.751, 30.75)]),
            mosaic={"gsd_m": 0.02, "frames": [{"name": "DJI_1.JPG", "used": True, "reason": ""}]},
            refused=[{"file": "a.exe", "code": "upload.empty", "params": {"filename": "a.exe"}}],
        )
        measures = {"sharpness": 0.11, "sharpness_limit": 0.25}
        session.add(
            photo_of(
                flight,
                point=station.anchor,
                footprint=station.anchor.buffer(0.0002),
                quality=["quality.blurred"],
                measures=measures,
                placed_by="gps",
            )
        )
        session.add(photo_of(flight, sha256="d" * 64, filename="DJI_2.JPG"))
        dropped = {"log.no_fix": 14}
        log = {"sha256": "e" * 64, "filename": "DJI_1.SRT", "kind": "srt", "dropped": dropped}
        session.add(FlightLog(flight_id=flight.id, **log))
        session.add(
            StationEvent(
                station_id=station.id,
                flight_id=flight.id,
                kind="drone_near",
                started_at=NOON,
                ended_at=NOON + timedelta(minutes=4),
                distance_m=31.0,
                hours=["2026-10-14T13"],
            )
        )
        make_scene(
            session,
            station,
            flight_id=flight.id,
            source_kind="mosaic",
            state="ready",
            footprint=box(120.749, 30.749, 120.751, 30.751),
        )
        session.flush()
        return flight.id


def test_a_flight_answers_what_the_document_says(person, flight):
    body = person("supervisor").get(f"/api/v1/flights/{flight}").json
    assert shapes.Flight().validate(body) == {}
    assert [stage["key"] for stage in body["stages"]] == list(STAGES)
    assert body["scene"]["nudge"] == {"east_m": 0.0, "north_m": 0.0}
    (log,), (event,) = body["logs"], body["events"]
    assert (log["dropped"][0]["count"], event["distance_m"]) == (14, 31.0)


def test_a_frame_says_why_with_the_measured_value_and_the_limit(person, flight):
    body = person("supervisor").get(f"/api/v1/flights/{flight}").json
    (reason,) = next(p for p in body["photos"] if p["quality"])["quality"]
    assert "0.11" in reason["text"]
    assert "0.25" in reason["text"]


def test_signs_with_the_same_disc_share_one_line_of_coverage(person, flight):
    (disc,) = person("supervisor").get(f"/api/v1/flights/{flight}").json["coverage"]
    assert {sign["code"] for sign in disc["signs"]} == {"BLD", "SOIL"}
    assert all(sign["name"] != sign["code"] for sign in disc["signs"])


def put_record(caller, flight, record, version=1):
    body = {"record": record, "version": version}
    return caller.call("PUT", f"/api/v1/flights/{flight}/record", json=body)


def test_the_record_is_checked_on_every_save(person, flight):
    caller = person("supervisor")
    saved = put_record(caller, flight, {"airspace": "controlled", "wind_m_s": 3}).json
    assert saved["record"] == {"airspace": "controlled", "wind_m_s": 3.0}
    assert "flight.uom_missing" in {check["code"] for check in saved["checks"]}
    assert shapes.Flight().validate(saved) == {}
    cleared = put_record(caller, flight, {"airspace": None}, saved["version"]).json
    assert cleared["record"] == {"wind_m_s": 3.0}


def test_who_saves_an_old_record_is_told_and_changes_nothing(person, flight):
    caller = person("supervisor")
    put_record(caller, flight, {"weather": "晴"})
    late = put_record(caller, flight, {"weather": "雨"})
    assert (late.status_code, late.json["code"]) == (409, "flight.changed")
    assert caller.get(f"/api/v1/flights/{flight}").json["record"] == {"weather": "晴"}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "record", {"record": {}, "version": 1}),
        ("POST", "photos/1/place", {"lon": 120.75, "lat": 30.75}),
        ("POST", "mosaic", None),
        ("POST", "logs/1/order", {"order": "lonlat"}),
        ("PUT", "surface", {"scene": None}),
    ],
)
def test_who_may_only_look_changes_nothing(person, flight, method, path, body):
    answer = person("leader").call(method, f"/api/v1/flights/{flight}/{path}", json=body)
    assert (answer.status_code, answer.json["code"]) == (403, "access.forbidden")


def unplaced(body):
    return next(photo for photo in body["photos"] if photo["lon"] is None)


def test_a_frame_is_dragged_to_its_place(person, flight):
    caller = person("supervisor")
    photo = unplaced(caller.get(f"/api/v1/flights/{flight}").json)
    where = f"/api/v1/flights/{flight}/photos/{photo['id']}/place"
    body = caller.post(where, {"lon": 120.7501, "lat": 30.7502, "version": photo["version"]}).json
    moved = next(p for p in body["photos"] if p["id"] == photo["id"])
    assert (moved["lon"], moved["placed_by"]) == (120.7501, "hand")
    assert "flight.place" in {job["kind"] for job in body["jobs"]}


def test_a_frame_is_placed_through_three_points(person, flight):
    caller = person("supervisor")
    photo = unplaced(caller.get(f"/api/v1/flights/{flight}").json)
    spots = [(0, 0, 0, 0), (4000, 0, 1e-3, 0), (0, 3000, 0, -0.65e-3)]
    points = [{"x": x, "y": y, "lon": 120.75 + e, "lat": 30.75 + n} for x, y, e, n in spots]
    where = f"/api/v1/flights/{flight}/photos/{photo['id']}/place"
    few = caller.post(where, {"points": points[:2]})
    assert few.json["code"] == "photo.too_few_points"
    moved = caller.post(where, {"points": points}).json["photos"]
    assert next(p for p in moved if p["id"] == photo["id"])["footprint"]["type"] == "Polygon"


def test_neither_place_nor_points_is_no_place(person, flight):
    answer = person("supervisor").post(f"/api/v1/flights/{flight}/photos/1/place", {"lon": 1.0})
    assert answer.status_code == 422


def test_a_frame_of_another_flight_is_not_found(person, flight, engine):
    with transaction(engine) as session:
        other = make_flight(session, make_station(session))
        session.add(mine := photo_of(other))
        session.flush()
        number = mine.id
    where = f"/api/v1/flights/{flight}/photos/{number}/place"
    assert person("supervisor").post(where, {"lon": 120.75, "lat": 30.75}).status_code == 404


def test_a_mission_over_the_gaps_is_told_and_downloaded(person, flight):
    caller = person("supervisor")
    told = caller.get(f"/api/v1/flights/{flight}/refly").json
    assert shapes.Refly().validate(told) == {}
    assert told["coverage"] > 0.95
    assert told["gsd_m"] < 0.03
    assert "kmz" in told["formats"]
    older = caller.get(f"/api/v1/flights/{flight}/refly?camera=phantom3").json
    assert (older["camera"]["code"], "kmz" in older["formats"]) == ("phantom3", False)
    for kind, begins in {"plan": b"{", "kmz": b"PK", "waypoints": b"QGC", "kml": b"<?xml"}.items():
        answer = caller.get(f"/api/v1/flights/{flight}/refly.{kind}")
        assert answer.data.startswith(begins)
        assert f"gaps.{kind}" in answer.headers["Content-Disposition"]
    assert zipfile.is_zipfile(io.BytesIO(caller.get(f"/api/v1/flights/{flight}/refly.kmz").data))
    assert caller.get(f"/api/v1/flights/{flight}/refly.exe").status_code == 404


def test_without_a_gap_there_is_nothing_to_fly_again(person, flight):
    answer = person("supervisor").get(f"/api/v1/flights/{flight}/refly?radius_m=20")
    assert answer.json["code"] == "flight.no_gaps"


def test_the_mosaic_is_moved_and_put_back_without_new_files(person, flight, engine):
    caller = person("supervisor")
    scene = caller.get(f"/api/v1/flights/{flight}").json["scene"]
    where = f"/api/v1/scenes/{scene['id']}/nudge"
    moved = caller.post(where, {"east_m": 0.4, "north_m": -1, "version": scene["version"]}).json
    assert shapes.Nudged().validate(moved) == {}
    assert (moved["scene"]["nudge"]["east_m"], moved["scene"]["nudge"]["north_m"]) == (0.4, -1.0)
    stale = caller.post(where, {"east_m": 9, "north_m": 0, "version": scene["version"]})
    assert stale.status_code == 409
    version = moved["scene"]["version"]
    back = caller.post(where, {"east_m": 0, "north_m": 0, "version": version}).json["scene"]
    assert back["nudge"] == {"east_m": 0.0, "north_m": 0.0}
    with transaction(engine) as session:
        assert session.get_one(Scene, scene["id"]).nudge == {}


def test_heights_are_read_off_a_surface_model_that_a_person_names(
    person, flight, engine, settings, tmp_path
):
    caller, where = person("supervisor"), f"/api/v1/flights/{flight}/heights"
    sides = [[120.7495, 30.75], [120.7505, 30.75]]
    none = caller.post(where, {"places": sides})
    assert (none.status_code, none.json["code"]) == (422, "flight.no_surface")
    with transaction(engine) as session:
        sha = media.store_for(settings).put_bytes(steps(tmp_path / "dsm.tif"))
        station = session.get_one(Flight, flight).station
        dsm = make_scene(session, station, state="ready", band_count=1, analysis_sha=sha)
        picture = make_scene(session, station, state="ready", band_count=3)
        numbers = dsm.id, picture.id
    named = f"/api/v1/flights/{flight}/surface"
    refused = caller.call("PUT", named, json={"scene": numbers[1]})
    assert (refused.status_code, refused.json["code"]) == (422, "flight.no_surface")
    assert caller.call("PUT", named, json={"scene": numbers[0]}).status_code == 200
    told = caller.post(where, {"places": sides}).json
    assert shapes.Heights().validate(told) == {}
    assert (told["made_by"], told["rise_m"], told["uncertainty_m"]) == ("upload", 8.0, 0.0)
    outside = caller.post(where, {"places": [[10, 10], sides[0]]}).json
    assert (outside["places"][0]["height_m"], outside["rise_m"]) == (None, None)


def steps(path):
    """A model of 12 m west and 20 m east of the station."""
    values = np.full((40, 40), 12.0, dtype="float32")
    values[:, 20:] = 20.0
    grid = from_origin(120.749, 30.751, 0.00005, 0.00005)
    shape = {"width": 40, "height": 40, "count": 1, "dtype": "float32"}
    with rasterio.open(path, "w", driver="GTiff", crs=4326, transform=grid, **shape) as file:
        file.write(values, 1)
    return path.read_bytes()


def test_a_mosaic_is_asked_for_again(person, flight):
    job = person("supervisor").post(f"/api/v1/flights/{flight}/mosaic").json["job"]
    assert (job["kind"], job["state"]) == ("flight.mosaic", "queued")


def test_a_list_of_flights_carries_no_frames(person, flight, engine):
    (entry,) = person("supervisor").get("/api/v1/flights").json["items"]
    assert (entry["photo_count"], "photos" in entry) == (2, False)
    with transaction(engine) as session:
        assert session.get_one(Flight, flight).version == 1
