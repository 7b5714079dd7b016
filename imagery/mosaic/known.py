"""Which frames can take part at all, and what is known of each before any picture is compared."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.errors import Refused
from imagery.hashing import sha256_of
from imagery.mosaic import features
from imagery.mosaic.camera import lens_of
from imagery.mosaic.local import LocalGrid, grid_around
from imagery.mosaic.pose import Levelled, levelled
from imagery.mosaic.result import FrameInput, FrameResult
from imagery.photos.pose import Lens, Pose

GPS_SIGMA_M = 2.0
LEAST_SIGMA_M = 0.05
STEEPEST_PITCH_DEG = -60.0
_FARTHEST_M = 3000.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Known:
    """A frame that can be placed: lens, attitude without heading, recorded place and height.

    ``xy`` local grid metres, ``height`` grid metres, ``sigma_m`` of the recorded position.
    """

    frame: FrameInput
    lens: Lens
    levelled: Levelled
    xy: Floats
    height: float
    sigma_m: float


@dataclass(frozen=True)
class Screened:
    """The frames that can take part and why the others cannot (name to code)."""

    grid: LocalGrid
    known: tuple[Known, ...]
    reasons: dict[str, str]


def screened(frames: Sequence[FrameInput]) -> Screened:
    """Sort out what has no place, no attitude, looks sideways, comes twice or lies far away.

    Raises
    ------
    Refused
        ``mosaic.no_frames`` when none is left; ``params["frames"]`` says why.
    """
    reasons = {f.name: code for f in frames if (code := missing(f))}
    reasons |= _twice([f for f in frames if f.name not in reasons])
    left = [f for f in frames if f.name not in reasons]
    if not left:
        raise _none_left(frames, reasons)
    grid = grid_around(_middle(left))
    xy = grid.to_xy([(f.lon or 0.0, f.lat or 0.0) for f in left])
    near = np.hypot(*xy.T) < _FARTHEST_M
    reasons |= {f.name: "mosaic.far_away" for f, ok in zip(left, near, strict=True) if not ok}
    known = []
    for frame, place in zip(left, xy, strict=True):
        if frame.name in reasons:
            continue
        try:
            known.append(_known(frame, place, grid))
        except Refused as refusal:
            reasons[frame.name] = refusal.code
    if not known:
        raise _none_left(frames, reasons)
    return Screened(grid, tuple(known), reasons)


def _none_left(frames: Sequence[FrameInput], reasons: dict[str, str]) -> Refused:
    told = [FrameResult(name=f.name, reason=reasons[f.name]).as_json() for f in frames]
    if len(told) == 1:
        return Refused(told[0]["reason"], frames=told)
    return Refused("mosaic.no_frames", frames=told)


def missing(frame: FrameInput) -> str:
    """Return why a frame cannot be laid on the ground, empty when it can."""
    told = (frame.lon, frame.lat, frame.height_m, frame.yaw_deg, frame.pitch_deg, frame.roll_deg)
    numbers = [value for value in (*told, frame.focal_px) if value is not None]
    faults = {
        "photo.bad_numbers": not all(map(math.isfinite, numbers)),
        "photo.unplaced": frame.lon is None or frame.lat is None,
        "photo.no_height": frame.height_m is None or frame.height_m <= 0,
        "photo.no_attitude": frame.pitch_deg is None,
        "photo.no_focal_length": not frame.focal_px or frame.focal_px <= 0,
        "mosaic.oblique": (frame.pitch_deg or 0.0) > STEEPEST_PITCH_DEG,
    }
    return next((code for code, found in faults.items() if found), "")


def _twice(frames: list[FrameInput]) -> dict[str, str]:
    seen: set[str] = set()
    reasons = {}
    for frame in frames:
        if not frame.path.is_file():
            reasons[frame.name] = "mosaic.unreadable"
            continue
        key = sha256_of(frame.path)
        if key in seen:
            reasons[frame.name] = "mosaic.duplicate"
        seen.add(key)
    return reasons


def _middle(frames: list[FrameInput]) -> tuple[float, float]:
    lons, lats = np.array([(f.lon, f.lat) for f in frames], dtype=np.float64).T
    return float(np.median(lons)), float(np.median(lats))


def _known(frame: FrameInput, xy: Floats, grid: LocalGrid) -> Known:
    size = features.size_of(frame.path)
    assert frame.focal_px is not None  # noqa: S101  (missing() has looked)
    assert frame.pitch_deg is not None  # noqa: S101
    assert frame.height_m is not None  # noqa: S101
    grid_yaw = (frame.yaw_deg or 0.0) - float(np.degrees(grid.convergence_rad))
    lonlat, roll = (frame.lon or 0.0, frame.lat or 0.0), frame.roll_deg or 0.0
    pose = Pose(lonlat, frame.height_m, grid_yaw, frame.pitch_deg, roll, frame.mount)
    sigma = GPS_SIGMA_M if frame.accuracy_m is None else max(frame.accuracy_m, LEAST_SIGMA_M)
    return Known(
        frame,
        lens_of(frame.focal_px, size, frame.lens),
        levelled(pose, heading_known=frame.yaw_deg is not None),
        xy,
        frame.height_m * grid.scale,
        min(sigma, 10.0),
    )
