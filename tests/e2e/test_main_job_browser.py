"""The main job as a person does it: two dates in, a finding reviewed, an issue on the map."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.person import PHONE, Person, person

pytestmark = [pytest.mark.slow, pytest.mark.browser]
FINISHED_WITHIN_MS = 240_000


@pytest.fixture
def supervisor(chromium, sample_stack):
    with person(chromium, sample_stack, "supervisor") as somebody:
        yield somebody


def upload(page: Page, file, *, baseline: bool) -> None:
    page.fill("#station", "yituoyisi")
    page.click("#station-list [role=option]:has-text('伊托伊斯')")
    page.select_option("[name=source_kind]", "satellite")
    page.set_checked("[name=baseline]", baseline)
    page.set_input_files("#drop input[type=file]:not([webkitdirectory])", file)
    row = page.locator("#library tbody tr", has_text=file.name)
    expect(row).to_contain_text("已入库", timeout=FINISHED_WITHIN_MS)


def test_an_image_becomes_an_issue_that_stands_on_the_map(supervisor, sample_data):
    signs_in_and_sees_the_map(supervisor)
    uploads_two_dates(supervisor, sample_data)
    number = confirms_the_shrinking_water(supervisor)
    finds_the_issue_in_the_ledger(supervisor, number)
    finds_the_issue_on_the_map(supervisor)


def signs_in_and_sees_the_map(somebody: Person) -> None:
    page = somebody.go("/")
    expect(page.locator("text=数据截至").first).to_be_visible()
    expect(
        page.locator(".leaflet-marker-icon .hit, .leaflet-marker-icon .cl-seg").first
    ).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("haining")
    expect(page.locator("[role=option]", has_text="海宁").first).to_be_visible()
    page.keyboard.press("Escape")


def uploads_two_dates(somebody: Person, sample_data) -> None:
    page = somebody.go("/imagery")
    folder = sample_data / "satellite" / "itoiz_s2"
    upload(page, folder / "itoiz_s2_2018-07-23.tif", baseline=True)
    upload(page, folder / "itoiz_s2_2018-10-21.tif", baseline=False)
    somebody.picture("imagery")


def confirms_the_shrinking_water(somebody: Person) -> str:
    page = somebody.page
    head = "#facts h2"
    for _ in range(200):  # the second job, detection, follows the first within seconds
        somebody.go("/review")
        page.wait_for_selector(f"{head}, #empty:not(:empty)")
        if page.locator(head, has_text="取水口露出水面").count():
            break
        page.wait_for_timeout(500)
    expect(page.locator(head)).to_contain_text("疑似：取水口露出水面")
    expect(page.locator("#facts")).to_contain_text("W-10")
    expect(page.locator("#stage image, #stage img").first).to_be_visible()
    somebody.picture("review")
    page.keyboard.press("1")
    said = page.locator("#said")
    expect(said).to_contain_text(re.compile(r"WT-\d{6}-\d{4}-\d{5}"))
    return re.search(r"WT-\d{6}-\d{4}-\d{5}", said.inner_text())[0]


def finds_the_issue_in_the_ledger(somebody: Person, number: str) -> None:
    page = somebody.go("/issues")
    page.locator("tr", has_text=number).locator("a").first.click()
    expect(page.locator("main")).to_contain_text("伊托伊斯水库")
    expect(page.locator("main")).to_contain_text("42.87")
    somebody.picture("issue")


def finds_the_issue_on_the_map(somebody: Person) -> None:
    page = somebody.go("/?overlay=issues&station=ITZ-W01")
    panel = page.locator("aside.panel, .panel").first
    expect(panel).to_contain_text("告警")
    expect(panel).to_contain_text("取水口露出水面")
    somebody.picture("map-issue")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_choosing_a_row_shows_the_stations_days_against_their_limit(chromium, sample_stack, lang):
    locale = "zh-CN" if lang == "zh" else "en-US"
    with person(chromium, sample_stack, "bureau_reviewer", lang=locale) as somebody:
        page = somebody.go(f"/lang/{lang}")
        page.goto(f"{sample_stack.url}/")
        expect(
            page.locator(".leaflet-marker-icon .hit, .leaflet-marker-icon .cl-seg").first
        ).to_be_visible()
        page.locator("tbody tr", has_text="南湖区").first.click()
        expect(page.locator(".panel").first).to_contain_text("85%")
        somebody.picture("map" if lang == "zh" else "map-en")


def test_the_map_works_on_a_phone(chromium, sample_stack):
    with person(chromium, sample_stack, "district", size=PHONE) as somebody:
        page = somebody.go("/")
        expect(
            page.locator(".leaflet-marker-icon .hit, .leaflet-marker-icon .cl-seg").first
        ).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        somebody.picture("map-390")
