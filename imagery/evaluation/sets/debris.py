"""Floating things: none on real frames, and painted ones on real and generated water.

The painted things are discs of 5 to 12 pixels in colours of litter; sun glint is painted as white
streaks that must not be reported. White and black things are left out: one picture cannot tell
them from glint and shade, and the detector says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.transform import Affine, from_origin
from rasterio.warp import transform as to_lonlat
from scipy import ndimage
from shapely.geometry import Polygon

from imagery.detectors import SceneInput, Zone
from imagery.detectors.base import YES
from imagery.evaluation.cases import Row
from imagery.evaluation.places import scratch
from imagery.evaluation.runner import detected
from imagery.evaluation.scores import met

NAME = "debris"
RGB = {"red": 1, "green": 2, "blue": 3}
HARBOUR_WATER = (
    (0, 110), (180, 160), (400, 215), (440, 290), (430, 360), (395, 385), (380, 460), (300, 445),
    (200, 405), (60, 350), (0, 320),
)  # fmt: skip
RIVER_WATER = (
    (700, 90), (735, 10), (900, 10), (870, 90), (790, 240), (840, 300), (760, 440), (660, 580),
    (560, 720), (420, 930), (360, 990), (230, 990), (320, 860), (410, 680), (480, 550), (500, 440),
    (500, 330), (540, 260), (630, 150),
)  # fmt: skip
WATERS: Mapping[str, tuple[int, int, int]] = {
    "brown": (120, 90, 60),
    "green": (60, 100, 60),
    "blue": (40, 70, 110),
    "bright turbid": (190, 170, 135),
    "dark": (18, 24, 26),
}
COLOURS = (
    (200, 30, 30), (30, 80, 200), (230, 140, 30), (240, 220, 60), (40, 150, 60), (150, 60, 160),
    (20, 170, 170), (230, 100, 140), (120, 200, 60),
)  # fmt: skip
SIDE, APART, THINGS = 500, 40, 27
_OTHER_CRS, _ORIGIN = "EPSG:32651", (281_000.0, 3_403_000.0)

Pixels = NDArray[np.float32]
"""(rows, cols, 3), grey values."""


@dataclass(frozen=True)
class Water:
    """A picture of water, its outline in pixels (x, y), and where it lies."""

    pixels: Pixels
    outline: tuple[tuple[int, int], ...]
    crs: str
    transform: Affine


def measure(sample: Path) -> Iterator[Row]:
    """Yield what is reported where nothing floats, then what is found of what was painted."""
    for path in sorted((sample / "drone" / "photos" / "brighton_beach").glob("*.JPG")):
        yield _quiet(path, path.stem, None)
    path = sample / "drone" / "rasters" / "deepforest" / "test_tiled.tif"
    yield _quiet(path, "harbour", None)
    for name, outline in (("basin", HARBOUR_WATER), ("river arm", RIVER_WATER)):
        water = _real(path, outline)
        yield _quiet(path, f"harbour, {name} mapped", _zone(water))
        yield from _painted(f"harbour, {name}", water)
    for name, colour in WATERS.items():
        yield from _painted(f"generated {name} water with glint", generated(colour))


def _quiet(path: Path, scene: str, zone: Zone | None) -> Row:
    result, mask = detected("debris", SceneInput(path, RGB, scale=1 / 255), zone=zone)
    reported = len(result.findings) + int(ndimage.label(mask == YES)[1])
    return _row(scene, "reported where nothing floats", reported, result.assessed_fraction, "<=0")


def _painted(scene: str, water: Water) -> Iterator[Row]:
    pixels, things = paint(water, seed=len(scene))
    path = _written(water, pixels)
    result, mask = detected("debris", SceneInput(path, RGB, scale=1 / 255), zone=_zone(water))
    path.unlink()
    found = len(set(np.unique(things[mask == YES])) - {0})
    labels, count = ndimage.label(mask == YES, np.ones((3, 3)))
    on_things = len(set(np.unique(labels[things > 0])) - {0})
    assessed = result.assessed_fraction
    yield _row(scene, "painted things found", found / int(things.max()), assessed, ">=0.95")
    yield _row(scene, "reported beside them", count - on_things, assessed, "<=0")


def _row(scene: str, metric: str, value: float, assessed: float, goal: str) -> Row:
    return Row(
        set=NAME,
        scene=scene,
        detector="debris",
        metric=metric,
        value=round(value, 4),
        assessed=assessed,
        goal=goal,
        met=met(goal, value),
    )


def generated(colour: tuple[int, int, int], *, seed: int = 5) -> Water:
    """Return rippled water of a colour with white streaks of sun glint."""
    rng = np.random.default_rng(seed)
    broad, fine = (
        ndimage.gaussian_filter(rng.normal(0, 1, (SIDE, SIDE)), sigma) for sigma in (40, 1.2)
    )
    light = 1 + 0.06 * broad / broad.std() + 0.05 * fine / fine.std()
    pixels = (np.array(colour) * light[..., None]).astype(np.float32)
    for row, col in rng.integers(5, SIDE - 12, (120, 2)):
        high, wide = rng.integers(1, 3), rng.integers(3, 9)
        pixels[row : row + high, col : col + wide] = rng.uniform(190, 255)
    blurred: Pixels = cv2.GaussianBlur(pixels, (0, 0), 0.6)
    corners = ((0, 0), (SIDE, 0), (SIDE, SIDE), (0, SIDE))
    return Water(blurred, corners, _OTHER_CRS, from_origin(*_ORIGIN, 0.1, 0.1))


def paint(water: Water, *, seed: int) -> tuple[Pixels, NDArray[np.int32]]:
    """Return the picture with things in it, and their numbers (rows, cols), 0 for none."""
    rng = np.random.default_rng(seed)
    pixels, things = water.pixels.copy(), np.zeros(water.pixels.shape[:2], np.int32)
    for number, (row, col) in enumerate(_places(water, rng), 1):
        y, x = np.mgrid[-10:11, -10:11]
        radius = rng.uniform(5, 12) / 2
        disc = (np.hypot(y, x * rng.uniform(1, 1.3)) <= radius).astype(np.float32)
        cover = ndimage.gaussian_filter(disc, 0.6)[..., None]
        box = np.s_[row - 10 : row + 11, col - 10 : col + 11]
        colour = np.array(COLOURS[number % len(COLOURS)]) + rng.normal(0, 8, 3)
        pixels[box] = pixels[box] * (1 - cover) + cover * np.clip(colour, 0, 255)
        things[box][disc > 0] = number
    return pixels, things


def _places(water: Water, rng: np.random.Generator) -> Iterator[tuple[int, int]]:
    """Places in the water, well apart from each other and from its outline."""
    inside = np.zeros(water.pixels.shape[:2], np.uint8)
    cv2.fillPoly(inside, [np.array(water.outline, np.int32)], 1)
    depth = ndimage.distance_transform_edt(np.pad(inside, 1))[1:-1, 1:-1]
    free = depth > 25
    steps = np.arange(-APART, APART + 1)
    for _ in range(THINGS):
        rows, cols = np.nonzero(free)
        if not rows.size:
            return
        pick = int(rng.integers(rows.size))
        row, col = int(rows[pick]), int(cols[pick])
        free[np.ix_(_within(row + steps, free.shape[0]), _within(col + steps, free.shape[1]))] = 0
        yield row, col


def _within(places: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    return places[(places >= 0) & (places < size)]


def _real(path: Path, outline: tuple[tuple[int, int], ...]) -> Water:
    with rasterio.open(path) as source:
        pixels = np.moveaxis(source.read([1, 2, 3]), 0, -1).astype(np.float32)
        return Water(pixels, outline, source.crs.to_wkt(), source.transform)


def _zone(water: Water) -> Zone:
    xs, ys = zip(*(water.transform @ corner for corner in water.outline), strict=True)
    return Zone(Polygon(zip(*to_lonlat(water.crs, "EPSG:4326", xs, ys), strict=True)))


def _written(water: Water, pixels: Pixels) -> Path:
    """Write the picture through JPEG, as cameras do, into a GeoTIFF of a name of its own."""
    stored = np.clip(pixels[..., ::-1], 0, 255).astype(np.uint8)
    jpeg = cv2.imencode(".jpg", stored, [cv2.IMWRITE_JPEG_QUALITY, 90])[1]
    coded = np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), np.uint8)
    path = scratch() / f"painted-{len(list(scratch().iterdir()))}.tif"
    height, width = stored.shape[:2]
    with rasterio.open(
        path, "w", driver="GTiff", width=width, height=height, count=3, dtype="uint8",
        crs=water.crs, transform=water.transform,
    ) as out:  # fmt: skip
        out.write(np.moveaxis(coded[..., ::-1], -1, 0))
    return path
