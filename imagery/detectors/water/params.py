"""The water detector's numbers: recipe measured on seven dates of one reservoir; rule W-10."""

from __future__ import annotations

from collections.abc import Mapping

NAME = "water"
VERSION = "1.3"
ROLES = ("green", "nir")
NEEDS: tuple[tuple[str, ...], ...] = (ROLES,)
CODE, SIGN, RULE = "INT-04", "DRY", "W-10"

GROWTH_PX = 31
LEAST_PX = 9
PARAMS: Mapping[str, float] = {
    "sigma_px": 0.7,
    "threshold": -0.05,
    "cloud_percent": 20.0,
    "bright_green": 0.25,
    "growth_px": GROWTH_PX,
    "grey_from": -0.2,
    "grey_to": 0.05,
    "display_nir_share": 0.5,
    "radius_m": 100.0,
    "context_m": 500.0,
    "ratio_fail": 0.3,
    "ratio_warn": 0.7,
    "least_px": LEAST_PX,
    "least_assessed": 0.3,
    "least_assessed_scene": 0.1,
    "max_shift_px": 3.0,
    "max_gsd_m": 20.0,
}
NDWI_NOISE = 0.1
"""Typical NDWI difference between neighbouring pixels of one cover; unit of the margin."""
