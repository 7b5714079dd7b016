"""Labelled change at Taizhou (Landsat, 2000 and 2003): six bands, fewer, and another sensor.

The variants keep the labels and change what must not matter: order of dates, gain, offset, noise,
depth, a shift of the baseline.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import rasterio

from imagery.detectors import SceneInput
from imagery.evaluation.cases import UNLABELLED, Case, Labels
from imagery.evaluation.places import scratch

NAME = "taizhou"
ROLES = ("blue", "green", "red", "nir", "swir16", "swir22")
GRAY = 1 / 255
_CHANGED, _UNCHANGED = 1, 2


def cases(sample: Path) -> Iterator[Case]:
    """Yield the pair as it is, with fewer bands, swapped, and as another sensor would see it."""
    folder = sample / "satellite" / "landsat_taizhou"
    truth = _truth(folder / "label.tif")
    then, now = (SceneInput(folder / name, _bands(6), scale=GRAY) for name in ("t1.tif", "t2.tif"))
    yield _case("six bands", now, then, truth, ">=0.96")
    yield _case("swapped", then, now, truth, ">=0.96")
    for count, goal in ((4, ">=0.94"), (3, ">=0.9")):
        fewer = _bands(count)
        yield _case(
            f"{count} bands",
            SceneInput(now.path, fewer, scale=GRAY),
            SceneInput(then.path, fewer, scale=GRAY),
            truth,
            goal,
        )
    other = SceneInput(_other_sensor(now.path), _bands(6), scale=1e-4)
    yield _case("other sensor", other, then, truth, ">=0.96")
    moved = SceneInput(_moved(then.path), _bands(6), scale=GRAY)
    yield _case("baseline 3 px off", now, moved, truth, ">=0.95")


def _case(scene: str, now: SceneInput, then: SceneInput, truth: Labels, goal: str) -> Case:
    return Case(
        set=NAME,
        scene=scene,
        place="Taizhou",
        detector="land-change",
        image=now,
        reference=then,
        truth=truth,
        goal=goal,
    )


def _bands(count: int) -> dict[str, int]:
    return {role: number for number, role in enumerate(ROLES[:count], 1)}


def _truth(path: Path) -> Labels:
    with rasterio.open(path) as source:
        label = source.read(1)
    truth = np.full(label.shape, UNLABELLED, np.uint8)
    truth[label == _CHANGED], truth[label == _UNCHANGED] = 1, 0
    return truth


def _other_sensor(path: Path) -> Path:
    """The same ground in 16 bits, another gain and offset in each band, with noise."""
    rng = np.random.default_rng(5)

    def change(values: Any) -> Any:
        gain = np.array([20, 33, 27, 24, 36, 18])[:, None, None]
        noise = rng.normal(0, 60, values.shape)
        return np.clip(values * gain + 500 + noise, 1, 65535).astype(np.uint16)

    return _written(path, "other-sensor.tif", change)


def _moved(path: Path) -> Path:
    return _written(path, "moved.tif", lambda values: np.roll(values, (3, 1), (1, 2)))


def _written(path: Path, name: str, change: Any) -> Path:
    target = scratch() / f"{NAME}-{name}"
    with rasterio.open(path) as source:
        values = change(source.read())
        profile = source.profile | {"dtype": values.dtype.name}
    with rasterio.open(target, "w", **profile) as out:
        out.write(values)
    return target
