"""A reviewer walks through a flight's findings with the keyboard only; the ledger keeps it all."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from shapely.geometry import Point, box

from geo.crs import to_degrees, to_metres
from ledger import media
from ledger.db import reading, transaction
from ledger.models import Finding, Issue, IssueEvent
from tests.e2e.desk import desk
from tests.factories import make_finding, make_organisation, make_scene, make_station
from tests.web.conftest import app, browser, person, sent, settings  # noqa: F401

pytestmark = pytest.mark.browser

AT = (120.75, 30.75)
SIDE_M, SIDE_PX = 224.0, 640


@pytest.fixture
def flight(engine, settings):  # noqa: F811
    """Six waiting findings of one station, each with two pictures of its own; their ids."""
    store = media.store_for(settings)
    with transaction(engine) as session:
        company = make_organisation(session)
        station = make_station(session, name_zh="文昌站", company=company, anchor=Point(AT))
        around = station.anchor.buffer(0.01)
        before = make_scene(session, station)
        scene = make_scene(session, station, state="ready", footprint=around, gsd_m=0.05)
        return [
            make_finding(
                session,
                station,
                scene,
                reference_id=before.id,
                confidence=0.9 - n / 10,
                geom=_ground(n),
                area_m2=100.0,
                evidence=[_picture(store, n, "current"), _picture(store, n, "baseline")],
            ).id
            for n in range(6)
        ]


def _ground(n: int):
    middle = to_metres(Point(AT), around=AT)
    west, south = middle.x - 100 + 35 * n, middle.y + 20
    return to_degrees(box(west, south, west + 10, south + 10), around=AT)


def _picture(store, n: int, kind: str):
    out = io.BytesIO()
    Image.new("RGB", (SIDE_PX, 684), (40 * n, 120, 60 if kind == "current" else 160)).save(
        out, "PNG"
    )
    middle, half = to_metres(Point(AT), around=AT), SIDE_M / 2
    square = box(middle.x - half, middle.y - half, middle.x + half, middle.y + half)
    left, top = (12 + 35 * n) / 0.35, (112 - 30) / 0.35
    ring = [[left, top], [left + 28.6, top], [left + 28.6, top + 28.6], [left, top + 28.6]]
    return {
        "sha256": store.put_bytes(out.getvalue()),
        "kind": kind,
        "mime": "image/png",
        "width": SIDE_PX,
        "height": 684,
        "bbox": list(to_degrees(square, around=AT).bounds),
        "pixels": {"polygons": [ring], "anchor": [320, 320], "m_per_px": 0.35, "rings_m": [50]},
    }


def test_a_flight_is_walked_through_with_the_keyboard_only(
    chromium,
    engine,
    person,  # noqa: F811
    browser,  # noqa: F811
    flight,
):
    who = person("supervisor")
    with desk(chromium, browser(who.email)[0]) as made:
        page = made.open("/review")
        press, said = page.keyboard.press, "#said:has-text('{}')"

        def keys(*names: str) -> None:
            for name in names:
                press(name)

        keys("j", "k", "z", "Space", "Space", "v", "0", "ArrowRight", "?", "Escape")
        keys("1")  # the surest becomes an issue
        page.wait_for_selector(said.format("立为问题"))
        keys("2", "1")  # the second is a shadow
        page.wait_for_selector(said.format("不是问题"))
        keys("u")  # or is it? taken back, and sent for another flight instead
        page.wait_for_selector(said.format("已撤回"))
        keys("3")
        page.wait_for_selector(said.format("已列入补飞"))
        keys("z", "d", "2", "Space")  # the third is drawn anew, a little to the lower right
        keys(*["Shift+ArrowRight"] * 2, "Space", *["Shift+ArrowDown"] * 2, "Space", "Enter")
        page.wait_for_selector("#tell:has-text('轮廓已改')")
        keys("Escape", "c")
        page.keyboard.type("ENV-04")
        keys("Enter", "1")  # and accepted as another type
        page.wait_for_selector(said.format("立为问题"))
        keys("m")  # the fourth shows what is in the ledger already
        page.wait_for_selector("#sheet [data-merge] button")
        keys("1")
        page.wait_for_selector(said.format("已并入"))
        keys("b")  # the last two are alike
        page.wait_for_selector("dialog.bulk[open] .thumb")
        keys("2", "1")
        page.wait_for_selector(".bulk-done")
        keys("Enter")
        page.wait_for_selector(said.format("已判 2 条"))
        keys("r")  # one of them was none: opened again, with a reason
        page.keyboard.type("看错了")
        keys("Enter")
        page.wait_for_selector(said.format("已重新打开"))
        assert "1 条" in page.inner_text("#count")
        assert made.complaints == []
    with reading(engine) as session:
        found = [session.get_one(Finding, finding_id) for finding_id in flight]
        states = [finding.state for finding in found]
        assert states[:4] == ["accepted", "refly", "accepted", "merged"]
        assert sorted(states[4:]) == ["pending", "rejected"]
        issues = session.query(Issue).order_by(Issue.id).all()
        assert [issue.code for issue in issues] == ["ENV-01", "ENV-04"]
        assert {e.actor_name for e in session.query(IssueEvent)} == {
            session.get_one(Finding, flight[0]).decided_by.name
        }
