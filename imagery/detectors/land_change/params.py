"""The land-change detector's numbers; none is a grey value, so sensor and gain do not matter."""

from __future__ import annotations

from collections.abc import Mapping

NAME = "land-change"
VERSION = "1.1"
NEEDS: tuple[tuple[str, ...], ...] = (("red", "green"), ("red", "nir"), ("nir", "swir16"))
"""Any pair is enough; whatever optical bands both images have is used."""

PARAMS: Mapping[str, float] = {
    "iterations": 8,
    "kept_share": 0.5,
    "fit_sigma_px": 1.0,
    "sigma_px": 1.0,
    "edge_bound": 3.0,
    "least_slack_px": 0.1,
    "resampled_px": 0.2,
    "least_noise": 0.02,
    "least_spread": 0.2,
    "z_least": 3.0,
    "z_most": 6.0,
    "false_share": 0.1,
    "noise_tail_at_3": 0.012,
    "noise_tail_step": 6.0,
    "least_px": 4,
    "finding_px": 9,
    "most_findings": 300,
    "radius_m": 50.0,
    "context_m": 300.0,
    "least_assessed": 0.3,
    "least_assessed_scene": 0.1,
    "widespread": 0.35,
    "cap_unsure": 0.5,
    "majority": 0.5,
}
"""``least_noise``: noise counts as at least this part of a band's spread, since copies and
compressed images have none. ``noise_tail``: share of unchanged pixels above three deviations, and
the factor by which one deviation more thins it (generated unchanged pairs of 2 to 6 bands gave
.4-1.2 % above 3, .2 % above 4); ``false_share`` is the part of the marked pixels it may make."""
