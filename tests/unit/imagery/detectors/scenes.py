"""A scene for every detector, made for the roles it needs: water, plants and bare ground."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from pyproj import Transformer

from geo.crs import buffer_m
from imagery import detectors
from imagery.detectors import SceneInput, Zone
from tests.unit.imagery import rasters

SIDE = 160
REFLECTANCE = {
    "coastal": (0.06, 0.03, 0.12),
    "blue": (0.06, 0.04, 0.14),
    "green": (0.08, 0.08, 0.18),
    "red": (0.05, 0.05, 0.24),
    "rededge705": (0.04, 0.12, 0.26),
    "rededge740": (0.03, 0.30, 0.28),
    "rededge783": (0.03, 0.36, 0.29),
    "nir": (0.02, 0.40, 0.30),
    "nir08": (0.02, 0.42, 0.31),
    "swir16": (0.01, 0.20, 0.36),
    "swir22": (0.01, 0.10, 0.32),
    "vv": (-20.0, -9.0, -11.0),
    "vh": (-27.0, -15.0, -18.0),
}
"""Of water, plants and bare ground; radar in dB. Unknown roles are like red."""
FINE = {"vegetation": 0.1, "debris": 0.1, "bare-soil": 0.5, "obstacles": 0.5}
"""Ground metres of a pixel; 10 for the others."""


def gsd_m(name):
    return FINE.get(name, 10.0)


def alternatives():
    """Every detector with each set of roles it can work with."""
    return [(name, roles) for name in detectors.names() for roles in detectors.needs(name)]


def pixels(roles, *, seed=3):
    """Values (bands, rows, cols): a river, fields of plants, bare plots, all with texture."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    kind = np.where((x // 32 + y // 32) % 2 == 0, 1, 2)
    kind[np.abs(x - y // 3 - 50) < 14] = 0
    spread = {"vv": 1.0, "vh": 1.0}
    planes = [
        np.take(REFLECTANCE.get(role, REFLECTANCE["red"]), kind)
        + rng.normal(0, spread.get(role, 0.008), (SIDE, SIDE))
        for role in roles or ("dsm",)
    ]
    if not roles:
        planes = [12 + 0.05 * x + 4 * (kind == 1) + rng.normal(0, 0.02, (SIDE, SIDE))]
    floor = -60.0 if {"vv", "vh"} & set(roles) else 0.001
    return np.maximum(np.stack(planes), floor).astype(np.float32)


def scene(name, roles, path, *, values=None, crs=rasters.CRS, **fields):
    """Write a scene for a detector and return it as the detector sees it."""
    rasters.write(path, pixels(roles) if values is None else values, gsd_m=gsd_m(name), crs=crs)
    bands = {role: number for number, role in enumerate(roles, 1)}
    taken = datetime(2025, 6, 1, 3, tzinfo=UTC)
    return SceneInput(path, bands, **({"taken_at": taken} | fields))


def zone(name, *, away_m=0.0):
    """A zone round the middle of the scene, or so far east of it."""
    half = SIDE * gsd_m(name) / 2
    lonlat = _middle(half, away_m)
    radius = half / 3
    return Zone(buffer_m(lonlat, radius), lonlat, radius, None, inlet_height_m=3.0)


def _middle(half, away_m):
    x, y = rasters.ORIGIN
    there = Transformer.from_crs(rasters.CRS, "EPSG:4326", always_xy=True)
    return there.transform(x + half + away_m, y - half)
