"""Attitudes and the flat ground: where a ray meets it.

Axes of the ground are east, north, up; yaw is clockwise from north of the picture's top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imagery.mosaic import camera
from imagery.mosaic.camera import bent_back, straightened
from imagery.photos.pose import Lens, Pose

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Levelled:
    """A camera's recorded attitude without its heading.

    ``axes``: columns are the picture's right, down and forward axes for heading 0; ``yaw_rad`` the
    recorded azimuth of its top, None when unknown.
    """

    axes: Floats
    yaw_rad: float | None


@dataclass(frozen=True)
class State:
    """Poses of n frames on the local grid: metres, radians; ``slope`` and ``k`` are shared.

    ``tilt`` (n, 2) turns each camera about its own right and down axes beside what was recorded;
    ``height`` is above the grid's origin; the ground rises by ``slope`` (east, north).
    """

    xy: Floats
    yaw: Floats
    height: Floats
    tilt: Floats
    slope: Floats
    k: Floats

    @property
    def above(self) -> Floats:
        """Heights (n,) above the ground below each camera, never less than a metre."""
        return np.asarray(np.maximum(self.height - self.xy @ self.slope, 1.0), np.float64)


def levelled(pose: Pose, *, heading_known: bool = True) -> Levelled:
    """Split a recorded attitude into heading and the rest.

    Straight down, yaw and roll turn about the same axis (some gimbals write a roll of 180
    degrees), so the heading is taken from where the picture's top really points.
    """
    axes = pose.axes.T
    azimuth = float(np.arctan2(-axes[0, 1], -axes[1, 1]))
    flat = turned(np.array([-azimuth]))[0] @ axes
    return Levelled(flat, azimuth if heading_known else None)


def turned(yaw: Floats) -> Floats:
    """Return (n, 3, 3) rotations clockwise about the vertical."""
    out = np.zeros((len(yaw), 3, 3))
    out[:, 0, 0] = out[:, 1, 1] = np.cos(yaw)
    out[:, 0, 1], out[:, 1, 0] = np.sin(yaw), -np.sin(yaw)
    out[:, 2, 2] = 1.0
    return out


def tipped(tilt: Floats) -> Floats:
    """Return (n, 3, 3) rotations about the camera's right and down axes."""
    turns = [cv2.Rodrigues(np.array([a, b, 0.0]))[0] for a, b in tilt]
    return np.array(turns, np.float64).reshape(-1, 3, 3)


def attitudes(axes: Floats, yaw: Floats, tilt: Floats) -> Floats:
    """Return (n, 3, 3): columns are the adjusted right, down and forward axes."""
    turned_axes: Floats = turned(yaw) @ axes @ tipped(tilt)
    return turned_axes


def slopes(attitude: Floats, tangents: Floats) -> Floats:
    """Return (…, 2): ground reached per metre of height; NaN at and above the horizon."""
    rays = np.einsum("...ij,...j->...i", attitude[..., :2], tangents) + attitude[..., 2]
    down = np.where(rays[..., 2:] < -1e-3, -rays[..., 2:], np.nan)
    reached: Floats = rays[..., :2] / down
    return reached


def onto_plane(xy: Floats, height: Floats | float, rays: Floats, slope: Floats) -> Floats:
    """Return (n, 2) where rays (slopes per metre of height) from ``xy`` meet the sloping ground."""
    fall = (height - xy @ slope) / (1 + rays @ slope)
    return np.asarray(xy + rays * np.asarray(fall)[..., None], np.float64)


@dataclass(frozen=True)
class Placed:
    """One frame with its final pose."""

    lens: Lens
    attitude: Floats
    xy: Floats
    height: float
    slope: Floats
    k: Floats

    @property
    def above(self) -> float:
        """The height above the ground below the camera."""
        return self.height - float(self.xy @ self.slope)

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) of the picture."""
        return self.lens.width, self.lens.height

    def ground(self, pixels: Floats) -> Floats:
        """Return (n, 2) local metres of pixels; NaN beyond the horizon."""
        rays = straightened(camera.tangents(self.lens, pixels), self.k)
        return onto_plane(self.xy, self.height, slopes(self.attitude, rays), self.slope)

    def pixels(self, ground: Floats) -> Floats:
        """Return (n, 2) pixels of local metres; far outside the picture where it is not seen."""
        reach = np.column_stack((ground - self.xy, ground @ self.slope - self.height))
        rays = reach @ self.attitude
        ahead = rays[:, 2] > 1e-6 * self.height
        tangents = rays[:, :2] / np.where(ahead, rays[:, 2], 1.0)[:, None]
        near = ahead & (np.hypot(*tangents.T) < camera.reach(self.lens) * 1.3)
        bent = bent_back(np.where(near[:, None], tangents, 0.0), self.k)
        return np.where(near[:, None], camera.pixels(self.lens, bent), -1e6)


def placed(lens: Lens, axes: Floats, state: State, index: int) -> Placed:
    """Return frame ``index`` of a state."""
    one = slice(index, index + 1)
    attitude = attitudes(axes[None], state.yaw[one], state.tilt[one])[0]
    height = float(state.height[index])
    return Placed(lens, attitude, state.xy[index], height, state.slope, state.k)


def unwrapped(angle: Floats | float) -> Floats:
    """Return angles in (-pi, pi]."""
    return np.asarray(-((-np.asarray(angle) + np.pi) % (2 * np.pi) - np.pi))


def circular_mean(angles: Sequence[float]) -> float:
    """Return the mean direction."""
    return float(np.angle(np.mean(np.exp(1j * np.asarray(angles)))))
