"""Where a camera stands and how its lens draws: pixels to rays in east, north, up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_STEPS = 40
_CLOSE_PX = 0.05


@dataclass(frozen=True)
class Lens:
    """The interior of a camera for pictures of ``width`` x ``height`` pixels.

    ``cx``, ``cy`` are the principal point in pixels from the upper left corner (None: the middle);
    ``k1`` to ``k3`` radial and ``p1``, ``p2`` tangential distortion (Brown-Conrady, OpenCV's signs
    and order); ``aspect`` is fy / fx. ``fisheye`` holds the polynomial of Pix4D's fisheye model
    (rho = sum of p_i theta^i, theta = 1 at 90 degrees off the axis), ``focal_px`` is then the
    pixels per rho; the central scale is 2 / pi of it.
    """

    focal_px: float
    width: int
    height: int
    cx: float | None = None
    cy: float | None = None
    k1: float = 0.0
    k2: float = 0.0
    p1: float = 0.0
    p2: float = 0.0
    k3: float = 0.0
    aspect: float = 1.0
    fisheye: tuple[float, ...] = ()

    @property
    def centre(self) -> tuple[float, float]:
        """The principal point in pixels."""
        return (
            self.width / 2 if self.cx is None else self.cx,
            self.height / 2 if self.cy is None else self.cy,
        )

    @property
    def central_px(self) -> float:
        """The pixels per radian in the middle of the picture."""
        slope = self.fisheye[1] * 2 / math.pi if len(self.fisheye) > 1 else 1.0
        return self.focal_px * slope

    @property
    def straight(self) -> bool:
        """Whether straight lines stay straight."""
        return not (self.fisheye or any((self.k1, self.k2, self.k3, self.p1, self.p2)))

    def rays(self, pixels: Array) -> Array:
        """Return unit vectors (right, down, forward) of pixels.

        Parameters
        ----------
        pixels : (n, 2) array
            Column and row; 0, 0 is the upper left corner of the picture.

        Returns
        -------
        (n, 3) array; NaN where the lens model has no ray for a pixel.
        """
        cx, cy = self.centre
        flat = (np.asarray(pixels, float) - (cx, cy)) / (self.focal_px, self.focal_px * self.aspect)
        if self.fisheye:
            return _fisheye_rays(flat, self.fisheye)
        seen = flat if self.straight else self._undistorted(flat)
        rays = np.column_stack([seen, np.ones(len(seen))])
        return _unit(rays)

    def pixels(self, rays: Array) -> Array:
        """Return the pixels (n, 2) of rays (right, down, forward); NaN behind the camera."""
        rays = np.asarray(rays, float)
        cx, cy = self.centre
        with np.errstate(divide="ignore", invalid="ignore"):
            flat = np.where(rays[:, 2:] > 0, rays[:, :2] / rays[:, 2:], np.nan)
        drawn = _fisheye_drawn(flat, self.fisheye) if self.fisheye else self._distorted(flat)
        moved: Array = drawn * (self.focal_px, self.focal_px * self.aspect) + (cx, cy)
        return moved

    def _distorted(self, flat: Array) -> Array:
        x, y = flat.T
        square = x * x + y * y
        radial = 1 + square * (self.k1 + square * (self.k2 + square * self.k3))
        return np.column_stack(
            [
                x * radial + 2 * self.p1 * x * y + self.p2 * (square + 2 * x * x),
                y * radial + self.p1 * (square + 2 * y * y) + 2 * self.p2 * x * y,
            ]
        )

    def _undistorted(self, drawn: Array) -> Array:
        """Invert by Newton's steps; a point that the model never reaches becomes NaN."""
        flat = drawn.copy()
        with np.errstate(all="ignore"):
            for _ in range(_STEPS):
                flat = flat - self._step(flat, self._distorted(flat) - drawn)
            missed = np.abs(self._distorted(flat) - drawn).max(axis=1) * self.focal_px
            folded = (flat * drawn).sum(axis=1) < 0
        flat[~(missed < _CLOSE_PX) | folded] = np.nan
        return flat

    def _step(self, flat: Array, error: Array) -> Array:
        """Return the error times the inverse of the distortion's derivative."""
        x, y = flat.T
        square = x * x + y * y
        radial = 1 + square * (self.k1 + square * (self.k2 + square * self.k3))
        slope = 2 * (self.k1 + square * (2 * self.k2 + 3 * square * self.k3))
        xx = radial + x * x * slope + 2 * self.p1 * y + 6 * self.p2 * x
        yy = radial + y * y * slope + 6 * self.p1 * y + 2 * self.p2 * x
        xy = x * y * slope + 2 * self.p1 * x + 2 * self.p2 * y
        scale = xx * yy - xy * xy
        ex, ey = error.T
        step: Array = np.column_stack([yy * ex - xy * ey, xx * ey - xy * ex]) / scale[:, None]
        return step


