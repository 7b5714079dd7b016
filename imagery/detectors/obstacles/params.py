"""The obstacle detector's numbers: rules A-02, A-03 and A-04 of the site rules (HJ 664)."""

from __future__ import annotations

import math
from collections.abc import Mapping

NAME = "obstacles"
VERSION = "1.0"
ROLES = ("dsm",)
NEEDS: tuple[tuple[str, ...], ...] = ((),)
"""No band of the image: heights come from the surface model."""

RULE, ARC_RULE, ANGLE_RULE = "A-02", "A-04", "A-03"
PLANT, BUILDING = ("ENV-01", "VEG"), ("ENV-02", "BLD")
"""(issue code, sign); what cannot be told apart takes the code of rules A-02 and A-04."""

BINS = 360
LEAST_PX = 4
PARAMS: Mapping[str, float] = {
    "ratio": 2.0,
    "angle_warn_deg": round(math.degrees(math.atan(0.5)), 4),
    "angle_fail_deg": 30.0,
    "reach_m": 100.0,
    "own_radius_m": 2.0,
    "open_arc_deg": 270.0,
    "open_arc_beside_deg": 180.0,
    "least_px": LEAST_PX,
    "noise_m": 0.15,
    "noise_gsd": 1.5,
    "least_assessed": 0.3,
    "green_share": 0.5,
    "exg_least": 0.06,
    "ndvi_least": 0.3,
    "max_gsd_m": 5.0,
}
TOUCH_M = 1e-6
"""An obstacle exactly at its distance passes; what a position loses on its way through degrees."""
MOST_RANGE_M = 1000.0
LOWEST_M, HIGHEST_M = -500.0, 9000.0
"""The land's surface lies between -430 and 8,849 m: beyond is a fill value without its tag."""
