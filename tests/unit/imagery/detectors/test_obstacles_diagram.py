"""The azimuth diagram: right places, words in two languages, nothing but numbers from outside."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from imagery.detectors.obstacles.arc import Arc
from imagery.detectors.obstacles.diagram import azimuth_svg, recorded

SVG = "{http://www.w3.org/2000/svg}"


def detail(*, blocked=(), unseen=(), rising=(), angle=40.0):
    angles = np.zeros(360)
    angles[[*blocked, *rising]] = angle
    bits = [np.isin(np.arange(360), list(bins)) for bins in (blocked, unseen)]
    return recorded(Arc(angles, *bits, 1.0, 100.0))


def drawn(text):
    return ET.fromstring(text)  # noqa: S314  (our own text)


def test_it_is_valid_and_says_what_it_shows_to_those_who_cannot_see_it():
    root = drawn(azimuth_svg(detail(blocked=range(80, 100), unseen=range(5)), "en"))
    assert root.get("role") == "img"
    ids = {node.get("id"): node.text for node in root if node.get("id")}
    named = [ids[part] for part in root.get("aria-labelledby").split()]
    assert named[0] == "Obstacles around the inlet by azimuth"
    assert "open arc 335°" in named[1]
    assert "not assessed 5°" in named[1]
    assert "Blocked 20°" in named[1]


def test_both_languages_name_the_quarters():
    letters = [
        "".join(node.text for node in drawn(azimuth_svg(detail(), lang)).iter(f"{SVG}text"))[:4]
        for lang in ("zh", "en")
    ]
    assert letters == ["北东南西", "NESW"]


def test_ink_lies_in_the_direction_of_the_obstacle():
    root = drawn(azimuth_svg(detail(blocked=range(85, 95)), "en"))
    inked = [node.get("d") for node in root.iter(f"{SVG}path") if node.get("fill") == "#182022"]
    assert inked
    for path in inked:
        points = re.findall(r"([\d.]+) ([\d.]+)(?=[AMLZ])", path)
        assert all(float(x) > 180 and abs(float(y) - 180) < 15 for x, y in points)


def test_what_rises_and_passes_is_pale_and_what_was_not_seen_is_hatched():
    text = azimuth_svg(detail(rising=range(10, 20), unseen=range(200, 260)), "zh")
    assert "#b9c1bf" in text
    assert len(re.findall(r'fill="url\(#az[0-9a-f]{8}h\)"', text)) == 1
    assert "未判定 60°" in text
    assert "url(" not in azimuth_svg(detail(), "zh")


def test_an_open_horizon_is_one_ring_and_says_so():
    text = azimuth_svg(detail(), "en")
    assert "nothing rises above the inlet" in text
    assert text.count("<path") == 3  # the hatch's own line, two halves of the ring


def test_two_diagrams_on_one_page_have_different_ids():
    one, other = (azimuth_svg(detail(blocked=[n]), "zh") for n in (3, 4))
    ids = [set(re.findall(r'id="(\w+)"', text)) for text in (one, other)]
    assert not ids[0] & ids[1]


def test_it_holds_no_style_script_or_foreign_text():
    planted = detail() | {"limit": 270, "kind": "<script>", "note": "{{7*7}}"}
    text = azimuth_svg(planted, "en")
    assert not re.search(r"style=|<script|\{\{|on\w+=", text)


@pytest.mark.parametrize(
    "broken",
    [{}, {"azimuth_state": "o" * 360}, detail() | {"azimuth_state": "<" * 360},
     detail() | {"azimuth_angle_deg": "1 2 3"}],
)  # fmt: skip
def test_a_result_without_a_horizon_is_no_diagram(broken):
    with pytest.raises(ValueError, match=r"no horizon|could not convert"):
        azimuth_svg(broken, "en")
