"""The radar flood detector's numbers."""

from __future__ import annotations

from collections.abc import Mapping

NAME = "flood-sar"
VERSION = "1.0"
BOTH = ("vv", "vh")
NEEDS: tuple[tuple[str, ...], ...] = (BOTH, ("vv",))
CODE, SIGN, RULE = "ENV-10", "FLOOD", "P-05"

PARAMS: Mapping[str, float] = {
    "median_px": 7,
    "seed_vv_db": -18.0,
    "seed_vh_db": -24.0,
    "lowest_vv_db": -19.0,
    "highest_vv_db": -13.0,
    "lowest_vh_db": -26.0,
    "highest_vh_db": -19.0,
    "usual_vv_db": -16.0,
    "usual_vh_db": -22.0,
    "least_gap_db": 3.0,
    "clear_gap_db": 5.0,
    "least_class_share": 0.02,
    "least_seed_share": 0.002,
    "least_seed_px": 1000,
    "drop_db": 3.0,
    "least_px": 9,
    "most_findings": 300,
    "radius_m": 30.0,
    "context_m": 300.0,
    "statistics_px": 512,
    "max_shift_px": 3.0,
    "least_assessed": 0.3,
    "least_assessed_scene": 0.1,
    "cap": 0.8,
}
"""``seed_*``: calm open water at C band lies under these at any incidence angle of the wide-swath
mode; ``lowest_*`` and ``highest_*`` bound the cuts published for Sentinel-1 water maps, between
which the scene's own valley decides; ``drop_db`` and ``usual_vv_db`` are the rule of the sign
FLOOD. ``least_gap_db``: speckle left by the median is about 1 dB."""
