"""A detection as files: mask and index on the image's stored pixels, findings as GeoJSON."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.windows import Window
from shapely.geometry import mapping

from imagery.detectors.base import NOT_ASSESSED, Detection, FindingShape, SceneInput
from imagery.detectors.reading import quiet

ROWS = 256


def write_mask(path: Path, detection: Detection, image: SceneInput) -> None:
    """Write the mask as uint8 over the whole image; what was not looked at is 255."""
    _write(path, detection.mask, detection, image, fill=NOT_ASSESSED)


def write_index(path: Path, detection: Detection, image: SceneInput) -> None:
    """Write the index as float32 over the whole image, NaN where there is none."""
    _write(path, detection.index, detection, image, fill=math.nan)


def _write(path: Path, plane: Any, detection: Detection, image: SceneInput, *, fill: float) -> None:
    """Write in strips of rows, so that a large image needs no second copy in memory."""
    with quiet(), rasterio.open(image.path) as source:
        place = {"crs": source.crs, "transform": source.transform} if source.crs else {}
        shape = source.shape
    with (
        quiet(),
        rasterio.open(
            path,
            "w",
            driver="GTiff",
            height=shape[0],
            width=shape[1],
            count=1,
            dtype=plane.dtype.name,
            nodata=fill,
            compress="deflate",
            tiled=True,
            **place,
        ) as target,
    ):
        for top in range(0, shape[0], ROWS):
            strip = _strip(plane, detection, shape, top, fill)
            target.write(strip, 1, window=Window(0, top, shape[1], strip.shape[0]))


def _strip(plane: Any, detection: Detection, shape: tuple[int, int], top: int, fill: float) -> Any:
    """Return whole rows of the image from ``top``; the plane may reach beyond the image."""
    rows = _look_up(top, min(ROWS, shape[0] - top), detection.mask_offset[0], detection, plane, 0)
    cols = _look_up(0, shape[1], detection.mask_offset[1], detection, plane, 1)
    out = np.full((rows.size, cols.size), fill, plane.dtype)
    inside = np.ix_(rows >= 0, cols >= 0)
    out[inside] = plane[np.ix_(rows[rows >= 0], cols[cols >= 0])]
    return out


def _look_up(
    start: int, count: int, offset: int, detection: Detection, plane: Any, axis: int
) -> Any:
    """Return the plane's row or column of each stored one, -1 where it has none."""
    place = (np.arange(start, start + count) - offset) // detection.mask_factor
    return np.where(place < plane.shape[axis], np.maximum(place, -1), -1)


def collection(detection: Detection) -> dict[str, Any]:
    """Return the findings as a GeoJSON FeatureCollection (WGS-84, lon lat)."""
    return {
        "type": "FeatureCollection",
        "features": [_feature(finding, detection) for finding in detection.findings],
    }


def write_findings(path: Path, detection: Detection) -> None:
    """Write :func:`collection` as UTF-8 JSON."""
    text = json.dumps(collection(detection), ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _feature(finding: FindingShape, detection: Detection) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "code": finding.code,
        "sign": finding.sign,
        "confidence": finding.confidence,
        "area_m2": _number(finding.area_m2),
        "distance_m": _number(finding.distance_m),
        "assessed_fraction": finding.assessed_fraction,
        "smallest_object_m": _number(finding.smallest_object_m),
        "detector": detection.detector,
        "version": detection.version,
        "detail": {name: _plain(value) for name, value in finding.detail.items()},
    }
    if finding.polygon is None:
        properties["pixel_polygon"] = mapping(finding.pixel_polygon)
        return {"type": "Feature", "geometry": None, "properties": properties}
    return {"type": "Feature", "geometry": mapping(finding.polygon), "properties": properties}


def _plain(value: Any) -> Any:
    """Return words as they are and numbers as JSON knows them; what is not finite is null."""
    return value if isinstance(value, str) else _number(float(value))


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value
