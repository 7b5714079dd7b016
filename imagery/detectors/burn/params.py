"""The burn detector's numbers: USGS severity limits and statistics of the scene; rule P-03."""

from __future__ import annotations

from collections.abc import Mapping

NAME = "burn"
VERSION = "1.0"
ROLES = ("nir", "swir22")
NEEDS: tuple[tuple[str, ...], ...] = (ROLES,)
CODE, SIGN, RULE = "ENV-05", "FIRE", "P-03"

TILE_PX = 75
PARAMS: Mapping[str, float] = {
    "sigma_px": 1.5,
    "tile_px": TILE_PX,
    "unburnt_limit": 0.1,  # Key and Benson 2006: unburnt ground lies within -.1 and .1
    "moderate_limit": 0.27,  # and moderate severity begins here
    "largest_threshold": 0.35,
    "tile_eta": 0.6,
    "tile_gap": 0.12,
    "tile_share": 0.1,
    "noise_factor": 2.0,
    "asymmetry": 4.0,
    "low_factor": 0.7,
    "high_factor": 1.5,
    "least_px": 9,
    "hole_px": 2000,
    "edge_least": 0.15,  # as much as the least rise of a seed
    "weak_share": 0.05,
    "neighbour_px": 300,
    "water_sum": 0.06,
    "cloud_percent": 20.0,
    "max_shift_px": 20.0,
    "radius_m": 500.0,
    "context_m": 1000.0,
    "least_assessed": 0.3,
    "least_assessed_scene": 0.1,
}
