from __future__ import annotations

import pytest

from ops.check_colors import TOKENS, contrast, distance, measured

CSS = TOKENS.read_text("utf-8")


def test_every_pair_of_tokens_can_be_told_apart_in_both_themes():
    pairs = measured(CSS)
    assert {p.theme for p in pairs} == {"light", "dark"}
    assert [p for p in pairs if not p.passes] == []


def test_a_status_colour_moved_next_to_another_is_found():
    light, dark = CSS.split("@media (prefers-color-scheme: dark)", 1)
    moved = light.replace("--st-ok:#2a9d8f", "--st-ok:#e06c17")
    found = [p.what for p in measured(moved + "@media" + dark) if not p.passes]
    assert any(what.startswith("ok/warn") for what in found)


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_red_and_green_draw_near_for_eyes_without_the_red_cone():
    assert distance("#cc3311", "#557700", "protan") < distance("#cc3311", "#557700", "normal") / 2
