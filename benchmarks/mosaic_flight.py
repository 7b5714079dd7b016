"""A generated flight of any length over one painted ground, with true places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
import pyproj

from imagery.mosaic import FrameInput
from imagery.photos.pose import Lens, Pose

EPSG, MIDDLE = 32651, (281_000.0, 3_403_000.0)
LENS, HEIGHT_M = Lens(1400.0, 2000, 1500), 40.0
ALONG_M, ACROSS_M, CELL_M = 14.0, 17.0, 0.04
GPS_NOISE_M, TILT_DEG, HEADING_DEG = 1.0, 1.5, 40.0


@dataclass(frozen=True)
class Flown:
    """The frames as recorded and their true (east, north) beside the middle."""

    frames: list[FrameInput]
    places: np.ndarray


def flown(folder: Path, count: int, seed: int = 1) -> Flown:
    """Fly strips there and back; on the way back the recorded heading is turned by 180 degrees."""
    rng = np.random.default_rng(seed)
    strips = max(1, round((count * ALONG_M / ACROSS_M) ** 0.5))
    each = -(-count // strips)
    ground = _painted(rng, each * ALONG_M + 70, strips * ACROSS_M + 70)
    back = pyproj.Transformer.from_crs(EPSG, 4326, always_xy=True)
    factors = pyproj.Proj(EPSG).get_factors(*back.transform(*MIDDLE))
    frames, places = [], []
    for number in range(count):
        strip, step = divmod(number, each)
        place = np.array([(step - (each - 1) / 2) * ALONG_M, (strip - (strips - 1) / 2) * ACROSS_M])
        pitch = -90 + abs(rng.normal(0, TILT_DEG))
        yaw = HEADING_DEG + rng.normal(0, 2)
        pose = Pose((0, 0), HEIGHT_M * factors.meridional_scale, yaw, pitch)
        path = folder / f"{number:04d}.jpg"
        cv2.imwrite(str(path), _picture(ground, pose, place))
        told = place + MIDDLE + rng.normal(0, GPS_NOISE_M, 2)
        lon, lat = back.transform(*told)
        turned = 180 if strip % 2 else 0
        frames.append(
            FrameInput(
                path=path,
                name=path.name,
                lon=lon,
                lat=lat,
                height_m=HEIGHT_M,
                yaw_deg=yaw + factors.meridian_convergence + turned,
                pitch_deg=-90.0,
                roll_deg=0.0,
                focal_px=LENS.focal_px,
                taken_at=datetime(2026, 5, 1, tzinfo=UTC) + timedelta(seconds=3 * number),
            )
        )
        places.append(place)
    return Flown(frames, np.array(places))


def _painted(rng: np.random.Generator, width_m: float, height_m: float) -> np.ndarray:
    """BGR ground around the middle, north up: patches from 10 cm to 100 m."""
    size = (round(width_m / CELL_M), round(height_m / CELL_M))
    ground = np.full((size[1], size[0], 3), 110, np.uint8)
    for patch_m, strength in ((0.1, 12), (0.5, 14), (3, 14), (20, 12), (100, 12)):
        shape = (round(height_m / patch_m) + 1, round(width_m / patch_m) + 1, 3)
        noise = np.clip(rng.normal(128, strength, shape), 0, 255).astype(np.uint8)
        fine = cv2.resize(noise, size, interpolation=cv2.INTER_LINEAR)
        ground = cv2.addWeighted(ground, 1.0, fine, 1.0, -128)
    return ground


def _picture(ground: np.ndarray, pose: Pose, place: np.ndarray) -> np.ndarray:
    corners = np.array([(0, 0), (LENS.width, 0), (LENS.width, LENS.height), (0, LENS.height)])
    rays = pose.world(LENS.rays(corners.astype(np.float64)))
    reach = place + rays[:, :2] / -rays[:, 2:] * pose.height_m
    middle = np.array(ground.shape[1::-1]) / 2
    cells = middle + reach * (1, -1) / CELL_M
    matrix = cv2.getPerspectiveTransform(
        (corners - 0.5).astype(np.float32), (cells - 0.5).astype(np.float32)
    )
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpPerspective(ground, matrix, (LENS.width, LENS.height), flags=how)
