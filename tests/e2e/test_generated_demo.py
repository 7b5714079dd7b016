"""The generated city: planted problems are found, and with curl an image becomes an issue."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect
from shapely.geometry import Point, shape

from geo.crs import distance_m
from imagery import render
from tests.e2e.curl import PATIENCE_S, Curl
from tests.e2e.person import person

SHORE = "SL-W31"
pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def curl(generated_stack) -> Curl:
    return Curl(generated_stack.url, *generated_stack.account("supervisor"))


@pytest.fixture(scope="module")
def two_dates(curl, tmp_path_factory):
    """A lake at a station, then and now, as (file, time, baseline)."""
    folder = tmp_path_factory.mktemp("shore")
    pair = render.satellite_pair(folder, intake_lonlat=place_of(curl), seed=3)
    return [(pair.baseline, pair.taken[0], "true"), (pair.image, pair.taken[1], "false")]


def place_of(curl: Curl) -> tuple[float, float]:
    found = curl.get(f"/api/v1/stations/{SHORE}")
    return found["lon"], found["lat"]


def bring(curl: Curl, file: Path, taken: datetime, baseline: str) -> dict:
    details = {"taken_at": taken.isoformat(), "baseline": baseline}
    return curl.upload(file, station=SHORE, source_kind="satellite", **details)


def waiting_leads(curl: Curl) -> list[dict]:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        jobs = curl.get("/api/v1/jobs")["items"]
        if jobs and not [j for j in jobs if j["state"] in {"queued", "running"}]:
            return curl.get("/api/v1/findings?state=pending")["items"]
        time.sleep(0.5)
    raise AssertionError(f"the demo's jobs did not end: {jobs}")


def test_the_planted_problems_wait_for_review(curl):
    codes = {lead["code"] for lead in waiting_leads(curl)}
    assert codes == {"INT-04", "ENV-01"}


def test_the_city_has_forty_stations_and_says_that_it_is_generated(curl):
    answer = curl.get("/api/v1/stations")
    assert len(answer["items"]) == 40
    assert answer["demo"] == "generated"
    levels = {s["statuses"]["freshness"]["level"] for s in answer["items"]}
    assert {"ok", "none"} <= levels


@pytest.mark.browser
def test_the_page_says_which_demo_it_shows(chromium, generated_stack):
    with person(chromium, generated_stack, "leader") as somebody:
        page = somebody.go("/")
        expect(page.locator("header")).to_contain_text("演示：生成的城市")


def test_two_dates_of_a_shore_become_an_issue_with_coordinates(curl, two_dates):
    for file, taken, baseline in two_dates:
        sent = bring(curl, file, taken, baseline)
        scene = curl.wait_scene(sent["scene_id"])
        assert scene["state"] == "ready", scene["refusal"]
        assert datetime.fromisoformat(scene["taken_at"]) == taken
        assert {"green", "nir"} <= set(scene["bands"])
    found = curl.get(f"/api/v1/findings?state=pending&station={SHORE}")["items"]
    shrunk = next(f for f in found if f["code"] == "INT-04" and f["detector"] == "water")
    assert shrunk["distance_m"] <= 100
    assert shape(shrunk["geometry"]).distance(Point(place_of(curl))) < 0.002
    assert {e["kind"] for e in shrunk["evidence"]} >= {"current", "baseline"}

    decision = {"code": "INT-04", "grade": 3, "note": "水面明显退缩", "version": shrunk["version"]}
    issue = curl.send("POST", f"/api/v1/findings/{shrunk['id']}/accept", decision)["issue"]
    assert issue["number"] in {i["number"] for i in curl.get("/api/v1/issues")["items"]}
    detail = curl.get(f"/api/v1/issues/{issue['number']}")
    assert distance_m((detail["lon"], detail["lat"]), place_of(curl)) < 600
    assert detail["evidence"][0]["sha256"]
    station = curl.get(f"/api/v1/stations/{SHORE}")
    assert station["statuses"]["issues"]["level"] == "alarm"


def test_the_same_file_again_is_the_same_scene(curl, two_dates):
    first = bring(curl, *two_dates[0])
    again = bring(curl, *two_dates[0])
    assert again["scene_id"] == first["scene_id"]
    assert again["duplicate"] is True
