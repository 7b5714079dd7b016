"""The review desk in a browser: keys, consequences before the press, nothing lost in a conflict."""

from __future__ import annotations

import json

import pytest

from tests.e2e.desk import desk
from tests.web.conftest import app, browser, person, sent, settings  # noqa: F401

pytestmark = pytest.mark.browser

SQUARE = [[[100, 100], [160, 100], [160, 150], [100, 150]]]
PIXELS = {"polygons": SQUARE, "anchor": [200, 200], "m_per_px": 0.5, "rings_m": [20, 50]}


def lead(number: int, **fields):
    scene = {"id": 1, "filename": "a.tif", "taken_at": "2026-10-12T01:42:00Z"}
    scene |= {"source_kind": "satellite", "sha256": "9c41e07a" + "0" * 56}
    picture = {"url": "/static/img/icon.svg", "width": 320, "height": 320, "pixels": PIXELS}
    return {
        "id": number,
        "version": 3,
        "state": "pending",
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
    made.page.locator("#stage").click()
    made.page.keyboard.press("1")
    made.page.wait_for_selector("#said:has-text('督办员丙')")
    assert "您的意见未提交" in made.page.inner_text("#said")
    assert made.page.input_value("#note") == "岸线后退明显"


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
