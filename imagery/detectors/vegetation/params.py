"""The vegetation detector's numbers, in metres, so that they hold for every pixel size."""

from __future__ import annotations

from collections.abc import Mapping

NAME = "vegetation"
VERSION = "1.1"
RGB = ("red", "green", "blue")
NIR = ("red", "nir")
NEEDS: tuple[tuple[str, ...], ...] = (NIR, RGB)
CODE, SIGN, RULE, ADVICE = "ENV-01", "VEG", "A-04", "A-20"

WORK_GSD_M = 0.15
"""Finer images are averaged to about this before texture is measured."""
UNSURE_GSD_M = 0.3
"""Coarser pixels average the leaf clumps that tell crowns from lawn."""

PARAMS: Mapping[str, float] = {
    "exg_chroma": 0.06,
    "ndvi": 0.3,
    "cover_sigma_m": 0.25,
    "rough_sigma_m": 0.22,
    "rough_window_m": 1.65,
    "rough_least": 0.085,
    "close_m": 0.3,
    "open_m": 0.8,
    "trim_m": 0.5,
    "least_area_m2": 2.0,
    "shadow_below": 0.1,
    "radius_m": 20.0,
    "context_m": 50.0,
    "advice_m": 10.0,
    "least_assessed": 0.3,
    "change_z": 3.0,
    "least_index_noise": 0.02,
    "new_share": 0.5,
    "least_px": 9,
    "max_gsd_m": 1.0,
    "cap": 0.75,
    "cap_unsure": 0.5,
}
"""``cap``: without heights a crown beside the inlet is a lead, never surer than this."""
