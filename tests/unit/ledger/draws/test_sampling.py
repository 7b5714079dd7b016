"""What is drawn, and how often: the law of weighted sampling without replacement."""

from __future__ import annotations

import hashlib
import itertools
import math
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from ledger.draws import sampling
from ledger.draws.keys import FRACTION_BITS, log2_fixed, order
from tests.unit.ledger.draws import generated

SEEDS = 100_000
WEIGHTS = {"a": 1, "b": 3, "c": 9}
TAKEN = 2


def exact_inclusion() -> dict[str, Fraction]:
    """The chance of each item to be among the first two, by adding up every order."""
    chance: Counter[str] = Counter()
    for picks in itertools.permutations(WEIGHTS, TAKEN):
        left, p = Fraction(sum(WEIGHTS.values())), Fraction(1)
        for name in picks:
            p *= WEIGHTS[name] / left
            left -= WEIGHTS[name]
        for name in picks:
            chance[name] += p  # type: ignore[assignment]
    return dict(chance)  # type: ignore[arg-type]


def test_each_station_is_drawn_as_often_as_its_weight_says_over_100000_seeds():
    seen: Counter[str] = Counter()
    items = [(name, weight, f"object\n{name}") for name, weight in WEIGHTS.items()]
    for n in range(SEEDS):
        seen.update(order(hashlib.sha256(b"%d" % n).digest(), items)[:TAKEN])
    for name, chance in exact_inclusion().items():
        expected, p = SEEDS * float(chance), float(chance)
        assert abs(seen[name] - expected) < 4.5 * math.sqrt(SEEDS * p * (1 - p)), name


@given(st.integers(1, 2**256))
@examples(max_examples=300)
def test_the_whole_number_logarithm_is_as_exact_as_it_says(x):
    got, one = log2_fixed(x), 1 << FRACTION_BITS
    assert abs(got / one - math.log2(x)) < 1e-12
    whole = x.bit_length() - 1
    assert whole * one <= got < (whole + 1) * one
    assert log2_fixed(2**whole) == whole * one
    if x.bit_length() > 128:
        assert log2_fixed(x + (x >> 40)) > got


def test_equal_keys_go_by_id_in_the_order_of_their_bytes():
    names = ["｡", "𠮷", "b", "a"]
    assert order(b"s", [(name, 1, "same") for name in names]) == ["a", "b", "｡", "𠮷"]


@pytest.mark.parametrize("number", range(40))
def test_every_share_recusal_and_limit_of_the_rules_holds(number):
    made = generated.draw(number)
    pools, values = made["pools"], made["announcement"]["rules"]["values"]
    stations = {o["id"]: o for o in pools["objects"]}
    people = {p["id"]: p for p in pools["inspectors"]}
    drawn = {row["object"]: row for row in made["result"]["drawn"]}
    assert all(o["id"] in drawn for o in pools["objects"] if o["forced"])
    for row in made["result"]["strata"]:
        share = math.ceil(Fraction(row["size"] * made["announcement"]["percent"], 100))
        assert row["drawn"] == max(share, row["forced"])
    for name, row in drawn.items():
        able = [p for p in people.values() if not sampling.recusal(stations[name], p)]
        assert len(row["inspectors"]) == min(len(able), values["inspectors_per_object"])
        assert len(set(row["inspectors"])) == len(row["inspectors"])
        for inspector in row["inspectors"]:
            assert sampling.recusal(stations[name], people[inspector]) == ""
        for skip in row["skips"]:
            assert skip["reason"] == "full" or skip["reason"] == sampling.recusal(
                stations[name], people[skip["inspector"]]
            )


def test_a_redraw_touches_only_the_stations_of_who_left():
    made = next(d for d in map(generated.draw, range(100)) if d["changes"])
    before = {row["object"]: row["inspectors"] for row in made["result"]["drawn"]}
    standing = sampling.Standing(
        made["announcement"], made["pools"], made["seed"], made["result"]["drawn"]
    )
    change = made["changes"][0]
    standing.change(change["kind"], change["inspector"], change["only"])
    touched = {row["object"] for row in change["redraws"]}
    for name, people in standing.on.items():
        assert change["inspector"] not in people or change["kind"] == "conflict"
        assert (people == before[name]) == (name not in touched)
