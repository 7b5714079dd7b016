"""Each rule says yes, no and "not assessed" where it should, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.catalog import taxonomy
from ledger.orders import judged
from ledger.orders.checks_between import copied_text, photo_reused, shingles
from ledger.orders.checks_cycles import Watched
from ledger.orders.rules import of_check, rules
from ledger.orders.sampling import drawn
from tests.unit.ledger.orders.months import FIRST, digits, visit

END = FIRST + timedelta(days=40)


def said(*orders, before=(), stations=None):
    """What every rule says of a month: {(order, check): verdict}."""
    there = stations or sorted({o.station_id for o in orders})
    watched = [Watched(station_id=s, code=f"S{s}", kind="air", company_id=1) for s in there]
    verdicts = judged(orders, list(before), now=END, month="2026-06", stations=watched)
    return list(verdicts)


def hits(*orders, **more):
    return {
        (v.rule.check, v.order.number if v.order else v.subject)
        for v in said(*orders, **more)
        if v.verdict == "hit"
    }


def month(station=1, weeks=range(5)):
    return [visit(station, week) for week in weeks]


def test_a_faultless_month_gives_no_lead_and_every_rule_could_be_judged():
    verdicts = said(*month())
    assert {v.verdict for v in verdicts} == {"pass"}
    assert len(verdicts) == 5 * 7


@pytest.mark.parametrize(
    ("check", "fields"),
    [
        ("short_stay", {"finished_at": FIRST + timedelta(days=7, minutes=29)}),
        ("outside_day", {"planned_at": FIRST + timedelta(days=6)}),
        ("closed_late", {"closed_at": FIRST + timedelta(days=7, hours=9)}),
        ("consumable_age", {"consumable": "PM2.5 滤膜", "consumable_age_days": 15.0}),
    ],
)
def test_one_planted_fault_is_one_hit_with_measured_value_and_limit(check, fields):
    orders = month()
    orders[1] = replace(orders[1], **fields)
    found = [v for v in said(*orders) if v.verdict == "hit"]
    assert [(v.rule.check, v.order.id) for v in found] == [(check, orders[1].id)]
    assert found[0].measured
    assert found[0].limit


@pytest.mark.parametrize(("minutes", "check"), [(29, {"short_stay"}), (30, set()), (31, set())])
def test_a_limit_itself_is_kept(minutes, check):
    orders = month()
    leave = orders[2].started_at + timedelta(minutes=minutes)
    orders[2] = replace(orders[2], finished_at=leave)
    assert {name for name, _ in hits(*orders)} == check


def test_a_gap_in_the_cycle_is_charged_to_the_visit_that_ended_it():
    orders = [o for o in month() if o.number != "GD000012"]
    assert hits(*orders) == {("missed_visit", "GD000013")}


def test_an_open_gap_and_a_station_without_any_visit_are_leads_of_the_station():
    orders = month(weeks=range(3))
    assert hits(*orders, stations=[1, 2]) == {
        ("missed_visit", "station:S1:weekly_visit:2026-06"),
        ("missed_visit", "station:S2:weekly_visit:2026-06"),
    }


def test_one_person_cannot_be_in_two_places_nor_fly():
    at = FIRST
    first = visit(1, 0, person="甲")
    together = visit(100, 0, person="乙、甲", started_at=at + timedelta(minutes=30))
    assert ("travel", together.number) in hits(first, together)
    (overlap,) = [v for v in said(first, together) if v.why == "order.hit.overlap"]
    assert (overlap.measured, overlap.limit) == ("30 min", "0 min")
    fast = visit(100, 0, person="甲", started_at=at + timedelta(hours=1, minutes=5))
    fast = replace(fast, finished_at=at + timedelta(hours=2))
    assert ("travel", fast.number) in hits(first, fast)
    slow = replace(fast, started_at=at + timedelta(hours=3), finished_at=at + timedelta(hours=4))
    assert "travel" not in {name for name, _ in hits(first, slow)}


def test_a_long_stay_is_not_forgotten_behind_a_short_one():
    long = visit(1, 0, person="甲", finished_at=FIRST + timedelta(hours=8))
    short = visit(
        1,
        1,
        person="甲",
        started_at=FIRST + timedelta(hours=1),
        finished_at=FIRST + timedelta(hours=2),
    )
    far = visit(
        100,
        0,
        person="甲",
        started_at=FIRST + timedelta(hours=6),
        finished_at=FIRST + timedelta(hours=7),
    )
    assert ("travel", far.number) in hits(long, short, far)


@pytest.mark.parametrize(("bits", "reused"), [(0, True), (4, True), (5, False)])
def test_a_photo_of_an_earlier_order_is_known_again(bits, reused):
    old, new = visit(1, 0), visit(2, 1)
    look = int(old.looks[0], 16) ^ ((1 << bits) - 1)
    new = replace(new, looks=(f"{look:016x}",))
    verdicts = list(photo_reused([new], [old], of_check("photo_reused")[0]))
    assert [v.verdict for v in verdicts] == ["hit" if reused else "pass"]


def test_two_photos_of_one_order_and_black_pictures_are_no_reuse():
    rule = of_check("photo_reused")[0]
    twice = visit(1, 0, looks=("0123456789abcdef",) * 2, photos_named=2)
    black = [visit(n, 0, looks=("0" * 16,)) for n in (2, 3)]
    assert {v.verdict for v in photo_reused([twice, *black], [], rule)} == {"pass"}


def test_what_is_missing_is_said_and_never_passed():
    bare = visit(
        1,
        0,
        started_at=None,
        finished_at=None,
        closed_at=None,
        person="",
        text="",
        looks=(),
        kind="calibration",
        consumable="零气活性炭",
    )
    verdicts = {v.rule.check: v for v in said(bare) if v.order}
    blind = {name: v.why for name, v in verdicts.items() if v.verdict == "not_assessed"}
    assert blind == {
        "short_stay": "started_at",
        "outside_day": "started_at",
        "travel": "person",
        "photo_reused": "photos",
        "copied_text": "text",
        "calibration_interval": "instrument",
        "consumable_age": "consumable_age_days",
    }
    assert verdicts["closed_late"].verdict == "hit"


def test_the_interval_of_calibrations_is_of_one_instrument():
    def calibration(n, days, instrument):
        at = FIRST + timedelta(days=days)
        return visit(
            n,
            0,
            station_id=1,
            kind="calibration",
            instrument=instrument,
            started_at=at,
            finished_at=at + timedelta(hours=2),
            planned_at=at,
            due_at=None,
            closed_at=at,
        )

    before = [calibration(1, -35, "A"), calibration(2, -10, "B")]
    orders = [calibration(3, 0, "A"), calibration(4, 1, "B"), calibration(5, 2, "C")]
    assert hits(*orders, before=before) == {("calibration_interval", orders[0].number)}


def _copies_by_all_pairs(orders, rule):
    """The plain way: every pair."""
    size, limit = int(rule.value("shingle")), rule.value("jaccard")
    found = set()
    for n, later in enumerate(orders):
        for earlier in orders[:n]:
            a, b = (shingles(o.text, size) for o in (earlier, later))
            if len(earlier.text) < 40 or len(later.text) < 40:
                continue
            if len(a & b) / len(a | b) >= limit:
                found.add(later.number)
    return found


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(30, 60)), min_size=2, max_size=9
    )
)
def test_copied_texts_are_those_that_comparing_every_pair_finds(parts):
    rule = of_check("copied_text")[0]
    orders = [
        visit(n + 1, 0, text=(digits(seed) + "x" * tail)[:length])
        for n, (seed, tail, length) in enumerate(parts)
    ]
    quick = {v.order.number for v in copied_text(orders, [], rule) if v.verdict == "hit"}
    assert quick == _copies_by_all_pairs(orders, rule)


def test_every_parameter_says_how_certain_it_is_and_names_an_issue_type():
    assert {rule.certainty for rule in rules()} <= {"quoted", "own knowledge", "our proposal"}
    for rule in rules():
        kind = taxonomy()[rule.issue_code]
        assert rule.station_type == "both" or kind.fits(rule.station_type), rule
        assert kind.station_type in {"both", rule.station_type}, rule


def test_a_seed_gives_the_same_sample_whatever_order_the_pool_comes_in():
    numbers = [f"GD{n}" for n in range(200)]
    assert drawn(numbers, "s", 10) == drawn(numbers[::-1], "s", 10)
    assert drawn(numbers, "s", 10) != drawn(numbers, "t", 10)
