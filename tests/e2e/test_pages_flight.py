"""The flight page in a browser: what was seen, what was not, and what a hand can put right."""

from __future__ import annotations

import json

import pytest
from shapely.geometry import Point

from ledger.db import transaction
from tests.e2e import flightdata
from tests.e2e.desk import desk
from tests.factories import make_flight, make_station
from tests.web.conftest import app, browser, person, sent, settings  # noqa: F401

pytestmark = pytest.mark.browser

PLAN = {"photos": 24, "length_m": 640, "time_s": 190, "batteries": 1, "height_m": 78}
PLAN |= {"gsd_m": 0.025, "coverage": 1.0, "warnings": []}
PLAN |= {"camera": {"code": "m3e", "name": "DJI Mavic 3E wide"}, "formats": ["kmz", "plan"]}
PLAN |= {"cameras": [PLAN["camera"]]}
PLAN |= {"line": {"type": "LineString", "coordinates": [[120.7512, 30.751], [120.752, 30.751]]}}
MOSAIC = {"id": 5, "version": 1, "tiles": "/tiles/5/1/{z}/{x}/{y}", "minzoom": 12, "maxzoom": 22}
MOSAIC |= {"bounds": [120.750, 30.7505, 120.7522, 30.7519], "nudge": {"east_m": 0, "north_m": 0}}


@pytest.fixture
def number(engine):
    with transaction(engine) as session:
        place = {"anchor": Point(flightdata.LON, flightdata.LAT)}
        station = make_station(session, code="1742A", name_zh="清河小学", **place)
        return make_flight(session, station, name="清河小学 复飞").id


@pytest.fixture
def page_of(chromium, person, browser, number):  # noqa: F811
    """Open the flight as a supervisor sees it; fields replace what the API would answer."""
    opened = []

    def make(*, phone: bool = False, first=None, **fields):
        context = desk(chromium, browser(person("supervisor").email)[0], phone=phone)
        made = context.__enter__()
        opened.append((context, made))
        made.first = first
        made.say("GET", f"/api/v1/flights/{number}", flightdata.flight(number, **fields))
        made.say("GET", f"/api/v1/flights/{number}/refly", PLAN)
        made.open(f"/imagery/flights/{number}")
        return made

    yield make
    for context, made in opened:
        context.__exit__(None, None, None)
        assert made.complaints == []


def posted(made, path: str):
    """Return the bodies sent to a path, in their order."""
    return [json.loads(body) for _, sent_to, body in made.sent if sent_to.endswith(path) and body]


def test_six_stages_carry_their_counts_and_what_was_not_seen_may_be_flown_again(page_of, number):
    made = page_of()
    page = made.page
    stages = page.locator("#stages > li")
    assert stages.count() == 6
    assert "27 个文件" in stages.nth(0).inner_text()
    assert stages.nth(3).get_attribute("aria-current") == "step"
    assert page.inner_text("#percent") == "拼接正射 62%"
    assert stages.nth(3).locator("progress").get_attribute("value") == "62"
    page.wait_for_selector(".fl-gap")
    assert "92%" in page.inner_text("#coverage")
    page.wait_for_selector("#coverage :text('24 张')")
    page.select_option("#coverage select >> nth=0", "plan")
    made.say("GET", f"/api/v1/flights/{number}/refly.plan", {"fileType": "Plan"})
    with page.expect_download() as download:
        page.click("#coverage .btn--main")
    assert download.value.suggested_filename == f"flight-{number}-gaps.plan"
    refusal = {"code": "mission.no_drone_number", "detail": "大疆航线文件需要机型编号"}
    made.say("GET", f"/api/v1/flights/{number}/refly.kmz", refusal, status=422)
    page.select_option("#coverage select >> nth=0", "kmz")
    page.click("#coverage .btn--main")
    page.wait_for_selector("#coverage [role=status]:has-text('机型编号')")


def test_frames_are_told_apart_by_pattern_and_grouped_with_reasons(page_of):
    page = page_of().page
    assert page.locator("path.fp-defect").count() == 2
    assert page.locator("path.fp-water").count() == 2
    fill = page.eval_on_selector("path.fp-defect", "node => getComputedStyle(node).fill")
    assert "fl-dense" in fill
    assert "0.11，限 0.25" in page.inner_text("[data-group=defect]")
    assert "坐标距站点" in page.inner_text("#refused summary >> nth=0")


def test_the_slider_marks_the_frame_and_the_viewer_keeps_the_zoom_between_frames(page_of):
    page = page_of().page
    page.focus("#profile input[type=range]")
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    page.wait_for_selector("path.fp.is-picked")
    assert "DJI_000" in page.inner_text("#profile output")
    assert "DJI_000" in page.get_attribute("#profile input[type=range]", "aria-valuetext")
    page.click("[data-group=defect] figure button >> nth=0")
    page.wait_for_selector("#viewer img[data-size]")
    page.keyboard.press("1")
    page.wait_for_timeout(400)
    before = page.locator("#viewer .leaflet-image-layer").bounding_box()["width"]
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("#viewer h2:has-text('DJI_0005.JPG')")
    page.wait_for_selector("#viewer img[data-size]")
    page.wait_for_timeout(200)
    assert page.locator("#viewer .leaflet-image-layer").bounding_box()["width"] == before
    assert "EXIF" in page.inner_text("#viewer .view-facts")
    page.keyboard.press("Escape")
    page.wait_for_selector("#viewer", state="hidden")
    assert page.locator("path.fp.is-picked").count() == 1


