"""The turbidity detector's numbers."""

from __future__ import annotations

from collections.abc import Mapping

from imagery.detectors.algae.water import INFRARED

NAME = "turbidity"
VERSION = "1.1"
CODE, SIGN, RULE = "INT-03", "TURBID", "W-02"
NEEDS: tuple[tuple[str, ...], ...] = tuple(("green", "red", near) for near in INFRARED)

PARAMS: Mapping[str, float] = {
    "red_gain": 228.1,
    "red_ceiling": 0.1641,
    "nir_gain": 3078.9,
    "nir_ceiling": 0.2112,
    "blend_from": 0.05,
    "blend_to": 0.07,
    "nir_blend_from": 0.03,
    "nir_blend_to": 0.06,
    "mud_blend_from": 0.08,
    "mud_blend_to": 0.12,
    "plume_fnu": 10.0,
    "plume_ratio": 2.0,
    "noise_fnu": 2.0,
    "noise_factor": 4.0,
    "least_px": 9,
    "radius_m": 500.0,
    "context_m": 1000.0,
    "cap": 0.7,
    "cap_weaker": 0.55,
}
"""Gains and ceilings: one-band turbidity of Dogliotti et al. (2015) at 645 and 859 nm, blended over
a red water-leaving reflectance of .05 to .07; without shortwave infrared it is blended where near
infrared and red are both high, which glint alone (seldom above .05) does not make. ``plume_*``:
markedly muddier than the water body's own median, and muddy by itself."""
