"""Plants in drone pictures: pine crowns in boxes, tagged summer frames, a NIR-converted camera.

Boxes are no outlines: a crown fills about three quarters of its box, so no F1 is taken. What is
reported as a crown must lie in a box, and a box must hold some of it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rasterio.features import rasterize

from imagery.detectors import Detection, SceneInput
from imagery.detectors.base import NOT_ASSESSED, YES, Mask
from imagery.evaluation.cases import UNLABELLED, Case, Row
from imagery.evaluation.runner import detected
from imagery.evaluation.scores import met

NAME = "vegetation"
RGB = {"red": 1, "green": 2, "blue": 3}
_FOUND = 0.1
"""A box counts as found when a tenth of it is covered by reported crowns."""


def cases(sample: Path) -> Iterator[Case]:
    """Yield frames that must not be judged: plants are red in them."""
    for path in sorted((sample / "drone" / "photos" / "seneca_nir").glob("*.jpg")):
        yield Case(
            set=NAME,
            scene=path.stem,
            detector="vegetation",
            image=SceneInput(path, RGB, scale=1 / 255),
            truth=np.full((2700, 3600), UNLABELLED, np.uint8),
            abstain_expected=True,
        )


def measure(sample: Path) -> Iterator[Row]:
    """Yield crowns in boxes, and the green cover of frames tagged as green."""
    yield from _boxes(sample / "drone" / "rasters" / "deepforest")
    with (sample / "drone" / "scene_tags.csv").open(encoding="utf-8", newline="") as file:
        tagged = [row for row in csv.DictReader(file) if row["site"] == "brighton_beach"]
    for tag in tagged:
        path = sample / "drone" / tag["file"]
        if path.is_file() and tag["vegetation"] in {"yes", "dominant"}:
            yield _cover(path)


def _boxes(folder: Path) -> Iterator[Row]:
    path = folder / "OSBS_029.tif"
    result, mask = detected("vegetation", SceneInput(path, RGB, scale=1 / 255))
    crowns = _crowns(result, mask.shape)
    boxes = _read_boxes(folder / "OSBS_029.csv")
    inside = np.zeros(mask.shape, bool)
    for box in boxes:
        inside[box] = True
    found = [float(crowns[box].mean()) >= _FOUND for box in boxes]
    covered = float(inside[crowns].mean()) if crowns.any() else 0.0
    yield _row(path.stem, "crown pixels in boxes", covered, mask, ">=0.85")
    yield _row(path.stem, "boxes found", float(np.mean(found)), mask, ">=0.6")


def _read_boxes(path: Path) -> list[tuple[slice, slice]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{k: int(v) for k, v in row.items() if k[1:] in {"min", "max"}}
                for row in csv.DictReader(file)]  # fmt: skip
    return [(slice(row["ymin"], row["ymax"]), slice(row["xmin"], row["xmax"])) for row in rows]


def _crowns(result: Detection, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    outlines = [(finding.pixel_polygon, 1) for finding in result.findings]
    if not outlines:
        return np.zeros(shape, bool)
    marked: NDArray[np.bool_] = rasterize(outlines, out_shape=shape, dtype="uint8") == 1
    return marked


def _cover(path: Path) -> Row:
    _, mask = detected("vegetation", SceneInput(path, RGB, scale=1 / 255))
    seen = mask != NOT_ASSESSED
    green = float((mask[seen] == YES).mean()) if seen.any() else 0.0
    return _row(path.stem, "green cover", green, mask, ">=0.3")


def _row(scene: str, metric: str, value: float, mask: Mask, goal: str) -> Row:
    return Row(
        set=NAME,
        scene=scene,
        detector="vegetation",
        metric=metric,
        value=round(value, 4),
        assessed=round(float((mask != NOT_ASSESSED).mean()), 4),
        goal=goal,
        met=met(goal, value),
    )