@dataclass(frozen=True)
class Pose:
    """Where the camera is and looks: ``lonlat`` WGS-84, ``height_m`` above the ground under it.

    ``yaw_deg`` is clockwise from true north of the picture's top, ``pitch_deg`` -90 straight down
    and 0 level, ``roll_deg`` right side down. ``mount`` says what roll turns about: ``gimbal`` the
    optical axis (DJI and most others), ``body`` the aircraft's nose, which is the picture's top
    (Pix4D's angles of cameras fixed to look down: senseFly, Parrot Sequoia).
    """

    lonlat: tuple[float, float]
    height_m: float
    yaw_deg: float
    pitch_deg: float
    roll_deg: float = 0.0
    mount: str = "gimbal"

    @property
    def axes(self) -> Array:
        """The camera's right, down and forward axes as rows of east, north, up."""
        if self.mount == "body":
            return _body_axes(self.yaw_deg, self.pitch_deg + 90.0, self.roll_deg)
        yaw, pitch, roll = map(math.radians, (self.yaw_deg, self.pitch_deg, self.roll_deg))
        forward = np.array(
            [
                math.sin(yaw) * math.cos(pitch),
                math.cos(yaw) * math.cos(pitch),
                math.sin(pitch),
            ]
        )
        level = np.array([math.cos(yaw), -math.sin(yaw), 0.0])
        top = np.cross(level, forward)
        right = math.cos(roll) * level - math.sin(roll) * top
        up = math.cos(roll) * top + math.sin(roll) * level
        return np.stack([right, -up, forward])

    def world(self, rays: Array) -> Array:
        """Turn camera rays (right, down, forward) into east, north, up."""
        turned: Array = np.asarray(rays, float) @ self.axes
        return turned


def lens_of(told: dict[str, Any] | None) -> Lens | None:
    """Return the lens of a photo's ``lens`` facts, None when nothing is known of it."""
    if not told or not told.get("focal_px"):
        return None
    return Lens(**{**told, "fisheye": tuple(told.get("fisheye", ()))})


def _body_axes(heading: float, nose_up: float, right_down: float) -> Array:
    """Return the axes of a camera that looks down through the floor of an aircraft."""
    yaw, pitch, roll = map(math.radians, (heading, nose_up, right_down))
    (sy, cy), (sp, cp), (sr, cr) = ((math.sin(a), math.cos(a)) for a in (yaw, pitch, roll))
    nose = np.array([sy * cp, cy * cp, sp])
    right = np.array([sy * sp * sr + cy * cr, cy * sp * sr - sy * cr, -cp * sr])
    down = np.array([sy * sp * cr - cy * sr, cy * sp * cr + sy * sr, -cp * cr])
    return np.stack([right, -nose, down])


def _unit(rays: Array) -> Array:
    unit: Array = rays / np.linalg.norm(rays, axis=1, keepdims=True)
    return unit


def _fisheye_drawn(flat: Array, polynomial: tuple[float, ...]) -> Array:
    radius = np.hypot(*flat.T)
    rho = np.polyval(polynomial[::-1], np.arctan(radius) * 2 / math.pi)
    drawn: Array = flat * np.where(radius > 0, rho / np.maximum(radius, 1e-12), 0.0)[:, None]
    return drawn


def _fisheye_rays(drawn: Array, polynomial: tuple[float, ...]) -> Array:
    """Invert rho(theta) by Newton's steps from the central slope; NaN where it has no answer."""
    rho = np.hypot(*drawn.T)
    slope = np.polyder(polynomial[::-1])
    theta = rho / polynomial[1]
    for _ in range(_STEPS):
        theta = np.clip(
            theta - (np.polyval(polynomial[::-1], theta) - rho) / np.polyval(slope, theta), 0, 1
        )
    theta[np.abs(np.polyval(polynomial[::-1], theta) - rho) > 1e-6] = np.nan
    angle = theta * math.pi / 2
    across = drawn / np.maximum(rho, 1e-12)[:, None] * np.sin(angle)[:, None]
    return np.column_stack([across, np.cos(angle)])
