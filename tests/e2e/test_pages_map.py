"""The map in a browser: one state colours map, list and counts, and stands in the address."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.e2e.desk import ORIGIN, desk
from tests.web.conftest import app, browser, person, sent, settings  # noqa: F401

pytestmark = pytest.mark.browser

NOW = "2026-07-24T11:00:00Z"
LEVELS = ("overall", "issues", "freshness", "site")
SQUARE = [[[120.5, 30.5], [121.0, 30.5], [121.0, 31.0], [120.5, 31.0], [120.5, 30.5]]]
OTHER = [[[121.0, 30.5], [121.4, 30.5], [121.4, 31.0], [121.0, 31.0], [121.0, 30.5]]]


def station(code, name, lon, lat, overall="ok", **fields):
    levels = dict.fromkeys(LEVELS, overall) | fields.pop("levels", {})
    return {
        "code": code,
        "name": name,
        "name_zh": name,
        "name_en": "",
        "kind": "air",
        "network": "city",
        "lon": lon,
        "lat": lat,
        "search": f"{name} {code.lower()}",
        "district": {"code": "330402", "name": "南湖区"},
        "duty_district": {"code": "330402", "name": "南湖区"},
        "company": {"key": "om-1", "name": "运维一公司"},
        "remote": False,
        "remote_reason": "",
        "suspended": False,
        "statuses": {k: {"level": v, "reason": f"{k} {v}"} for k, v in levels.items()},
        "open_issues": 0,
        "pending_findings": 0,
        "last_reading_at": NOW,
    } | fields


STATIONS = [
    station("S1", "清河小学", 120.70, 30.70, "alarm", search="清河小学 qinghexiaoxue qhxx s1"),
    station("S2", "嘉兴学院", 120.7002, 30.7002, levels={"freshness": "warn"}),
    station("S3", "残联", 120.7004, 30.7004, "att"),
    station("S4", "青阳汇", 120.90, 30.85, "warn", kind="water"),
    station("S5", "尖山", 120.60, 30.90, "none", company={"key": "om-2", "name": "运维二公司"}),
]


def districts(*shapes):
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Polygon", "coordinates": shape},
                "properties": {"code": str(n), "name": name, "name_zh": name, "own": own}
                | {"approval_no": "浙S(2024)1号" if own else ""},
            }
            for n, (shape, name, own) in enumerate(shapes)
        ],
    }


def detail(row):
    nothing = ("issues", "findings", "scenes", "flights", "assessments", "changes", "zones")
    reason = {"level": row["statuses"]["overall"]["level"], "text": "已超 24 小时没有数据"}
    return (
        row
        | {key: [] for key in nothing}
        | {
            "reasons": {"overall": [reason | {"code": "x", "since": NOW, "link": ""}]},
            "anchor_height_m": 4.0,
            "house": None,
            "access": {},
            "external_codes": {},
            "readings": {"days": [{"date": "2026-07-23", "received": 20, "expected": 24}]}
            | {"latest": []},
        }
    )


def fill(made, stations):
    made.say("GET", "/api/v1/stations", {"as_of": NOW, "demo": None, "items": stations})
    shapes = districts((SQUARE, "南湖区", True), (OTHER, "平湖市", True))
    made.say("GET", "/api/v1/districts", shapes)
    made.say("GET", "/api/v1/findings", {"items": [], "waiting": 0, "unseen_stations": 0})
    made.say("GET", "/api/v1/issues", {"items": [], "counts": {}})
    made.say("GET", "/api/v1/scenes", {"items": []})
    for row in stations:
        made.say("GET", f"/api/v1/stations/{row['code']}", detail(row))


def go(made, path="/"):
    page = made.open(path)
    page.wait_for_selector("[data-map][data-ready]")
    return page


@pytest.fixture
def client(person, browser):  # noqa: F811
    return browser(person("supervisor").email)[0]


@pytest.fixture
def made(chromium, client):
    with desk(chromium, client) as opened:
        fill(opened, STATIONS)
        yield opened


@pytest.fixture
def on_phone(chromium, client):
    with desk(chromium, client, phone=True) as opened:
        fill(opened, STATIONS)
        yield opened


def rows(page):
    return page.locator("tbody tr").evaluate_all("rows => rows.map(r => r.dataset.station)")


def query(page):
    return {k: v[0] for k, v in parse_qs(urlsplit(page.url).query).items()}


def test_the_map_draws_everything_without_a_complaint_or_another_host(made):
    asked = []
    made.page.on("request", lambda request: asked.append(request.url))
    page = go(made)
    page.locator('tr[data-station="S1"]').click()
    page.wait_for_selector(".panel .daychart")
    assert made.complaints == []
    assert [url for url in asked if not url.startswith(ORIGIN)] == []
    assert page.locator(".m-city").count() == 1
    assert page.locator(".m-dist").count() == 1
    assert "审图号：浙S(2024)1号" in page.locator(".mapbar").inner_text()


def test_the_worst_stands_first_and_is_named_with_shape_and_word(made):
    page = go(made)
    assert rows(page) == ["S1", "S4", "S3", "S2", "S5"]
    symbol = page.locator('.mark[data-station="S1"]')
    assert symbol.get_attribute("aria-label") == "清河小学，空气站，告警，overall alarm"
    assert symbol.locator("use[href='#g-alarm']").count() == 2
    assert page.locator('.mark[data-station="S4"] .wave').count() == 1


def test_an_overlay_recolours_map_list_and_counts_together(made):
    page = go(made)
    page.keyboard.press("3")
    assert query(page)["overlay"] == "freshness"
    assert page.locator('.mark[data-station="S2"] .g-warn').count() == 1
    assert "预警" in page.locator('tr[data-station="S2"]').inner_text()
    warned = page.locator("label.check", has=page.locator("[data-facet=level][data-value=warn]"))
    assert warned.locator(".n").inner_text() == "2"


def test_an_alarm_is_never_swallowed_by_a_cluster_on_the_desktop(made):
    page = go(made)
    assert page.locator('.mark[data-station="S1"]').count() == 1
    assert page.locator(".mark[data-cluster]").get_attribute("data-cluster") == "S3 S2"


def test_on_a_phone_a_cluster_carries_the_badge_of_its_worst(on_phone):
    page = go(on_phone)
    cluster = page.locator(".mark[data-cluster]")
    assert cluster.get_attribute("data-cluster").split()[0] == "S1"
    assert cluster.locator(".g-alarm").count() == 1


def test_a_view_can_be_sent_on(made):
    page = go(made)
    page.locator("[data-facet=level][data-value=ok]").evaluate("box => box.click()")
    page.keyboard.press("2")
    page.locator('tr[data-station="S4"]').click()
    sent_on = page.url
    before = rows(page)
    page = go(made, sent_on.removeprefix(ORIGIN))
    assert rows(page) == before
    assert page.locator(".panel h1").inner_text() == "青阳汇"
    assert page.locator("input[name=overlay]:checked").get_attribute("value") == "issues"


def test_the_list_follows_the_view_when_asked(made):
    page = go(made, "/?box=120.85,30.80,120.95,30.90&view=1")
    assert rows(page) == ["S4"]
    page.get_by_role("button", name="只看图内").click()
    assert len(rows(page)) == len(STATIONS)


def test_a_station_is_found_by_name_pinyin_initials_and_code(made):
    page = go(made)
    for asked in ("清河", "qinghe", "qhxx", "s1"):
        page.keyboard.press("/")
        page.keyboard.type(asked)
        page.keyboard.press("Enter")
        page.wait_for_selector(".panel .why ul")
        assert query(page)["station"] == "S1", asked
        page.keyboard.press("Escape")


def test_everything_can_be_done_by_keyboard(made):
    page = go(made)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert query(page)["station"] == "S4"
    page.keyboard.press("Escape")
    assert "station" not in query(page)
    page.locator(".mark[data-cluster]").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert query(page)["station"] == "S2"
    page.keyboard.press("?")
    assert page.locator("dialog.keys[open]").count() == 1


def test_a_filter_that_leaves_nothing_says_so_and_can_be_lifted(made):
    page = go(made, "/?no_company=om-1,om-2")
    assert "没有符合条件的站点" in page.locator(".list").inner_text()
    page.locator(".list").get_by_role("button", name="清空全部条件").click()
    assert len(rows(page)) == len(STATIONS)


def test_a_red_station_says_why(made):
    page = go(made, "/?station=S1")
    page.wait_for_selector(".why li")
    assert "为何是红色" in page.locator(".why").inner_text()
    assert "已超 24 小时没有数据" in page.locator(".why").inner_text()


def test_what_people_wrote_is_shown_as_text_and_never_runs(made):
    name = "{{7*7}}<img src=x onerror=alert(1)>"
    fill(made, [station("S9", name, 120.7, 30.7, "alarm")])
    page = go(made, "/?station=S9")
    page.wait_for_selector(".why li")
    assert page.locator(".panel h1").inner_text() == name
    assert page.locator(".mark text").text_content() == name
    assert page.locator("img[src=x]").count() == 0
    assert made.complaints == []


def test_an_empty_installation_asks_for_districts_and_stations(made):
    fill(made, [])
    made.say("GET", "/api/v1/districts", {"type": "FeatureCollection", "features": [], "hint": ""})
    page = go(made)
    assert "先导入区县" in page.locator(".cover").inner_text()
    assert "flask --app webapp districts import" in page.locator(".cover").inner_text()


def test_stations_that_cannot_be_fetched_are_asked_for_again(made):
    made.say("GET", "/api/v1/stations", {"detail": "正在升级", "code": "x"}, 503)
    page = made.open("/")
    assert "正在升级" in page.locator(".cover").inner_text()
    fill(made, STATIONS)
    page.get_by_role("button", name="现在重试").click()
    page.wait_for_selector("[data-map][data-ready]")
    assert page.locator(".cover").count() == 0


def test_the_phone_has_filters_sheet_and_tab_bar(on_phone):
    page = go(on_phone, "/?station=S1")
    page.wait_for_selector(".why li")
    assert page.locator(".tabbar a").count() == 5
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("[data-open-filter]").click()
    assert page.locator(".rail").is_visible()
    page.get_by_role("button", name="看结果").click()
    assert not page.locator(".rail").is_visible()
    small = page.locator(".tabbar a, .foot .btn, .mapctl button").evaluate_all(
        "all => all.filter(b => b.offsetParent && b.getBoundingClientRect().height < 40).length"
    )
    assert small == 0
