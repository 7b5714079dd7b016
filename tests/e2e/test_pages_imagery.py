"""Bringing imagery in through a browser: limits first, goes on where it stopped."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from ledger.db import transaction
from ledger.models import Upload
from tests.e2e.desk import desk
from tests.factories import make_scene, make_station
from tests.web.conftest import app, browser, person, sent, settings  # noqa: F401

pytestmark = pytest.mark.browser

CHOOSE = "#drop input[type=file]:not([webkitdirectory])"
HALF = 400_000
BROKEN_WORDS = """[...document.querySelectorAll(".band span")].flatMap((span) => {
  const range = document.createRange();
  return [...span.textContent.matchAll(/\\S+/g)].filter(({ index, 0: word }) => {
    range.setStart(span.firstChild, index);
    range.setEnd(span.firstChild, index + word.length);
    return range.getClientRects().length > 1;
  }).map(([word]) => word);
})"""


@pytest.fixture
def station(engine):
    with transaction(engine) as session:
        return make_station(session, code="ITZ-W01", name_zh="伊托伊斯水库").code


@pytest.fixture
def page_of(chromium, person, browser):  # noqa: F811
    """Open a path for a role in a browser page."""
    opened = []

    def make(role: str, path: str, first=None):
        context = desk(chromium, browser(person(role).email)[0])
        made = context.__enter__()
        opened.append((context, made))
        made.first = first
        made.open(path)
        return made

    yield make
    for context, made in opened:
        context.__exit__(None, None, None)
        assert made.complaints == []


def file(name: str, size: int = 2 * HALF):
    return {"name": name, "mimeType": "image/tiff", "buffer": b"II*\0" + bytes(size - 4)}


def pick(page, text: str = "ITZ-W01"):
    page.fill("#station", text)
    page.wait_for_selector("#station-list li")
    page.keyboard.press("Enter")


def test_the_size_limit_is_said_before_anything_is_sent(page_of):
    page = page_of("supervisor", "/imagery").page
    page.wait_for_selector("#limits:has-text('2.1 MB')")


def test_a_file_over_the_limit_is_named_and_not_sent(page_of, station, engine):
    page = page_of("supervisor", "/imagery").page
    page.wait_for_selector("#limits:has-text('2.1 MB')")
    pick(page)
    page.set_input_files(CHOOSE, [file("large.tif", 3_000_000)])
    page.wait_for_selector("#upload-note:has-text('large.tif')")
    assert "2.1 MB" in page.inner_text("#upload-note")
    assert page.locator("#queue li").count() == 0


def test_a_strange_file_is_named_and_not_sent(page_of, station):
    page = page_of("supervisor", "/imagery").page
    pick(page)
    page.set_input_files(CHOOSE, [file("notes.docx", 100)])
    page.wait_for_selector("#upload-note:has-text('notes.docx')")


def test_photos_want_a_station_first(page_of):
    page = page_of("supervisor", "/imagery").page
    page.set_input_files(CHOOSE, [file("DJI_0001.JPG", 100)])
    page.wait_for_selector("#upload-note:has-text('先选站点')")


@pytest.mark.parametrize("words", ["伊托", "yituo", "itz-w"])
def test_a_station_is_found_by_name_pinyin_or_code(page_of, engine, words):
    with transaction(engine) as session:
        facts = {"code": "ITZ-W01", "name_zh": "伊托伊斯水库"}
        make_station(session, **facts, search_text="yituoyisishuiku ytyssk")
    page = page_of("supervisor", "/imagery").page
    pick(page, words)
    assert "ITZ-W01" in page.input_value("#station")


def test_a_broken_upload_goes_on_from_the_servers_offset_after_a_reload(
    page_of, station, engine, tmp_path
):
    raster = tmp_path / "scene.tif"
    raster.write_bytes(file("scene.tif")["buffer"])
    seen, broken = [], [True]

    def cut_the_first_piece(route):
        request = route.request
        if broken and "/uploads/" in request.url and seen:
            route.abort()
            return True
        if request.method != "PATCH":
            return False
        seen.append(int(request.headers["upload-offset"]))
        if len(seen) > 1:
            return False
        kept = {k: v for k, v in request.headers.items() if k not in {"cookie", "upload-checksum"}}
        kept["content-length"] = str(HALF)
        path = request.url.split(":5999")[1]
        body = request.post_data_buffer[:HALF]
        made.client.open(path, method="PATCH", data=body, headers=kept).close()
        route.abort()
        return True

    made = page_of("supervisor", "/imagery", cut_the_first_piece)
    page = made.page
    pick(page)
    page.set_input_files(CHOOSE, raster)
    page.wait_for_selector("#queue :text('连接中断')")
    broken.clear()
    made.open("/imagery")
    page.wait_for_selector("#unfinished:has-text('scene.tif')")
    pick(page)
    page.set_input_files(CHOOSE, raster)
    page.wait_for_selector("#queue a[href^='/imagery/scenes/']")
    assert seen == [0, HALF]
    with transaction(engine) as session:
        (upload,) = session.query(Upload).all()
        assert upload.offset == 2 * HALF


def test_a_refused_scene_says_why_and_what_stays(page_of, station, engine):
    with transaction(engine) as session:
        refusal = {"code": "intake.kind_not_allowed", "params": {}}
        scene = make_scene(session, state="refused", refusal=refusal).id
    page = page_of("supervisor", f"/imagery/scenes/{scene}").page
    page.wait_for_selector("#refusal .up-why")
    words = page.inner_text("#refusal")
    assert "intake." not in words
    assert "没有入库" in words


def test_a_day_without_a_time_is_shown_as_a_day_and_band_names_stay_whole(page_of, engine):
    noon = datetime(2018, 7, 23, 4, tzinfo=UTC)
    with transaction(engine) as session:
        guessed = make_scene(session, state="ready", taken_at=noon, taken_at_origin="metadata").id
        told = make_scene(session, state="ready", taken_at=noon, taken_at_origin="declared").id
    made = page_of("supervisor", f"/imagery/scenes/{guessed}?lang=en")
    made.page.wait_for_selector("#facts :text('2018-07-23')")
    assert "12:00" not in made.page.inner_text("#head") + made.page.inner_text("#facts")
    assert made.page.evaluate(BROKEN_WORDS) == []
    made.open(f"/imagery/scenes/{told}")
    made.page.wait_for_selector("#facts :text('12:00')")


def test_a_refused_upload_says_why_and_offers_no_image_to_open(page_of, station, tmp_path):
    raster = tmp_path / "scene.tif"
    raster.write_bytes(file("scene.tif", 2000)["buffer"])
    why = {"code": "intake.damaged", "text": "文件结构损坏"}
    outcome = {"scene_id": 7, "flight_id": None, "job_id": None, "refusal": why}

    def refuse(route):
        if route.request.method != "GET" or "/api/v1/uploads/" not in route.request.url:
            return False
        route.fulfill(status=200, content_type="application/json", body=json.dumps(outcome))
        return True

    page = page_of("supervisor", "/imagery", refuse).page
    pick(page)
    page.set_input_files(CHOOSE, raster)
    page.wait_for_selector("#queue .up-why:has-text('文件结构损坏')")
    assert page.locator("#queue a").count() == 0
