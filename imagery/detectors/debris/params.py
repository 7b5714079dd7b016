"""The debris detector's numbers."""

from __future__ import annotations

from collections.abc import Mapping

NAME = "debris"
VERSION = "1.1"
ROLES = ("red", "green", "blue")
NEEDS: tuple[tuple[str, ...], ...] = (ROLES,)
CODE, SIGN, RULE = "INT-01", "DEBRIS", "W-05"

PARAMS: Mapping[str, float] = {
    "least_step": 18.0,
    "noise_factor": 6.0,
    "most_shade": 1.3,
    "glint_step": 50.0,
    "shadow_step": 1.5,
    "edge_ratio": 0.5,
    "least_px": 5,
    "window_px": 200,
    "most_share": 0.01,
    "rim_px": 2,
    "mat_green": 0.08,
    "mat_least_px": 400,
    "mat_least_m2": 4.0,
    "mat_depth_m": 5.0,
    "mat_depth_px": 20,
    "water_std": 7.0,
    "water_top": 0.5,
    "water_green": 0.12,
    "water_least_share": 0.03,
    "water_width_px": 1000,
    "water_shore_px": 25,
    "radius_m": 20.0,
    "context_m": 100.0,
    "least_assessed": 0.3,
    "cap_zone": 0.7,
    "cap_located": 0.5,
}
"""Steps are grey values of 255. ``least_step``: JPEG colour noise is 3 to 5, so 18 is never that;
``most_shade``: waves lighten and darken water by a third at most. ``glint_step``: brighter than
the water by so much without colour may be sun or white plastic."""
