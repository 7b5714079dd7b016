"""The algae detector's numbers: published band centres and limits of blooms."""

from __future__ import annotations

from collections.abc import Mapping

from imagery.detectors import surface

NAME = "algae"
VERSION = "1.0"
PEAK = ("red", "rededge705", "rededge740")
RATIO = ("red", "rededge705")
PLAIN = ("red",)
NEEDS: tuple[tuple[str, ...], ...] = tuple(
    ("green", near, *roles) for roles in (PEAK, RATIO, PLAIN) for near in surface.NEAR
)
CODE, SIGN, RULE = "INT-02", "ALGAE", "W-05"
RED_NM, PEAK_NM, EDGE_NM = 665.0, 704.0, 740.0

PARAMS: Mapping[str, float] = {
    **surface.PARAMS,
    "bloom_mci": 0.02,
    "bloom_ndci": 0.2,
    "bloom_ndvi": 0.0,
    "least_sigma": 0.002,
    "least_px": 4,
    "radius_m": 20.0,
    "context_m": 500.0,
    "least_assessed": 0.3,
    "least_assessed_scene": 0.02,
    "cap": 0.85,
    "cap_weak": 0.5,
}
"""``bloom_ndci``: above .2 chlorophyll is over 25 µg/L (Mishra and Mishra 2012); ``bloom_mci``
is the height of the 704 nm peak at about that; ``bloom_ndvi``: scum, by the sign's table."""
