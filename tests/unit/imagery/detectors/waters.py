"""A lake between fields as Sentinel-2 sees it, with whatever is put into its water."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from imagery.detectors import SceneInput
from tests.unit.imagery import rasters

SIDE, GSD_M = 160, 20
LAND = {
    "green": 0.08, "red": 0.05, "rededge705": 0.12, "rededge740": 0.30, "rededge783": 0.36,
    "nir": 0.40, "swir16": 0.20,
}  # fmt: skip
CLEAR = {
    "green": 0.036, "red": 0.020, "rededge705": 0.020, "rededge740": 0.010, "rededge783": 0.010,
    "nir": 0.008, "swir16": 0.004,
}  # fmt: skip
BLOOM = CLEAR | {"rededge705": 0.055, "rededge740": 0.020, "red": 0.018}
SCUM = CLEAR | {"rededge705": 0.09, "rededge740": 0.14, "rededge783": 0.15, "nir": 0.16}
MUD = CLEAR | {"green": 0.07, "red": 0.085, "rededge705": 0.075, "rededge740": 0.032, "nir": 0.025}
MUD["rededge783"] = 0.026
ALL = tuple(LAND)


def disc(radius, at=(80, 80)):
    y, x = np.mgrid[:SIDE, :SIDE]
    return np.hypot(y - at[0], x - at[1]) < radius


LAKE = disc(60)


def planes(roles, parts=(), *, base=CLEAR, lake=LAKE, glint=0.0, seed=6):
    """Reflectance (bands, rows, cols): land, a lake, and ``parts`` of (where, spectrum) in it."""
    rng = np.random.default_rng(seed)
    out = []
    flat = glint * rng.random((SIDE, SIDE))
    for role in roles:
        plane = np.where(lake, base.get(role, 0.01), LAND[role])
        for where, spectrum in parts:
            share = where if where.dtype != bool else where.astype(float)
            plane = plane * (1 - share) + spectrum.get(role, 0.01) * share
        out.append(plane + flat * lake + rng.normal(0, 0.0007, plane.shape))
    return np.maximum(np.stack(out), 0.0005).astype(np.float32)


def scene(path, roles, values, **fields):
    rasters.write(path, values, gsd_m=GSD_M)
    bands = {role: number for number, role in enumerate(roles, 1)}
    return SceneInput(path, bands, **{"taken_at": datetime(2025, 8, 1, tzinfo=UTC)} | fields)
