"""An image goes in at one end, an issue with coordinates comes out at the other: with curl."""

from __future__ import annotations

import pytest
from shapely.geometry import Point, shape

from geo.crs import distance_m
from tests.e2e.curl import Curl

INTAKE = (-1.32343, 42.88030)
pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def curl(sample_stack) -> Curl:
    return Curl(sample_stack.url, *sample_stack.account("supervisor"))


def reservoir(curl: Curl) -> str:
    stations = curl.get("/api/v1/stations")["items"]
    near = [s for s in stations if distance_m((s["lon"], s["lat"]), INTAKE) < 5]
    assert len(near) == 1
    return near[0]["code"]


def test_two_dates_of_a_reservoir_become_an_issue_with_coordinates(curl, sample_data):
    code = reservoir(curl)
    folder = sample_data / "satellite" / "itoiz_s2"
    for name, baseline in (("2018-07-23", "true"), ("2018-10-21", "false")):
        sent = curl.upload(
            folder / f"itoiz_s2_{name}.tif",
            station=code,
            source_kind="satellite",
            baseline=baseline,
        )
        scene = curl.wait_scene(sent["scene_id"])
        assert scene["state"] == "ready", scene["refusal"]
        assert scene["taken_at"].startswith(name)
        assert scene["bands"] == {"green": 1, "nir": 2}
    found = curl.get(f"/api/v1/findings?state=pending&station={code}")["items"]
    shrunk = next(f for f in found if f["code"] == "INT-04" and f["detector"] == "water")
    assert shrunk["distance_m"] <= 100
    assert shape(shrunk["geometry"]).distance(Point(INTAKE)) < 0.002
    assert {e["kind"] for e in shrunk["evidence"]} >= {"current", "baseline"}

    decision = {"code": "INT-04", "grade": 3, "note": "水面明显退缩", "version": shrunk["version"]}
    issue = curl.send("POST", f"/api/v1/findings/{shrunk['id']}/accept", decision)["issue"]
    assert issue["number"] in {i["number"] for i in curl.get("/api/v1/issues")["items"]}
    detail = curl.get(f"/api/v1/issues/{issue['number']}")
    assert distance_m((detail["lon"], detail["lat"]), INTAKE) < 600
    assert detail["evidence"][0]["sha256"]
    station = curl.get(f"/api/v1/stations/{code}")
    assert station["statuses"]["issues"]["level"] == "alarm"


def test_the_same_file_again_is_the_same_scene(curl, sample_data):
    file = sample_data / "satellite" / "itoiz_s2" / "itoiz_s2_2018-07-23.tif"
    code = reservoir(curl)
    first = curl.upload(file, station=code, source_kind="satellite", baseline="true")
    again = curl.upload(file, station=code, source_kind="satellite", baseline="true")
    assert again["scene_id"] == first["scene_id"]
    assert again["duplicate"] is True
