"""A generated drone card: a zip of JPEG frames flown over one site, one of them without a fix."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image
from shapely.geometry import Polygon

from geo.crs import LonLat
from imagery.render import metadata, site
from imagery.render.canvas import Canvas
from imagery.render.metadata import SENSOR_MM, Pose
from imagery.render.ortho import CODE
from imagery.render.planted import Planted, Spot

WIDTH_M, HEIGHT_M, STEP_M = 104.0, 84.0, 0.06
FRAME_PX = (1152, 768)
FLOWN_M, GROUND_M = 30.0, 4.2
TAKEN_AT = datetime(2026, 6, 18, 2, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Frame:
    """The truth of one photo; ``pose.lonlat`` is None where the file carries no position."""

    name: str
    pose: Pose
    lonlat: LonLat
    footprint: Polygon


@dataclass(frozen=True)
class Card:
    """The zip, its frames, and the crowns planted on the site."""

    path: Path
    frames: tuple[Frame, ...]
    truth: tuple[Planted, ...]


def drone_card(out_dir: Path, *, centre_lonlat: LonLat, seed: int, count: int = 8) -> Card:
    """Write ``card_<seed>.zip`` with ``count`` frames; the last one has no GPS.

    Frames are nadir, 30 m above ground, flown there and back, so yaw turns by 180 degrees.
    Same seed and count, same bytes.
    """
    spot = Spot(centre_lonlat)
    rng = np.random.default_rng((seed, 2))
    scene = site.build(rng, width_m=WIDTH_M, height_m=HEIGHT_M, step_m=STEP_M, near=2)
    out_dir.mkdir(parents=True, exist_ok=True)
    path = out_dir / f"card_{seed}.zip"
    frames = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for number, (x, y, yaw) in enumerate(_track(rng, count)):
            frame, data = _photo(scene.canvas, rng, spot, number, (x, y, yaw), count)
            entry = zipfile.ZipInfo(f"DCIM/100MEDIA/{frame.name}", (2026, 6, 18, 10, 5, 0))
            archive.writestr(entry, data)
            frames.append(frame)
    truth = tuple(spot.plant(CODE, tree.outline) for tree in scene.near)
    return Card(path, tuple(frames), truth)


def _track(rng: Generator, count: int) -> Iterator[tuple[float, float, float]]:
    """Two lines, west to east and back: (x, y, yaw) of every exposure."""
    first = (count + 1) // 2
    for number in range(count):
        back = number >= first
        share = (number - first if back else number) / max(first - 1, 1)
        x = (share - 0.5) * 48.0 * (-1 if back else 1)
        jitter = rng.normal(0, 0.4, 2)
        yaw = (-90.0 if back else 90.0) + float(rng.normal(0, 1.2))
        yield x + float(jitter[0]), (11.0 if back else -11.0) + float(jitter[1]), yaw


def _photo(
    canvas: Canvas,
    rng: Generator,
    spot: Spot,
    number: int,
    place: tuple[float, float, float],
    count: int,
) -> tuple[Frame, bytes]:
    x, y, yaw = place
    lonlat = spot.lonlat(x, y)
    pose = Pose(
        lonlat=None if number == count - 1 else lonlat,
        taken_at=TAKEN_AT + timedelta(seconds=3 * number),
        height_m=round(FLOWN_M + float(rng.normal(0, 0.1)), 2),
        ground_m=GROUND_M,
        yaw_deg=round(yaw, 1),
        roll_deg=round(float(rng.normal(0, 0.8)), 1),
        pitch_deg=round(float(rng.normal(-2, 0.8)), 1),
    )
    corners = _corners(x, y, pose)
    data = _jpeg(_exposed(_seen(canvas, corners), rng), pose)
    footprint = spot.degrees(Polygon(corners))
    return Frame(f"DJI_{number + 1:04d}.JPG", pose, lonlat, footprint), data


def _corners(x: float, y: float, pose: Pose) -> NDArray[np.float32]:
    """Ground corners of a nadir frame, from the upper left clockwise (local metres)."""
    half = np.array(SENSOR_MM) / metadata.FOCAL_MM * pose.height_m / 2
    frame = np.array([(-1, 1), (1, 1), (1, -1), (-1, -1)]) * half
    turn = np.deg2rad(pose.yaw_deg)
    right, up = (np.cos(turn), -np.sin(turn)), (np.sin(turn), np.cos(turn))
    corners: NDArray[np.float32] = (frame @ np.array([right, up]) + (x, y)).astype(np.float32)
    return corners


def _seen(canvas: Canvas, corners: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the frame's picture (rows, cols, 3); the site is mirrored beyond its edge."""
    inside = (corners - (canvas.west, canvas.north)) / (canvas.step_m, -canvas.step_m)
    width, height = FRAME_PX
    target = np.array([(0, 0), (width, 0), (width, height)], np.float32)
    matrix = cv2.getAffineTransform(inside[:3].astype(np.float32), target)
    seen = cv2.warpAffine(
        canvas.rgb, matrix, FRAME_PX, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101
    )
    return np.asarray(seen, np.float32)


def _exposed(picture: NDArray[np.float32], rng: Generator) -> NDArray[np.uint8]:
    """Add what a lens and a sensor add: darker corners, a little exposure change, noise."""
    rows, cols = np.mgrid[-1 : 1 : picture.shape[0] * 1j, -1 : 1 : picture.shape[1] * 1j]
    falloff = 1 - 0.09 * (rows**2 + cols**2)
    level = 1 + float(rng.normal(0, 0.015))
    noise = rng.normal(0, 0.008, picture.shape[:2])
    values = picture * (falloff * level)[..., None] + noise[..., None]
    exposed: NDArray[np.uint8] = np.clip(np.rint(values * 255), 0, 255).astype(np.uint8)
    return exposed


def _jpeg(values: NDArray[np.uint8], pose: Pose) -> bytes:
    out = io.BytesIO()
    Image.fromarray(values).save(
        out, "JPEG", quality=88, exif=metadata.exif(pose), xmp=metadata.xmp(pose)
    )
    return out.getvalue()
