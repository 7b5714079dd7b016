"""Writes the sheet tile by tile as a GeoTIFF with a mask of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import rasterio
import shapely

from imagery.limits import OnStage
from imagery.mosaic.compose import Bytes, Stack, composed
from imagery.mosaic.ground import outline
from imagery.mosaic.local import LocalGrid
from imagery.mosaic.pictures import Pictures
from imagery.mosaic.seeing import in_order
from imagery.mosaic.sheet import TILE, Sheet, Tile

_QUALITY = 92
_CACHE_BYTES = 32 * 2**20


def written(
    out: Path,
    stack: Stack,
    sheet: Sheet,
    grid: LocalGrid,
    paths: Sequence[Path],
    *,
    shrink: float,
    on_stage: OnStage,
) -> int:
    """Write the mosaic; return how many of its pixels show something."""
    outlines = [outline(p) or shapely.Polygon() for p in stack.placed]
    tree = shapely.STRtree(outlines)
    pictures = Pictures(paths, shrink)
    tiles = list(sheet.tiles())
    count = 0

    def made(tile: Tile) -> tuple[Bytes, Bytes]:
        touching = sorted(int(i) for i in tree.query(sheet.box(tile), "intersects"))
        return composed(tile, sheet, stack, touching, pictures)

    with tempfile.TemporaryDirectory(prefix=".mosaic-", dir=out.parent) as folder:
        part = Path(folder) / "part.tif"
        with (
            rasterio.Env(GDAL_CACHEMAX=_CACHE_BYTES, GDAL_TIFF_INTERNAL_MASK=True),
            rasterio.open(part, "w", **_profile(sheet, grid)) as file,
        ):
            for number, (tile, (pixels, mask)) in enumerate(
                zip(tiles, in_order(made, tiles), strict=True)
            ):
                file.write(np.moveaxis(pixels[..., ::-1], 2, 0), window=tile.window)
                file.write_mask(mask, window=tile.window)
                count += int(np.count_nonzero(mask))
                on_stage("compose", 100 * (number + 1) // len(tiles))
        part.replace(out)
    return count


def _profile(sheet: Sheet, grid: LocalGrid) -> dict[str, object]:
    return {
        "driver": "GTiff",
        "width": sheet.width,
        "height": sheet.height,
        "count": 3,
        "dtype": "uint8",
        "crs": grid.crs,
        "transform": sheet.transform(grid),
        "tiled": True,
        "blockxsize": TILE,
        "blockysize": TILE,
        "compress": "JPEG",
        "photometric": "YCBCR",
        "jpeg_quality": _QUALITY,
        "bigtiff": "IF_SAFER",
    }
