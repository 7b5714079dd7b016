"""The measured work: the water detector at many stations, and GDAL alone on the same blocks."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.windows import Window

from benchmarks.scale_scene import BANDS_BY_ROLE, BLOCK, CRS, ORIGIN, STEP_M
from geo.crs import buffer_m
from imagery.detectors import SceneInput, Zone, grid, places
from imagery.detectors.batch import CACHE_BYTES, detect_many, visiting_order
from imagery.detectors.reading import Kept
from imagery.detectors.water.extent import HALO
from imagery.detectors.water.params import PARAMS

EDGE_PX = 70
Work = Callable[[SceneInput, list[Zone]], Callable[[], int]]
"""Prepares what is not measured; what it returns is measured, and says how much it did."""


@dataclass(frozen=True)
class Spent:
    """What a run took: seconds on the clock and of CPU, and the process's peak memory."""

    wall_s: float
    cpu_s: float
    rss_mib: float


def child(
    together: Any, answers: Any, work: Work, path: Path, count: int, part: int, parts: int
) -> None:
    """Take one part of the stations (a band of rows), start with the others, answer."""
    scene = SceneInput(path, BANDS_BY_ROLE, scale=1e-4)
    zones = _share(scene, stations(path, count), part, parts)
    work(scene, zones[:1])()  # what is loaded when first used is not what is measured
    measured = work(scene, zones)
    together.wait()
    wall, cpu = time.perf_counter(), time.process_time()
    done = measured()
    answer = Spent(time.perf_counter() - wall, time.process_time() - cpu, _peak_mib())
    assert done or not zones
    answers.put(answer)


def detected(scene: SceneInput, zones: list[Zone]) -> Callable[[], int]:
    """Look at every station; nothing is kept."""
    return lambda: sum(1 for _ in detect_many("water", scene, zones))


def bare(scene: SceneInput, zones: list[Zone]) -> Callable[[], int]:
    """Read every block the detector reads, once, in its order, with its block cache."""
    with rasterio.open(scene.path) as source:
        blocks = _blocks(source, scene, zones)

    def run() -> int:
        with rasterio.Env(GDAL_CACHEMAX=CACHE_BYTES), rasterio.open(scene.path) as source:
            whole = Window(0, 0, source.width, source.height)
            for row, col in blocks:
                window = Window(col * BLOCK, row * BLOCK, BLOCK, BLOCK).intersection(whole)
                source.read(list(BANDS_BY_ROLE.values()), window=window)
        return len(blocks)

    return run


def _blocks(source: Any, scene: SceneInput, zones: list[Zone]) -> list[tuple[int, int]]:
    """Block rows and columns under the detector's windows, each where it is first needed."""
    radius = {"radius_m": PARAMS["radius_m"], "context_m": PARAMS["context_m"]}
    kept, found = Kept(), dict[tuple[int, int], None]()
    for number in visiting_order(scene, zones, kept):
        frame = grid.grown(places.place(source, scene, zones[number], **radius).frame, HALO)
        inside = grid.clipped(frame, grid.whole(source))
        rows = range(inside.row // BLOCK, (inside.row + inside.height - 1) // BLOCK + 1)
        cols = range(inside.col // BLOCK, (inside.col + inside.width - 1) // BLOCK + 1)
        found |= dict.fromkeys((row, col) for row in rows for col in cols)
    kept.close()
    return list(found)


def stations(path: Path, count: int) -> list[Zone]:
    """Return the zones of stations spread evenly at random over the scene."""
    with rasterio.open(path) as source:
        side = source.width
    spots = np.random.default_rng(5).uniform(EDGE_PX, side - EDGE_PX, (count, 2)) * STEP_M
    xs, ys = ORIGIN[0] + spots[:, 1], ORIGIN[1] - spots[:, 0]
    lon, lat = rasterio.warp.transform(CRS, "EPSG:4326", list(xs), list(ys))
    return [Zone(buffer_m(at, 500), at, 100.0, "W-10") for at in zip(lon, lat, strict=True)]


def _share(scene: SceneInput, zones: list[Zone], part: int, parts: int) -> list[Zone]:
    kept = Kept()
    order = visiting_order(scene, zones, kept)
    kept.close()
    start, end = (len(order) * number // parts for number in (part, part + 1))
    return [zones[number] for number in order[start:end]]


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
