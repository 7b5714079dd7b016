"""The review desk in a browser: keys, consequences before the press, nothing lost in a conflict."""

from __future__ import annotations

import json

import pytest

from tests.e2e.desk import desk
from tests.web.conftest import app, browser, person, sent, settings  # noqa: F401

pytestmark = pytest.mark.browser

SQUARE = [[[100, 100], [160, 100], [160, 150], [100, 150]]]
PIXELS = {"polygons": SQUARE, "anchor": [200, 200], "m_per_px": 0.5, "rings_m": [20, 50]}
AFFINE = [5e-6, 0.0, 120.75, 0.0, -4.5e-6, 30.75]
SUN = {"elevation_deg": 45.0, "azimuth_deg": 180.0, "uncertainty_deg": 0.5}


def lead(number: int, **fields):
    scene = {"id": 1, "filename": "a.tif", "taken_at": "2026-10-12T01:42:00Z"}
    scene |= {"source_kind": "satellite", "sha256": "9c41e07a" + "0" * 56}
    picture = {"url": "/static/img/icon.svg", "width": 320, "height": 342, "pixels": PIXELS}
    picture |= {"mime": "image/png", "lonlat": AFFINE}
    return {
        "id": number,
        "version": 3,
        "state": "pending",
        "withheld": False,
        "sensitive": False,
        "origin": "machine",
        "drawn_by": None,
        "reshaped": False,
        "not_evidence": None,
        "actions": ["accept", "reject", "refly", "merge", "propose", "shape"],
        "flight": None,
        "gsd_m": 10.0,
        "sun": SUN,
        "code": "INT-04",
        "name": "水面后退",
        "grade_proposed": 2,
        "station": {"code": f"S{number}", "name": f"站点{number}", "kind": "water"},
        "confidence": 0.9 - number / 10,
        "area_m2": 640,
        "distance_m": 23.2,
        "bearing_deg": 296,
        "assessed_fraction": 0.92,
        "smallest_object_m": 30,
        "detector": "water",
        "detector_version": "1.0.0",
        "detail": {},
        "rule": {"id": "W-10", "name": "取水口水深"},
        "scene": scene,
        "reference": scene | {"id": 2, "taken_at": "2026-03-18T01:42:00Z"},
        "evidence": [
            picture | {"kind": "current", "taken_at": scene["taken_at"]},
            picture | {"kind": "baseline", "taken_at": "2026-03-18T01:42:00Z"},
        ],
        "proposal": None,
        "decided": None,
        "near_issues": [],
        "if_accepted": {
            "mode": "time_limit",
            "deadline_days": 7,
            "deadline_unit": "calendar",
            "deadline_on": "2026-10-21",
            "responsible": {"kind": "om_company", "name": "运维一公司"},
            "told": ["运维一公司"],
        },
        "sightings": 0,
    } | fields


def decided(number: int, state: str, by: str):
    decision = {"by": by, "at": "2026-10-14T06:02:00Z", "decision": state, "reason": "season"}
    return lead(number, state=state, version=4, decided=decision | {"issue": None})


@pytest.fixture
def signed_in(person, browser):  # noqa: F811
    """Return the browser client of a person with a role."""

    def make(role: str):
        return browser(person(role).email)[0]

    return make


@pytest.fixture
def review(chromium, signed_in):
    """Open the desk with leads for a role."""
    opened = []

    def make(role: str, leads, *, phone: bool = False):
        context = desk(chromium, signed_in(role), phone=phone)
        made = context.__enter__()
        opened.append((context, made))
        body = {"items": leads, "waiting": len(leads), "unseen_stations": 3}
        made.say("GET", "/api/v1/findings", body)
        made.say("GET", "/api/v1/issues", {"items": [], "counts": {}})
        made.open("/review")
        return made

    yield make
    for context, made in opened:
        context.__exit__(None, None, None)
        assert made.complaints == []


def drag(page, *points):
    """Press the stage at parts of its width and height."""
    box = page.locator("#stage").bounding_box()
    for x, y in points:
        page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])


def view_of(page):
    return page.locator("#stage > svg").get_attribute("viewBox")


def bodies(made, path):
    return [json.loads(body or "{}") for method, at, body in made.sent if at == path]


def test_a_lead_is_called_suspected_until_a_person_decides(review):
    page = review("supervisor", [lead(1)]).page
    assert page.inner_text("#facts h2") == "疑似：水面后退"
    assert "仅为线索" in page.inner_text("#facts")
    assert "92%" in page.inner_text("#facts")
    assert "8% 未评估" in page.inner_text("#facts")


