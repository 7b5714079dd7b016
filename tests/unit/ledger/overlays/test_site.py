from datetime import UTC, datetime, timedelta

import pytest
from shapely.geometry import box

from ledger.models import Assessment, Finding
from ledger.overlays import site
from tests.factories import make_finding, make_scene, make_station, make_user
from tests.unit.ledger.overlays.test_issues import issue

AT = datetime(2026, 7, 24, 11, tzinfo=UTC)


@pytest.fixture
def station(session):
    return make_station(session)


def check(
    session, station, days=10, fraction=1.0, abstained=None, detail=None, detector="vegetation"
):
    scene = make_scene(session, taken_at=AT - timedelta(days=days))
    session.add(
        Assessment(
            scene_id=scene.id,
            station_id=station.id,
            detector=detector,
            detector_version="1",
            assessed_fraction=fraction,
            abstained=abstained,
            detail=detail or {},
        )
    )
    session.flush()
    return scene


def finding(session, station, state="pending"):
    scene = make_scene(session)
    session.add(
        Finding(
            key=f"{scene.id:064x}",
            scene_id=scene.id,
            station_id=station.id,
            detector="vegetation",
            detector_version="1",
            code="ENV-01",
            geom=box(120.75, 30.75, 120.7501, 30.7501),
            lon=120.75,
            lat=30.75,
            confidence=0.8,
            area_m2=12.0,
            assessed_fraction=1.0,
            state=state,
        )
    )
    session.flush()


def status(session, station):
    boss = make_user(session, "supervisor")
    return site.statuses(session, [station.id], AT, actor=boss)[station.id]


def first_code(session, station):
    return status(session, station).reasons[0].code


def test_what_was_never_seen_is_grey(session, station):
    assert (status(session, station).level, first_code(session, station)) == (
        "none",
        "overlay.site.never",
    )


def test_a_check_that_saw_enough_passes_for_180_days(session, station):
    check(session, station, days=180)
    assert status(session, station).level == "ok"


def test_a_look_for_one_sign_alone_makes_no_station_seen(session, station):
    check(session, station, detector="bare-soil")
    assert first_code(session, station) == "overlay.site.never"


def test_an_older_pass_wants_a_new_look(session, station):
    check(session, station, days=181)
    assert (status(session, station).level, first_code(session, station)) == (
        "att",
        "overlay.site.old",
    )


def test_what_was_seen_in_part_is_never_ok(session, station):
    check(session, station, fraction=0.949)
    assert (status(session, station).level, first_code(session, station)) == (
        "none",
        "overlay.site.partly",
    )
    assert "94%" in status(session, station).reasons[0].text("zh")


def test_what_could_not_be_judged_is_never_ok_and_says_why(session, station):
    check(session, station, abstained="datum.unknown")
    reason = status(session, station).reasons[0]
    assert reason.level == "none"
    assert "unknown datum" in reason.text("en")
    assert "坐标系" in reason.text("zh")


def test_a_cloudy_scene_does_not_undo_an_earlier_pass(session, station):
    check(session, station, days=30)
    check(session, station, days=1, fraction=0.2)
    assert status(session, station).level == "ok"


@pytest.mark.parametrize("state", ["pending", "refly"])
def test_a_lead_that_waits_is_yellow_even_after_a_pass(session, station, state):
    check(session, station)
    finding(session, station, state)
    assert (status(session, station).level, first_code(session, station)) == (
        "att",
        f"overlay.site.{state}",
    )


def test_a_rejected_lead_does_not_colour(session, station):
    check(session, station)
    finding(session, station, "rejected")
    assert status(session, station).level == "ok"


@pytest.mark.parametrize(
    ("fields", "level"),
    [
        ({"grade": 1}, "warn"),
        ({"grade": 2}, "warn"),
        ({"grade": 3}, "alarm"),
        ({"grade": 1, "principled": True}, "alarm"),
    ],
)
def test_a_confirmed_site_problem_is_orange_or_red(session, station, fields, level):
    issue(session, station, code="ENV-01", **fields)
    assert status(session, station).level == level


def test_a_closed_one_and_other_kinds_of_problems_do_not_count(session, station):
    issue(session, station, code="ENV-01", state="closed")
    issue(session, station, code="QC-01")
    assert status(session, station).level == "none"


def test_a_lead_waits_since_its_image_was_taken(session, station):
    taken = AT - timedelta(days=40)
    for days in (0, 3):
        scene = make_scene(session, station, taken_at=taken + timedelta(days=days))
        make_finding(session, station, scene)
    assert status(session, station).reasons[0].since == taken


def test_no_lead_waits_since_a_moment_that_pages_have_not_reached(session, station):
    lead = make_finding(session, station, make_scene(session, station, taken_at=None))
    lead.created_at = AT + timedelta(days=90)
    session.flush()
    assert status(session, station).reasons[0].since == AT


@pytest.mark.parametrize("count", [1, 2])
def test_the_english_words_fit_any_number(session, station, count):
    for _ in range(count):
        make_finding(session, station, make_scene(session, station))
    text = status(session, station).reasons[0].text("en")
    assert text == f"suspected problems waiting for review: {count}"


def test_an_image_without_a_date_passes_no_check_until_somebody_dates_it(session, station):
    scene = check(session, station)
    scene.taken_at = None
    session.flush()
    status = site.statuses(session, [station.id], AT, actor=make_user(session, "supervisor"))
    assert status[station.id].level == "none"
    assert status[station.id].reasons[0].code == "overlay.site.undated"
    scene.taken_at = AT - timedelta(days=1)
    session.flush()
    status = site.statuses(session, [station.id], AT, actor=make_user(session, "supervisor"))
    assert status[station.id].level == "ok"


def test_why_nothing_could_be_judged_holds_its_figures(session, station):
    check(session, station, abstained="datum.unknown", detail={"datum": "WGS-72"})
    (reason,) = status(session, station).reasons
    assert "WGS-72" in reason.text("zh")
    assert "WGS-72" in reason.text("en")
