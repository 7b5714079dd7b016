"""The algae detector's numbers and its methods, the surest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NAME = "algae"
VERSION = "1.1"
CODE, SIGN, RULE = "INT-02", "ALGAE", "W-05"


@dataclass(frozen=True)
class Method:
    """An index of chlorophyll in water and where a bloom begins.

    ``bloom`` is the least value of a bloom that stands out of its lake, ``thick`` the value that
    is one even where the whole lake has it; ``noise`` is the index's scatter between neighbouring
    pixels of even water, ``cap`` the most a finding can be sure of.
    """

    name: str
    roles: tuple[str, ...]
    bloom: float
    thick: float
    noise: float
    cap: float
    weaker: bool = False


METHODS = (
    Method("mci", ("green", "red", "rededge705", "rededge740"), 0.010, 0.020, 0.003, 0.8),
    Method("ndci", ("green", "red", "rededge705", "nir"), 0.20, 0.40, 0.05, 0.65, weaker=True),
    Method("ndci", ("green", "red", "rededge705", "nir08"), 0.20, 0.40, 0.05, 0.65, weaker=True),
    Method("fai", ("green", "red", "nir", "swir16"), 0.010, 0.020, 0.005, 0.5, weaker=True),
    Method("ndvi", ("green", "red", "nir"), 0.0, 0.15, 0.1, 0.4, weaker=True),
)
"""mci: peak at 705 nm over the line from 665 to 740 nm (Gower et al. 2005), in reflectance: on the
sample lake .01 goes with 10 µg/L, where an alert begins; with nir and swir16 FAI stands in where
it is higher. ndci: Mishra and Mishra (2012), .2 is
above 33 µg/L. fai: Hu (2009), floating scum only. ndvi: above 0 on water only where plants reach
the surface."""
NEEDS: tuple[tuple[str, ...], ...] = tuple(method.roles for method in METHODS)

PARAMS: Mapping[str, float] = {
    "water_ndwi": -0.05,
    "water_mndwi": 0.0,
    "water_swir": 0.08,
    "bright_green": 0.25,
    "cloud_percent": 20.0,
    "cloud_growth_px": 9,
    "shore_px": 1,
    "noise_factor": 4.0,
    "least_water_px": 9,
    "least_px": 9,
    "radius_m": 20.0,
    "context_m": 500.0,
    **{f"{method.name}_bloom": method.bloom for method in METHODS},
    **{f"{method.name}_thick": method.thick for method in METHODS},
}