def test_an_unplaced_frame_is_dragged_or_placed_by_three_control_points(page_of, number):
    made = page_of()
    where = f"/api/v1/flights/{number}/photos/41/place"
    made.say("POST", where, flightdata.flight(number))
    made.page.drag_and_drop("#unplaced li >> nth=0", "#map", target_position={"x": 300, "y": 200})
    made.page.wait_for_selector("#mapnote:has-text('DJI_0041.JPG')")
    (body,) = posted(made, "/photos/41/place")
    assert abs(body["lon"] - flightdata.LON) < 0.01
    page = made.page
    page.click("#unplaced button:has-text('控制点') >> nth=0")
    page.wait_for_selector(".pts-photo .leaflet-image-layer")
    for at in (0, 1, 2):
        assert page.locator("#points .btn--main").is_disabled()
        spot = {"x": 200 + 60 * at, "y": 260 + 50 * (at % 2)}
        page.click(".pts-photo", position=spot)
        page.click(".pts-map", position=spot)
    page.click("#points .btn--main")
    page.wait_for_selector("#points", state="hidden")
    body = posted(made, "/photos/41/place")[-1]
    assert [set(point) for point in body["points"]] == [{"x", "y", "lon", "lat"}] * 3


def test_the_mosaic_is_moved_by_keys_and_the_move_taken_back(page_of, number):
    proposed = {"east_m": -2.5, "north_m": 0.75, "residual_m": 0.1, "inliers": 12, "tiles": 16}
    report = {"gsd_m": 0.02, "frames": [], "proposed_nudge": proposed}
    made = page_of(scene=MOSAIC, mosaic=report)

    def move(route):
        body = json.loads(route.request.post_data)
        scene = MOSAIC | {"version": body.pop("version") + 1, "nudge": body}
        made.say(
            "GET",
            f"/api/v1/flights/{number}",
            flightdata.flight(number, scene=scene, mosaic=report),
        )
        return 200, {"scene": scene}

    made.say("POST", "/api/v1/scenes/5/nudge", move)
    page = made.page
    page.click("#layers button:has-text('平移正射')")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_selector("#nudge:has-text('已保存')")
    page.click("#nudge button:has-text('撤销')")
    page.wait_for_selector("#nudge:has-text('已撤销')")
    first, back = posted(made, "/nudge")
    assert (first["east_m"], first["north_m"], first["version"]) == (0.1, 1, 1)
    assert (back["east_m"], back["north_m"], back["version"]) == (0, 0, 2)
    page.click("#mosaic button:has-text('按基准平移')")
    page.wait_for_selector("#nudge output:has-text('−2.50')")
    page.keyboard.press("Enter")
    page.wait_for_selector("#nudge:has-text('已保存')")
    assert posted(made, "/nudge")[-1] == {"east_m": -2.5, "north_m": 0.75, "version": 3}


def test_a_record_that_somebody_else_saved_keeps_what_was_typed(page_of, number):
    made = page_of()
    refusal = {"code": "flight.changed", "detail": "飞行记录刚被别人修改过", "status": 409}
    made.say("PUT", f"/api/v1/flights/{number}/record", refusal, status=409)
    page = made.page
    page.click("#checks button")
    page.fill("#record [name=approval_number]", "沪空管 2026-17")
    page.click("#record [type=submit]")
    page.wait_for_selector("#record-why:has-text('刚被别人修改过')")
    assert page.input_value("#record [name=approval_number]") == "沪空管 2026-17"


def test_a_log_is_sent_into_the_flight_and_taken_in(page_of, number):
    made = page_of()
    job = {"id": 77, "state": "queued", "kind": "card.intake", "percent": 0, "actions": []}
    made.say("POST", f"/api/v1/flights/{number}/finish", {"job": job})
    page = made.page
    log = {"name": "DJI_0001.SRT", "mimeType": "text/plain", "buffer": b"1\n00:00:00,000\n"}
    odd = {"name": "notes.docx", "mimeType": "text/plain", "buffer": b"x"}
    page.set_input_files("#drop input:not([webkitdirectory])", [log, odd])
    page.wait_for_selector("#upload-note:has-text('notes.docx')")
    page.wait_for_function("() => !document.querySelector('#queue li')")
    assert [path for _, path, _ in made.sent if path.endswith("/finish")]


def test_an_empty_flight_claims_nothing_and_one_out_of_reach_offers_another_try(page_of, number):
    nothing = {"photos": [], "coverage": [], "logs": [], "profile": [], "track": None}
    stages = [flightdata.stage(s["key"], "none", counts={}) for s in flightdata.stages()]
    calm = {"checks": [], "can_be_evidence": True, "refused": [], "events": []}
    made = page_of(**nothing, **calm, stages=stages, jobs=[])
    page = made.page
    assert "还没有照片" in page.inner_text("#coverage")
    assert page.locator("#profile").is_hidden()
    assert page.locator("#checks").inner_text() == ""
    made.say("GET", f"/api/v1/flights/{number}", {"detail": "暂时不可用", "code": "x"}, status=503)
    made.open(f"/imagery/flights/{number}")
    made.page.wait_for_selector("#coverage :text('暂时不可用')")
    assert made.page.locator("#coverage button").is_visible()


def test_a_phone_shows_it_all_in_one_column(page_of):
    page = page_of(phone=True).page
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide == 390
    assert page.evaluate("document.querySelector('main').scrollWidth") == 390
    boxes = [button.bounding_box() for button in page.locator("#drop .btn").all()]
    assert min(box["height"] for box in boxes if box) >= 40
