"""One flight that lies in many ways, made and put together once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from imagery.mosaic import FrameInput, MosaicResult, mosaic
from tests.unit.imagery.mosaic.flight import Shot, moved, painted


@dataclass(frozen=True)
class Flight:
    ground: np.ndarray
    frames: list[FrameInput]
    shots: dict[str, Shot]
    out: Path
    result: MosaicResult

    def told(self, name: str):
        return next(f for f in self.result.frames if f.name == name)


@pytest.fixture(scope="session")
def ground() -> np.ndarray:
    return painted()


@pytest.fixture(scope="session")
def flight(tmp_path_factory, ground) -> Flight:
    """Three strips flown there and back; the middle one records its heading turned by 180."""
    folder = tmp_path_factory.mktemp("flight")
    rng = np.random.default_rng(5)
    shots, frames = {}, []
    for strip, north in enumerate((-14, 0, 14)):
        for number, east in enumerate((-28, -14, 0, 14)):
            tilt = rng.normal(0, 1.5, 2)
            shot = Shot(
                f"s{strip}{number}",
                east + rng.normal(0, 0.5),
                north + rng.normal(0, 0.5),
                35 + rng.normal(0, 2),
                pitch_deg=-90 + abs(tilt[0]),
                roll_deg=0.0,
                height_m=40 + rng.normal(0, 0.4),
                gain=float(rng.uniform(0.8, 1.15)),
                fall=0.2,
            )
            shots[shot.name] = shot
            frame = shot.taken(folder, ground, len(frames))
            turned = 180 if strip == 1 else 0
            frames.append(moved(_told(frame, turned=turned, height=0.9), *rng.normal(0, 0.7, 2)))
    frames += _odd(folder, ground, frames, shots)
    out = folder / "mosaic.tif"
    return Flight(ground, frames, shots, out, mosaic(frames, out))


def _told(frame: FrameInput, *, turned: float, height: float) -> FrameInput:
    return replace(
        frame,
        yaw_deg=(frame.yaw_deg or 0) + turned,
        height_m=(frame.height_m or 0) * height,
        pitch_deg=-90.0,
    )


def _odd(folder, ground, frames, shots) -> list[FrameInput]:
    """Frames that must not be believed, or not wholly."""
    odd = [
        Shot("water", 49, 0, 35),
        Shot("oblique", 0, 5, 35, pitch_deg=-45),
        Shot("far", 0, 0, 10, told={"lon": 120.9}),
        Shot("no_height", 3, 3, 35, told={"height_m": None}),
        Shot("no_place", 4, 4, 35, told={"lon": None, "lat": None}),
    ]
    shots |= {shot.name: shot for shot in odd}
    taken = [shot.taken(folder, ground, 20 + i) for i, shot in enumerate(odd)]
    elsewhere = Shot("unrelated", -7, 6, 35).taken(folder, painted(9, water=False), 30)
    twice = _told(frames[0], turned=0, height=1)
    return [*taken, elsewhere, replace(twice, name="twice")]
