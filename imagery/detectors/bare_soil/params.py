"""The bare-soil detector's numbers."""

from __future__ import annotations

from collections.abc import Mapping

NAME = "bare-soil"
VERSION = "1.1"
CODE, SIGN, RULE = "ENV-04", "SOIL", "A-01"
RGB = ("red", "green", "blue")
SHORTWAVE = ("blue", "red", "nir", "swir16")
NEEDS: tuple[tuple[str, ...], ...] = (SHORTWAVE, RGB)

PARAMS: Mapping[str, float] = {
    "red_over_blue": 0.05,
    "exg_chroma": 0.05,
    "least_light": 0.25,
    "bsi": 0.0,
    "ndvi": 0.25,
    "least_area_m2": 1.0,
    "least_px": 9,
    "unknown_gsd_share": 1e-4,
    "most_findings": 300,
    "radius_m": 50.0,
    "context_m": 300.0,
    "least_assessed": 0.3,
    "least_assessed_scene": 0.1,
    "cap_one_date": 0.5,
    "cap_new": 0.75,
    "colour_gsd_m": 1.0,
}
"""``red_over_blue``: chroma red minus blue; .05 is a red 1.16 times the blue in grey values, 1.4
in reflectance, and soils reflect 1.4 to 3 times as much red as blue while concrete and asphalt
stay under 1.3. ``bsi`` and ``ndvi`` are the indices' own turning points. Colour alone does not
tell soil from dry plants, so no finding of one date is surer than ``cap_one_date``. Colours are a
camera's: aerial cameras fly down to pixels of ``colour_gsd_m``; coarser ones are satellites',
whose bands were stretched one by one, so that red over blue means nothing."""
