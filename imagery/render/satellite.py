"""A generated pair of Sentinel-2-like scenes: a reservoir whose shore leaves the intake dry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.random import Generator
from rasterio.features import shapes
from rasterio.transform import Affine, from_origin
from scipy import ndimage
from shapely.geometry import shape
from shapely.ops import unary_union

from geo.crs import LonLat
from imagery.render import spectra
from imagery.render.landscape import Bits, Valley, valley
from imagery.render.noise import Field
from imagery.render.planted import Planted, Spot

SIDE_PX, STEP_M, FACTOR = 200, 10.0, 4
FINE_M = STEP_M / FACTOR
CODE = "INT-04"
REACH_M = 500.0
TAKEN = (datetime(2025, 10, 20, 2, 40, tzinfo=UTC), datetime(2026, 7, 14, 2, 40, tzinfo=UTC))
"""A full reservoir in autumn and a dry summer after it."""
DESCRIPTIONS = ("B03", "B08", "MSK_CLDPRB")


@dataclass(frozen=True)
class Pair:
    """The two files, when they were taken (baseline first), and what changed between them."""

    baseline: Path
    image: Path
    taken: tuple[datetime, datetime]
    truth: tuple[Planted, ...]


def satellite_pair(
    out_dir: Path,
    *,
    intake_lonlat: LonLat,
    seed: int,
    shrinks: bool = True,
    hidden: bool = False,
) -> Pair:
    """Write two scenes of 200 x 200 pixels of 10 m (green, nir, cloud probability in %).

    Parameters
    ----------
    out_dir : Path
        Folder of ``s2_<seed>_<date>.tif``; made when absent.
    intake_lonlat : (lon, lat)
        WGS-84; the intake stands in the middle, wet on the first date.
    seed : int
        Same seed, same bytes.
    shrinks : bool
        Whether the water falls; then the land it left, within 500 m and in touch with the 100 m
        ring, is the one truth of code INT-04. Else the truth is empty.
    hidden : bool
        Whether a cloud stands over the intake on the second date instead of far from it.
    """
    spot = Spot(intake_lonlat)
    rng = np.random.default_rng((seed, 3))
    land = valley(rng, side_px=SIDE_PX * FACTOR, step_m=FINE_M, shrinks=shrinks)
    place = {"x": 0.0, "y": 0.0} if hidden else {"x": 640.0, "y": -640.0}
    sky = spectra.sky(rng, land, **place, radius_m=300.0, step_m=FINE_M)
    out_dir.mkdir(parents=True, exist_ok=True)
    paths = [out_dir / f"s2_{seed}_{moment:%Y-%m-%d}.tif" for moment in TAKEN]
    then = _bands(rng, land, land.level_then, None, autumn=True)
    now = _bands(rng, land, land.level_now, sky, autumn=False)
    for path, bands, moment in zip(paths, (then, now), TAKEN, strict=True):
        _write(path, bands, spot, moment)
    return Pair(paths[0], paths[1], TAKEN, _truth(land, spot))


def _bands(
    rng: Generator, land: Valley, level: float, sky: spectra.Sky | None, *, autumn: bool
) -> Field:
    """Return (3, rows, cols): reflectance x10000 twice, then the cloud probability in %."""
    fine = spectra.ground(rng, land, level=level, autumn=autumn, step_m=FINE_M)
    seen = spectra.sensed(rng, spectra.through(fine, sky), factor=FACTOR)
    cloud = np.zeros(seen.shape[1:], np.float32)
    if sky is not None:
        side = seen.shape[1]
        share = sky.cloud.reshape(side, FACTOR, side, FACTOR).mean(axis=(1, 3))
        cloud = np.clip(share * 130, 0, 100)
    return np.concatenate([np.rint(seen * 10000), np.rint(cloud)[None]])


def _truth(land: Valley, spot: Spot) -> tuple[Planted, ...]:
    near = land.lost & (np.hypot(land.x, land.y) <= REACH_M)
    labels, _ = ndimage.label(near, np.ones((3, 3), bool))
    touching = np.unique(labels[land.ring & near])
    lost = np.isin(labels, touching[touching > 0])
    if not lost.any():
        return ()
    origin = Affine(FINE_M, 0, float(land.x[0, 0]) - FINE_M / 2, 0, -FINE_M,
                    float(land.y[0, 0]) + FINE_M / 2)  # fmt: skip
    outline = _outline(lost, origin).simplify(FINE_M / 2)
    wet = [int((land.ring & (land.height < level)).sum()) for level in
           (land.level_then, land.level_now)]  # fmt: skip
    return (spot.plant(CODE, outline, water_area_ratio=round(wet[1] / wet[0], 4)),)


def _outline(bits: Bits, origin: Affine) -> Any:
    found = shapes(bits.astype(np.uint8), mask=bits, transform=origin)
    return unary_union([shape(geometry) for geometry, _ in found])


def _write(path: Path, bands: Field, spot: Spot, taken_at: datetime) -> None:
    half = SIDE_PX * STEP_M / 2
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=SIDE_PX,
        height=SIDE_PX,
        count=3,
        dtype="uint16",
        crs=f"EPSG:{spot.epsg}",
        transform=from_origin(spot.east - half, spot.north + half, STEP_M, STEP_M),
        compress="deflate",
        tiled=True,
        blockxsize=256,
        blockysize=256,
    ) as target:
        target.write(bands.astype(np.uint16))
        target.descriptions = DESCRIPTIONS
        target.update_tags(
            TIFFTAG_DATETIME=f"{taken_at:%Y:%m:%d %H:%M:%S}",
            TIFFTAG_SOFTWARE="xunzhan imagery.render (generated)",
        )
