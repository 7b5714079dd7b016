"""The ground a frame shows: rays of its border meet a level plane or the terrain."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from pyproj import Geod

from imagery.photos.pose import Array, Lens, Pose
from imagery.photos.terrain import Level, Terrain

_GEOD = Geod(ellps="WGS84")
_LEAST_DEPRESSION_DEG = 2.0
_CURVED_STEPS, _CUT_STEPS = 8, 48
_ARC_SEGMENTS = 24


@dataclass(frozen=True)
class Ground:
    """What a frame shows of the ground.

    ``polygon`` is GeoJSON in WGS-84, counter-clockwise; ``reason`` says why it is missing or cut;
    ``gsd_m`` is the longer side of a pixel on the ground in the picture's middle, ``gsd_worst_m``
    the longest at the border of ``polygon``; ``cut``: only the part below the view angle counts.
    """

    polygon: dict[str, Any] | None = None
    reason: str | None = None
    gsd_m: float | None = None
    gsd_worst_m: float | None = None
    cut: bool = False


def ground_of(
    lens: Lens, pose: Pose, *, max_view_deg: float = 60.0, terrain: Terrain | None = None
) -> Ground:
    """Return the outline of the ground that a frame shows.

    Parameters
    ----------
    lens, pose : Lens, Pose
        Interior and exterior of the camera.
    max_view_deg : float
        When the horizon is in the frame, only rays within this angle of straight down count.
    terrain : Terrain, optional
        Heights of the ground; without it the ground is level under the camera.

    Returns
    -------
    Ground
        ``photo.horizon``: cut, or no polygon when nothing lies below the view angle;
        ``photo.no_height`` for a height that is not above the ground; ``photo.lens_invalid``:
        the lens model does not reach the border, the polygon is that of a lens without distortion.
    """
    if not pose.height_m > 0:
        return Ground(reason="photo.no_height")
    border = _border(lens, 1 if lens.straight and terrain is None else _CURVED_STEPS)
    rays = pose.world(lens.rays(border))
    if not np.isfinite(rays).all():
        plain = Lens(lens.central_px, lens.width, lens.height)
        found = ground_of(plain, pose, max_view_deg=max_view_deg, terrain=terrain)
        return replace(found, reason=found.reason or "photo.lens_invalid")
    cut = bool((rays[:, 2] > -math.sin(math.radians(_LEAST_DEPRESSION_DEG))).any())
    if cut:
        rays = _below(pose.world(lens.rays(_border(lens, _CUT_STEPS))), max_view_deg)
    floor = Level() if terrain is None else terrain
    middle = _centre_gsd(lens, pose)
    if len(rays) == 0:
        return Ground(reason="photo.horizon", gsd_m=middle, cut=True)
    spots = floor.hit(pose.lonlat, pose.height_m, rays)
    return Ground(
        polygon=_outline(pose.lonlat, spots),
        reason="photo.horizon" if cut else None,
        gsd_m=middle,
        gsd_worst_m=_worst_gsd(lens, pose, rays, spots),
        cut=cut,
    )


def ground(
    *,
    lonlat: tuple[float, float],
    height_m: float,
    yaw_deg: float,
    pitch_deg: float,
    roll_deg: float,
    focal_px: float,
    size: tuple[int, int],
) -> dict[str, Any] | None:
    """Return the outline of a pinhole frame of ``size`` (width, height) on level ground."""
    pose = Pose(lonlat, height_m, yaw_deg, pitch_deg, roll_deg)
    return ground_of(Lens(focal_px, *size), pose).polygon


def _border(lens: Lens, steps: int) -> Array:
    """Return pixels along the picture's edge, clockwise from the upper left corner."""
    w, h = float(lens.width), float(lens.height)
    corners = np.array([[0, 0], [w, 0], [w, h], [0, h]])
    along = np.arange(steps)[:, None] / steps
    sides = [corners[n] + along * (corners[(n + 1) % 4] - corners[n]) for n in range(4)]
    return np.concatenate(sides)


def _below(rays: Array, max_view_deg: float) -> Array:
    """Return the border of the part of a frame that looks down within an angle.

    Worked out in the plane of (view angle, azimuth), where the allowed part is a disc.
    """
    view = np.degrees(np.arccos(np.clip(-rays[:, 2], -1, 1)))
    flat = np.hypot(rays[:, 0], rays[:, 1])
    plane = rays[:, :2] / np.maximum(flat, 1e-12)[:, None] * view[:, None]
    frame = shapely.make_valid(shapely.Polygon(plane))
    disc = shapely.Point(0, 0).buffer(max_view_deg, quad_segs=_ARC_SEGMENTS)
    part = max(shapely.get_parts(frame & disc), key=lambda p: p.area, default=None)
    if not isinstance(part, shapely.Polygon) or part.is_empty or view.min() > max_view_deg:
        return np.empty((0, 3))
    kept = shapely.get_coordinates(part.exterior)[:-1]
    angle = np.radians(np.hypot(*kept.T))
    across = kept / np.maximum(np.degrees(angle), 1e-12)[:, None] * np.sin(angle)[:, None]
    return np.column_stack([across, -np.cos(angle)])


def _outline(lonlat: tuple[float, float], spots: Array) -> dict[str, Any]:
    ring = shapely.Polygon(spots[:, :2])
    placed = _moved(lonlat, spots[:, :2] if ring.exterior.is_ccw else spots[::-1, :2])
    return {"type": "Polygon", "coordinates": [[*placed, placed[0]]]}


def _centre_gsd(lens: Lens, pose: Pose) -> float | None:
    """Return the longer side of the middle pixel on level ground, None above the horizon."""
    ray = pose.world(lens.rays(np.array([[lens.width / 2, lens.height / 2]])))
    if not ray[0, 2] < -math.sin(math.radians(_LEAST_DEPRESSION_DEG)):
        return None
    return float(_gsd(lens, pose, ray, ray * (-pose.height_m / ray[:, 2:]))[0])


def _worst_gsd(lens: Lens, pose: Pose, rays: Array, spots: Array) -> float:
    return float(_gsd(lens, pose, rays, spots).max())


def _gsd(lens: Lens, pose: Pose, rays: Array, spots: Array) -> Array:
    """Return the longer side of a pixel on level ground at the spots that rays meet.

    The pixel's neighbours are found through the lens model; the ground there is taken as level.
    """
    pixels = lens.pixels(rays @ pose.axes.T)
    drop = spots[:, 2]
    steps = []
    for move in ((0.5, 0.0), (0.0, 0.5)):
        ends = [pose.world(lens.rays(pixels + sign * np.array(move))) for sign in (1, -1)]
        there, back = (end[:, :2] * (drop / end[:, 2])[:, None] for end in ends)
        steps.append(there - back)
    longest: Array = np.linalg.norm(np.stack(steps, axis=2), ord=2, axis=(1, 2))
    return longest


def _moved(lonlat: tuple[float, float], offsets: Array) -> list[list[float]]:
    """Return places that lie metres east and north of a place."""
    azimuths = np.degrees(np.arctan2(offsets[:, 0], offsets[:, 1]))
    lengths = np.hypot(offsets[:, 0], offsets[:, 1])
    lons, lats, _ = _GEOD.fwd(
        np.full(len(offsets), lonlat[0]), np.full(len(offsets), lonlat[1]), azimuths, lengths
    )
    return [[round(float(x), 8), round(float(y), 8)] for x, y in zip(lons, lats, strict=True)]