def test_what_acceptance_would_mean_stands_there_before_it_is_pressed(review):
    page = review("supervisor", [lead(1)]).page
    shown = page.inner_text("#accept-box")
    assert "7 个自然日" in shown
    assert "运维一公司" in shown


def test_one_key_accepts_with_the_version_seen_and_the_next_lead_comes(review):
    made = review("supervisor", [lead(1), lead(2)])
    after = decided(1, "accepted", "督办员丙")
    made.say(
        "POST",
        "/api/v1/findings/1/accept",
        {"finding": after, "issue": {"number": "WT-330400-2026-00001"}},
    )
    made.page.keyboard.press("1")
    made.page.wait_for_selector("#said:has-text('WT-330400-2026-00001')")
    (sent_body,) = bodies(made, "/api/v1/findings/1/accept")
    assert sent_body["version"] == 3
    assert (sent_body["code"], sent_body["grade"]) == ("INT-04", 2)
    assert "站点2" in made.page.inner_text("#queue [aria-current]")


def test_a_rejection_is_not_sent_without_a_reason(review):
    made = review("supervisor", [lead(1)])
    made.say("POST", "/api/v1/findings/1/reject", {"finding": decided(1, "rejected", "甲")})
    made.page.keyboard.press("2")
    made.page.wait_for_selector("#sheet .decide-sheet")
    assert bodies(made, "/api/v1/findings/1/reject") == []
    made.page.keyboard.press("2")
    made.page.wait_for_selector("#said:has-text('不是问题')")
    (sent_body,) = bodies(made, "/api/v1/findings/1/reject")
    assert sent_body["reason"] == "season"


def test_an_unnamed_other_reason_waits_for_words(review):
    made = review("supervisor", [lead(1)])
    made.page.keyboard.press("2")
    made.page.keyboard.press("7")
    assert made.page.is_visible("#sheet [role=alert]")
    assert bodies(made, "/api/v1/findings/1/reject") == []


def test_when_somebody_else_was_first_it_says_who_and_keeps_what_was_typed(review):
    made = review("supervisor", [lead(1), lead(2)])
    problem = {"code": "finding.decided", "detail": "已有人判过", "status": 409}
    made.say("POST", "/api/v1/findings/1/accept", problem, status=409)
    made.say("GET", "/api/v1/findings/1", decided(1, "rejected", "督办员丙"))
    made.page.fill("#note", "岸线后退明显")
    made.page.keyboard.press("Escape")
    made.page.keyboard.press("1")
    made.page.wait_for_selector("#said:has-text('督办员丙')")
    assert "您的意见未提交" in made.page.inner_text("#said")
    assert made.page.input_value("#facts .unsent") == "岸线后退明显"


def test_a_decision_can_be_taken_back_by_key(review):
    made = review("supervisor", [lead(1)])
    made.say("POST", "/api/v1/findings/1/refly", {"finding": decided(1, "refly", "甲")})
    made.say("POST", "/api/v1/findings/1/undo", {"finding": lead(1, version=5)})
    made.page.keyboard.press("3")
    made.page.wait_for_selector("#said:has-text('补飞')")
    made.page.keyboard.press("u")
    made.page.wait_for_selector("#said:has-text('已撤回')")
    assert "1 条" in made.page.inner_text("#count")


def test_an_image_reviewer_proposes_and_cannot_confirm(review):
    page = review("image_reviewer", [lead(1)]).page
    words = page.inner_text("#bar .acts")
    assert "提议认定" in words
    assert "认定为问题" not in words
    assert "不是问题" in words


def test_a_leader_reads_without_buttons(review):
    page = review("leader", [lead(1)]).page
    assert page.locator("#bar .acts button").count() == 0


def test_the_same_place_in_the_ledger_makes_merging_the_main_button(review):
    near = [{"number": "WT-1", "title": "取水口露出", "state": "open", "distance_m": 4.0}]
    page = review("supervisor", [lead(1, near_issues=near)]).page
    assert "并入已有" in page.inner_text("#bar .btn--main")


def test_typing_a_note_presses_nothing(review):
    made = review("supervisor", [lead(1)])
    made.page.click("#note")
    made.page.keyboard.type("1 2 3 m u j")
    assert made.page.input_value("#note") == "1 2 3 m u j"
    assert not [m for m, at, _ in made.sent if m == "POST"]


