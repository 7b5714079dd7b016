"""The cloud detector's numbers: TOA physics, the scene's own ground, s2cloudless's usage."""

from __future__ import annotations

from collections.abc import Mapping

NAME = "cloud"
VERSION = "1.0"
MODEL_ROLES = (
    "coastal", "blue", "red", "rededge705", "nir", "nir08", "nir09", "cirrus", "swir16", "swir22",
)  # fmt: skip
"""The ten bands of s2cloudless, in its order; nir09 is B09 (water vapour), cirrus B10."""
VISIBLE = ("red", "green", "blue")
NEEDS: tuple[tuple[str, ...], ...] = (MODEL_ROLES, VISIBLE)
STANDARD = {
    "coastal": 1, "blue": 2, "green": 3, "red": 4, "rededge705": 5, "rededge740": 6,
    "rededge783": 7, "nir": 8, "nir08": 9, "nir09": 10, "cirrus": 11, "swir16": 12, "swir22": 13,
}  # fmt: skip
"""Where a file of all thirteen bands of Sentinel-2 holds them."""

DISPLAY_WHITE = 0.3558
"""Reflectance that Sentinel-2's true-colour image shows as 255 (ESA's stretch)."""
PARAMS: Mapping[str, float] = {
    "model_threshold": 0.4,
    "model_average_m": 40.0,
    "model_buffer_m": 20.0,
    "model_pixels": 600_000,
    "work_m": 2.5,
    "mads": 4.0,
    "least_bright": 70.0,
    "largest_bright": 170.0,
    "white": 0.75,
    "core_bright": 200.0,
    "core_white": 0.85,
    "solid_share": 0.15,
    "solid_m": 25.0,
    "least_m2": 3000.0,
    "least_px": 30,
    "fragment_m": 300.0,
    "growth_px": 10,
    "growth_share": 0.4,
    "hole_px": 2000,
    "buffer_px": 2,
    "buffer_swir_px": 5,
    "snow_ndsi": 0.4,
    "snow_nir": 0.11,
    "overcast_bright": 120.0,
    "overcast_smooth": 0.03,
    "shadow_height_m": 3000.0,
    "shadow_share": 0.7,
    "deep_shadow_share": 0.6,
    "shadow_contrast": 2.0,
    "least_assessed": 0.1,
}
