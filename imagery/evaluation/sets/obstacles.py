"""Obstacles on generated surface models: boxes and cones of known height, distance and azimuth.

The truth is worked out here by itself, pixel by pixel from the rule (too high where a surface h
above the inlet is nearer than 2 h): in a projected CRS with its metres, in degrees and Web
Mercator with geodesic distances. Masks have to agree in every pixel.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from pyproj import Geod, Transformer
from rasterio.transform import Affine

from geo.crs import buffer_m
from imagery.detectors import SceneInput, Zone
from imagery.detectors.obstacles import PARAMS
from imagery.evaluation.cases import Case, Labels, Row
from imagery.evaluation.places import scratch
from imagery.evaluation.runner import detected
from imagery.evaluation.scores import met

NAME = "obstacles"
GENERATED = True
GOAL = ">=1"
GROUND_M, INLET_M = 4.0, 6.0
LONLAT = (120.7523, 30.7611)
_GEOD = Geod(ellps="WGS84")

Heights = NDArray[np.float32]
Metres = NDArray[np.float64]


@dataclass(frozen=True)
class Thing:
    """A box (``half_m`` wide each way) or a cone, at metres east and north of the inlet."""

    east_m: float
    north_m: float
    half_m: float
    height_m: float
    cone: bool = False


@dataclass(frozen=True)
class Site:
    """A generated surface model around the inlet, and the file it is written to."""

    name: str
    epsg: int
    pixel: tuple[float, float]
    things: tuple[Thing, ...]
    turn_deg: float = 0.0
    side_px: int = 480


NEAR = (Thing(20, 3, 4, 18), Thing(-15, 9, 5, 17, cone=True), Thing(-3, -40, 6, 40))
SITES = (
    Site("utm 0.5 m", 32651, (0.5, 0.5), NEAR),
    Site("utm, turned 30 degrees", 32651, (0.5, 0.5), NEAR, turn_deg=30),
    Site("gauss-kruger 1 m", 4549, (1.0, 1.0), (*NEAR, Thing(70, 70, 8, 80))),
    Site("web mercator", 3857, (0.5, 0.5), NEAR),
    Site("degrees", 4326, (5e-6, 5e-6), NEAR),
    Site("nothing rises", 32651, (0.5, 0.5), (Thing(30, 30, 5, 5),)),
)


def cases(sample: Path) -> Iterator[Case]:  # noqa: ARG001
    """Yield the generated models with their exact masks."""
    for site in SITES:
        path, truth = built(site, scratch())
        yield Case(
            set=NAME,
            scene=site.name,
            detector="obstacles",
            image=SceneInput(path, {}, companions={"dsm": path}),
            zone=zone_of(),
            truth=truth,
            metric="f1",
            goal=GOAL if (truth == 1).any() else "<=0",
        )


def measure(sample: Path) -> Iterator[Row]:  # noqa: ARG001
    """Yield how many degrees of the horizon differ from what the boxes' outlines block."""
    site = SITES[0]
    path, _ = built(site, scratch())
    result, _ = detected("obstacles", SceneInput(path, {}), zone=zone_of())
    off = abs(float(result.detail["blocked_arc_deg"]) - _blocked_deg(site))
    yield Row(
        set=NAME,
        scene=site.name,
        detector="obstacles",
        metric="open arc error, degrees",
        value=round(off, 2),
        goal="<=3",
        met=met("<=3", off),
    )


def zone_of(lonlat: tuple[float, float] = LONLAT) -> Zone:
    """Return the zone of the inlet, without a ring: the whole model is judged."""
    return Zone(buffer_m(lonlat, 100), lonlat, inlet_height_m=INLET_M)


def built(site: Site, folder: Path) -> tuple[Path, Labels]:
    """Write a site's surface model; return its path and the exact mask."""
    east, north, transform = _metres(site)
    surface = _surface(east, north, site.things)
    path = folder / f"{hashlib.sha256(repr(site).encode()).hexdigest()[:12]}.tif"
    profile = {"driver": "GTiff", "width": site.side_px, "height": site.side_px, "count": 1}
    with rasterio.open(
        path, "w", dtype="float32", crs=f"EPSG:{site.epsg}", transform=transform, **profile
    ) as out:
        out.write(surface, 1)
    above = surface.astype(np.float64) - (GROUND_M + INLET_M)
    high = (above > 0) & (np.hypot(east, north) < PARAMS["ratio"] * above)
    return path, high.astype(np.uint8)


def _metres(site: Site) -> tuple[Metres, Metres, Affine]:
    """Metres east and north of every pixel centre, and the raster's transform."""
    there = Transformer.from_crs(4326, site.epsg, always_xy=True)
    x0, y0 = there.transform(*LONLAT)
    half = site.side_px / 2 + 0.3
    scale = Affine.rotation(site.turn_deg) @ Affine.scale(site.pixel[0], -site.pixel[1])
    transform = Affine.translation(x0, y0) @ scale @ Affine.translation(-half, -half)
    steps = np.arange(site.side_px) + 0.5
    cols, rows = np.meshgrid(steps, steps)
    xs, ys = transform @ (cols, rows)
    if site.epsg in {4326, 3857}:
        return *_geodesic(*there.transform(xs, ys, direction="INVERSE")), transform
    return xs - x0, ys - y0, transform


def _geodesic(lon: Metres, lat: Metres) -> tuple[Metres, Metres]:
    start = (np.full_like(lon, LONLAT[0]), np.full_like(lat, LONLAT[1]))
    azimuth, _, away = _GEOD.inv(*start, lon, lat)
    turn = np.radians(azimuth)
    return away * np.sin(turn), away * np.cos(turn)


def _surface(east: Metres, north: Metres, things: Sequence[Thing]) -> Heights:
    surface = np.full(east.shape, GROUND_M)
    for thing in things:
        dx, dy = east - thing.east_m, north - thing.north_m
        if thing.cone:
            share = np.clip(1 - np.hypot(dx, dy) / thing.half_m, 0, None)
        else:
            share = (np.maximum(np.abs(dx), np.abs(dy)) <= thing.half_m).astype(np.float64)
        surface = np.maximum(surface, GROUND_M + thing.height_m * share)
    return surface.astype(np.float32)


def _blocked_deg(site: Site) -> float:
    """Degrees of the horizon that the site's things block, from points a centimetre apart."""
    blocked = np.zeros(36_000, bool)
    for thing in site.things:
        steps = np.arange(-thing.half_m, thing.half_m, 0.02)
        dx, dy = np.meshgrid(steps + thing.east_m, steps + thing.north_m)
        above = _surface(dx, dy, (thing,)) - (GROUND_M + INLET_M)
        high = (above > 0) & (np.hypot(dx, dy) < PARAMS["ratio"] * above)
        turn = np.degrees(np.arctan2(dx[high], dy[high])) % 360
        blocked[(turn * 100).astype(int)] = True
    return float(blocked.sum()) / 100
