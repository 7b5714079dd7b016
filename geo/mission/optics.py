"""How much ground a frame shows at the required GSD, and how far lines and photos may be apart."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geo.errors import Refused
from geo.mission.model import Camera

LEAST_HEIGHT_M, MOST_HEIGHT_M = 5.0, 500.0
MOST_OVERLAP = 0.95
_MOST_OFF_NADIR_DEG = 60.0


@dataclass(frozen=True, kw_only=True)
class View:
    """A camera at a height over flat ground, looking forward and down.

    ``gsd_m`` holds in the middle of the frame. ``near_m`` and ``far_m`` are the distances ahead of
    the aircraft between which the frame shows the ground at that GSD or finer; ``width_m`` is the
    width shown at the nearer of them. ``top`` is the highest row used, as the tangent of its angle
    over the optical axis.
    """

    camera: Camera
    height_m: float
    gsd_m: float
    pitch_deg: float
    near_m: float
    far_m: float
    width_m: float
    top: float

    @property
    def length_m(self) -> float:
        """Length along the flight that the frame shows at the GSD."""
        return self.far_m - self.near_m


def view_of(
    camera: Camera, pitch_deg: float, *, gsd_m: float | None, height_m: float | None
) -> View:
    """Return the view for a GSD or for a height.

    Raises
    ------
    Refused
        ``mission.gsd_or_height``, ``mission.height_range``.
    """
    if (gsd_m is None) == (height_m is None):
        raise Refused("mission.gsd_or_height")
    down = math.sin(math.radians(-pitch_deg))
    height = height_m if height_m is not None else (gsd_m or 0.0) * camera.focal_px * down
    if not (math.isfinite(height) and LEAST_HEIGHT_M <= height <= MOST_HEIGHT_M):
        shown = round(height, 2) if math.isfinite(height) else str(height)
        raise Refused(
            "mission.height_range", height=shown, least=LEAST_HEIGHT_M, most=MOST_HEIGHT_M
        )
    return _view(camera, pitch_deg, height, height / down / camera.focal_px)


def _view(camera: Camera, pitch_deg: float, height: float, gsd: float) -> View:
    half = camera.size[1] / 2 / camera.focal_px
    top = half if pitch_deg <= -89.9 else min(0.0, _highest(pitch_deg))
    sin, cos = math.sin(math.radians(-pitch_deg)), math.cos(math.radians(-pitch_deg))
    near, far = (height * (cos + t * sin) / (sin - t * cos) for t in (-half, top))
    return View(
        camera=camera,
        height_m=height,
        gsd_m=gsd,
        pitch_deg=pitch_deg,
        near_m=near,
        far_m=far,
        width_m=height / (sin + half * cos) * camera.size[0] / camera.focal_px,
        top=top,
    )


def _highest(pitch_deg: float) -> float:
    """Return the row at which the ground is seen 60 degrees off the vertical."""
    return math.tan(math.radians(_MOST_OFF_NADIR_DEG - 90 - pitch_deg))


def spacing_of(view: View, overlap: tuple[float, float]) -> tuple[float, float]:
    """Return the metres between photos of a line and between lines for (forward, side) overlap.

    Raises
    ------
    Refused
        ``mission.overlap``.
    """
    good = len(overlap) == 2 and all(0 <= share <= MOST_OVERLAP for share in overlap)
    if not good:
        raise Refused("mission.overlap", overlap=", ".join(str(o) for o in overlap)[:40])
    forward, side = overlap
    return view.length_m * (1 - forward), view.width_m * (1 - side)