def test_arrows_move_the_swipe_by_one_and_with_shift_by_ten(review):
    page = review("supervisor", [lead(1)]).page
    before = int(page.input_value("#swipe"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert int(page.input_value("#swipe")) == before + 11


def test_an_empty_queue_says_that_no_lead_is_not_no_problem(review):
    page = review("supervisor", []).page
    assert "没有线索不等于没有问题" in page.inner_text("#empty")
    assert "3 个站点" in page.inner_text("#empty")


def test_a_name_that_is_markup_stays_text(review):
    evil = "<img src=x onerror=alert(1)>{{7*7}}"
    page = review("supervisor", [lead(1, name=evil)]).page
    assert page.inner_text("#facts h2") == f"疑似：{evil}"
    assert page.locator("img[src=x]").count() == 0


def test_the_decision_bar_stays_in_reach_on_a_phone(review):
    page = review("supervisor", [lead(1)], phone=True).page
    box = page.locator("#bar").bounding_box()
    assert box["y"] + box["height"] <= 844
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_is_typed_waits_with_its_lead_while_others_are_looked_at(review):
    page = review("supervisor", [lead(1), lead(2)]).page
    page.keyboard.press("n")
    page.keyboard.type("先问现场")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.input_value("#note") == ""
    page.keyboard.press("k")
    assert page.input_value("#note") == "先问现场"


def test_zoom_and_pan_stay_from_lead_to_lead(review):
    page = review("supervisor", [lead(1), lead(2)]).page
    whole = view_of(page)
    page.keyboard.press("z")
    page.keyboard.press("Alt+ArrowRight")
    near = view_of(page)
    assert near != whole
    page.keyboard.press("j")
    assert view_of(page) == near
    page.keyboard.press("0")
    page.keyboard.press("k")
    assert view_of(page) == whole
    page.locator("#stage").hover()
    page.mouse.wheel(0, -400)
    assert page.locator("#stage > svg").get_attribute("viewBox") != whole


def test_every_frame_that_shows_a_lead_can_be_looked_at_with_its_outline(review):
    ring = [[10, 10], [60, 10], [60, 50], [10, 10]]
    frame = {"kind": "frame", "url": "/static/img/icon.svg", "sha256": "c" * 64, "width": 640}
    frame |= {
        "height": 640,
        "photo_id": 7,
        "filename": "DJI_0214.JPG",
        "pixels": {"polygons": [ring]},
    }
    one = lead(1)
    page = review("supervisor", [one | {"evidence": [*one["evidence"], frame]}]).page
    assert page.locator("#strip figure").count() == 3
    page.keyboard.press("]")
    assert "DJI_0214.JPG" in page.inner_text("#stage")
    assert "M10 10L60 10" in page.locator("#stage path.ov-w").first.get_attribute("d")
    page.keyboard.press("Escape")
    assert "DJI_0214.JPG" not in page.inner_text("#stage")


def test_the_filter_says_how_many_it_hides(review):
    page = review("supervisor", [lead(1), lead(2), lead(6)]).page
    page.keyboard.press("f")
    for _ in range(14):
        page.keyboard.press("ArrowRight")
    assert page.inner_text("#f-least") == "0.70"
    assert page.locator("#queue li").count() == 2
    assert "另有 1 条" in page.inner_text("#f-hidden")


def test_a_distance_an_area_and_a_height_from_the_shadow_are_measured(review):
    page = review("supervisor", [lead(1, gsd_m=0.5)]).page
    page.keyboard.press("g")
    page.keyboard.press("1")
    for key in ("Space", *["Shift+ArrowRight"] * 3, "Space", "Enter"):
        page.keyboard.press(key)
    assert "距离" in page.inner_text("#tell")
    pixels = page.evaluate("document.querySelector('#stage > svg').viewBox.baseVal.width")
    width = page.locator("#stage").bounding_box()["width"]
    metres = 3 * 32 * (pixels / width) * 0.5
    assert f"{metres:.1f} m" in page.inner_text("#tell")
    page.keyboard.press("g")
    page.keyboard.press("3")
    for key in ("Space", *["Shift+ArrowUp"] * 3, "Space"):
        page.keyboard.press(key)
    assert f"{metres:.1f} ±" in page.inner_text("#tell")
    assert "太阳高度角 45.0°" in page.inner_text("#tell")
    assert page.locator("#tell [role=alert]").count() == 0


def test_a_piece_is_cut_away_by_keys_alone_and_sent_in_degrees(review):
    made = review("supervisor", [lead(1)])
    after = {"finding": lead(1, version=4, reshaped=True)}
    made.say("POST", "/api/v1/findings/1/shape", after)
    page = made.page
    page.keyboard.press("d")
    page.keyboard.press("3")
    moves = ("Space", *["Shift+ArrowRight"] * 2, "Space", *["Shift+ArrowDown"] * 2, "Space")
    for key in (*moves, "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector("#tell:has-text('轮廓已改')")
    (sent_body,) = bodies(made, "/api/v1/findings/1/shape")
    assert (sent_body["how"], sent_body["version"]) == ("cut", 3)
    (ring,) = sent_body["geometry"]["coordinates"]
    assert (len(ring), ring[0]) == (4, ring[-1])
    assert all(120.75 < lon < 120.7516 and 30.7485 < lat < 30.75 for lon, lat in ring)


def test_look_alikes_are_seen_first_and_those_not_decided_are_named(review):
    leads = [lead(1), lead(2), lead(3)]
    made = review("supervisor", leads)
    same = {"code": "S1", "name": "站点1", "kind": "water"}
    others = [leads[1] | {"station": same}, leads[2] | {"station": same}]
    made.say(
        "GET",
        "/api/v1/findings/1/alike",
        {"items": others, "why": {"2": "station", "3": "station"}},
    )
    left = [{"id": 1, "code": "finding.already_decided", "text": "督办员丙 已决定"}]
    made.say(
        "POST", "/api/v1/findings/bulk", {"decided": [decided(2, "rejected", "甲")], "left": left}
    )
    page = made.page
    page.keyboard.press("b")
    page.wait_for_selector("dialog.bulk[open]")
    assert page.locator(".bulk-card svg.thumb").count() == 3
    for key in ("ArrowRight", "ArrowRight", "Space", "2", "1"):
        page.keyboard.press(key)
    page.wait_for_selector(".bulk-done")
    assert "1 条没有判" in page.inner_text("dialog.bulk")
    assert "督办员丙 已决定" in page.inner_text("dialog.bulk")
    (sent_body,) = bodies(made, "/api/v1/findings/bulk")
    assert sent_body["items"] == [{"id": 1, "version": 3}, {"id": 2, "version": 3}]
    assert (sent_body["decision"], sent_body["reason"]) == ("reject", "shadow")


def test_a_finding_that_is_no_evidence_has_no_accept_button_and_says_why(review):
    why = {"code": "finding.flight_no_evidence", "text": "超高且无批准文号"}
    made = review("supervisor", [lead(1, not_evidence=why)])
    assert "超高且无批准文号" in made.page.inner_text("#bar")
    assert "认定为问题" not in made.page.inner_text("#bar")
    made.page.keyboard.press("1")
    assert not [m for m, _, _ in made.sent if m == "POST"]


def test_the_reviewer_releases_and_the_supervisor_reopens_with_a_reason(review):
    kept = lead(1, withheld=True, sensitive=True, code="HUM-03")
    made = review("bureau_reviewer", [kept | {"actions": ["accept", "release"]}])
    made.say("POST", "/api/v1/findings/1/release", {"finding": lead(1, version=4)})
    page = made.page
    assert "限制查看" in page.inner_text("#facts")
    page.keyboard.press("o")
    page.keyboard.press("1")
    page.wait_for_selector("#said:has-text('已公开')")
    assert "限制查看" not in page.inner_text("#facts")
    rejected = decided(2, "rejected", "甲") | {"actions": ["reopen"]}
    rejected["decided"]["note"] = "树影"
    made = review("supervisor", [rejected, lead(1)])
    made.say("POST", "/api/v1/findings/2/reopen", {"finding": lead(2, version=5)})
    page = made.page
    page.click("#queue li.done button")
    page.keyboard.press("r")
    page.keyboard.press("Enter")
    assert bodies(made, "/api/v1/findings/2/reopen") == []
    page.keyboard.type("复看仍在")
    page.keyboard.press("Enter")
    page.wait_for_selector("#said:has-text('已重新打开')")
    (sent_body,) = bodies(made, "/api/v1/findings/2/reopen")
    assert sent_body == {"note": "复看仍在", "version": 4}
    assert page.input_value("#note") == "树影"  # what was written then is a draft to go on with


def test_a_sheet_shows_how_far_it_is_and_then_its_link_or_why_there_is_none(review):
    made = review("leader", [lead(1, actions=["sheet"]), lead(2, actions=["sheet"])])
    paper = {"job": 7, "percent": 40, "stage_text": "截取证据图", "error": None, "url": None}
    paper |= {"name": "F-1.pdf", "bytes": None, "lang": "zh", "state": "running"}
    done = {"state": "done", "url": "/static/img/icon.svg", "bytes": 400_000}
    answers = iter([paper, paper | done])
    made.say("POST", "/api/v1/findings/1/sheet", paper)
    made.say("GET", "/api/v1/findings/1/sheet", lambda _route: (200, next(answers)))
    refused = {"code": "http.500", "detail": "服务器出错", "status": 500}
    made.say("POST", "/api/v1/findings/2/sheet", refused, status=500)
    page = made.page
    page.keyboard.press("p")
    page.wait_for_selector("#paper progress")
    assert "截取证据图" in page.inner_text("#paper")
    page.keyboard.press("p")  # once more is not once more
    page.wait_for_selector("#paper a:has-text('F-1.pdf')")
    assert bodies(made, "/api/v1/findings/1/sheet")[0] == {"lang": "zh"}
    assert [method for method, at, _ in made.sent if at.endswith("/1/sheet")].count("POST") == 1
    page.keyboard.press("j")
    assert page.is_hidden("#paper")
    page.keyboard.press("p")
    page.wait_for_selector("#paper [role=alert]:has-text('服务器出错')")


def test_public_copies_say_their_limits_first_and_how_each_was_made(review):
    limits = [{"code": "publish.limits_known", "text": "认识的人仍可能认出"}]
    none = {"job": None, "state": "none", "percent": 0, "stage_text": "", "error": None}
    none |= {"copies": [], "left": [], "place": None, "limits": limits}
    copy = {"sha256": "c" * 64, "url": "/static/img/icon.svg", "name": "c.jpg", "kind": "current"}
    copy |= {"width": 256, "height": 273, "gsd_m": 0.05, "day": "2026-10-12"}
    copy |= {"method": [{"code": "publish.reduced", "text": "已降低分辨率"}]}
    left = {"kind": "frame", "code": "publish.unknown_scale", "text": "分辨率未知"}
    done = none | {"state": "done", "copies": [copy], "left": [left], "place": [120.75, 30.75]}
    made = review("supervisor", [lead(1, actions=["public"]), lead(2, withheld=True)])
    made.say("GET", "/api/v1/findings/1/public", none)
    made.say("POST", "/api/v1/findings/1/public", done)
    page = made.page
    page.keyboard.press("x")
    page.wait_for_selector("[data-copies]:has-text('认识的人仍可能认出')")
    assert "没有认定" in page.inner_text("[data-copies]")
    page.keyboard.press("1")
    page.wait_for_selector(".copies-row figure")
    shown = page.inner_text("[data-copies]")
    for words in ("5.0 cm/像素", "已降低分辨率", "分辨率未知", "120.75, 30.75"):
        assert words in shown
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.wait_for_selector("#tell:has-text('没有公开副本')")


def test_the_queue_of_one_flight_says_so_can_be_widened_and_names_what_was_not_seen(review):
    made = review("supervisor", [lead(1)])
    station = {"code": "S1", "name": "站点1", "kind": "water"}
    half = {"station": station, "detector": "water", "assessed_fraction": 0.6, "abstained": None}
    none = {"code": "detect.no_baseline", "text": "没有可比的较早影像"}
    blind = half | {"detector": "burn", "assessed_fraction": 0.0, "abstained": none}
    source = {"kind": "flight", "id": 3, "name": "第三航次", "looked": [half, blind]}
    asked = []

    def answer(route):
        asked.append(route.request.url)
        narrowed = "flight=3" in route.request.url
        items = [] if narrowed else [lead(1)]
        return 200, {
            "items": items, "waiting": 1, "unseen_stations": 0,
            "source": source if narrowed else None,
        }  # fmt: skip

    made.say("GET", "/api/v1/findings", answer)
    page = made.open("/review?flight=3")
    shown = page.inner_text("#empty")
    assert "没有线索不等于没有问题" in shown
    assert "40% 没有看到" in shown
    assert "没有可比的较早影像" in shown
    assert "flight=3" in page.get_attribute("#empty a:has-text('看已判的线索')", "href")
    made.say("GET", "/api/v1/findings", lambda _route: (200, {
        "items": [lead(1)], "waiting": 1, "unseen_stations": 0,
        "source": source if "flight=3" in _route.request.url else None,
    }))  # fmt: skip
    page = made.open("/review?flight=3")
    assert "只看航次 #3 第三航次" in page.inner_text("#f-source")
    page.click(".chip-x")
    page.wait_for_selector("#f-source", state="hidden")
    assert "flight" not in page.url


def test_the_pictures_of_a_drawing_come_onto_the_stage_when_they_are_cut(review):
    drawn = lead(1, origin="person", drawn_by="甲", evidence=[], pictures_coming=True)
    made = review("supervisor", [drawn])
    assert "正在截取证据图" in made.page.inner_text("#stage")
    made.say("GET", "/api/v1/findings/1", lead(1, origin="person", drawn_by="甲"))
    made.page.wait_for_selector("#stage image")
