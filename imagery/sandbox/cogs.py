"""Child task "cogs": from our own plain copy to the analysis COG and the display COG.

Works on a file of our making only. The writer is GDAL's COG driver behind :func:`write_analysis`
and :func:`write_display`.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from imagery.limits import OnStage
from imagery.sandbox import display, gdal
from imagery.sandbox.copying import interleave

_TILE_PX = 256
_CIRCUMFERENCE_M = 40075016.685578488
_MAX_ZOOM = 24
_MAX_LEVELS = 10
_LEAST_TILES = 2
"""Two levels at least: GDAL 3.12's COG driver fails without a word when there is only one."""


def run(params: dict[str, Any], on_stage: OnStage) -> dict[str, Any]:
    """Write the COGs; return ``{"display": bool, "minzoom", "maxzoom"}``."""
    rasterio = gdal.load(gdal.WRITING)
    on_stage("analysis", 0)
    write_analysis(rasterio, params["plain"], params["analysis"])
    on_stage("analysis", 100)
    if not params["display"]:
        return {"display": False, "minzoom": None, "maxzoom": None}
    picture = Path(params["display"]).with_name("picture.tif")
    with rasterio.open(params["analysis"], driver="GTiff") as source:
        _paint(rasterio, source, picture, params, on_stage)
    zooms = write_display(rasterio, picture, params["display"])
    picture.unlink()
    on_stage("display", 100)
    return {"display": True, "minzoom": zooms[0], "maxzoom": zooms[1]}


def write_analysis(rasterio: Any, plain: str, out: str) -> None:
    """Write the exact pixels as a COG: lossless, 512 px blocks, in the raster's own CRS."""
    with rasterio.open(plain, driver="GTiff") as source:
        layout = interleave(source.count, source.dtypes[0]).upper()
    rasterio.shutil.copy(
        plain,
        out,
        driver="COG",
        INTERLEAVE=layout,
        COMPRESS="ZSTD",
        LEVEL=1,
        PREDICTOR="YES",
        BLOCKSIZE=512,
        OVERVIEW_RESAMPLING="AVERAGE",
        BIGTIFF="IF_SAFER",
    )


def write_display(rasterio: Any, picture: Path, out: str) -> tuple[int, int]:
    """Write the web tiles: EPSG:3857, 256 px JPEG blocks with a mask, every level on the grid.

    Returns
    -------
    (minzoom, maxzoom)
        The lowest zoom shows the whole raster in at most 2 x 2 tiles.
    """
    with rasterio.open(picture, driver="GTiff") as source:
        zoom, levels = plan(rasterio, source)
    rasterio.shutil.copy(
        picture,
        out,
        driver="COG",
        TILING_SCHEME="GoogleMapsCompatible",
        ZOOM_LEVEL=zoom,
        ALIGNED_LEVELS=levels,
        OVERVIEW_COUNT=levels - 1,
        BLOCKSIZE=_TILE_PX,
        COMPRESS="JPEG",
        QUALITY=85,
        ADD_ALPHA="YES",
        WARP_RESAMPLING="BILINEAR",
        OVERVIEW_RESAMPLING="AVERAGE",
        SPARSE_OK="YES",
        BIGTIFF="IF_SAFER",
    )
    return zoom - levels + 1, zoom


def plan(rasterio: Any, source: Any) -> tuple[int, int]:
    """Return the zoom that keeps the raster's detail, and how many zooms to serve."""
    left, bottom, right, top = rasterio.warp.transform_bounds(
        source.crs, "EPSG:3857", *source.bounds
    )
    pixel_m = math.sqrt(abs((right - left) * (top - bottom)) / (source.width * source.height))
    zoom = math.ceil(math.log2(_CIRCUMFERENCE_M / _TILE_PX / pixel_m) - 0.3)
    zoom = min(max(zoom, 0), _MAX_ZOOM)
    tiles = max(right - left, top - bottom) / (_CIRCUMFERENCE_M / 2**zoom)
    levels = 1 + math.ceil(math.log2(max(tiles, _LEAST_TILES)))
    return zoom, min(levels, zoom + 1, _MAX_LEVELS)


def _paint(
    rasterio: Any, source: Any, picture: Path, params: dict[str, Any], on_stage: OnStage
) -> None:
    how = display.recipe(source, params["guess"], params["palette"])
    profile = {
        "driver": "GTiff",
        "width": source.width,
        "height": source.height,
        "count": 3,
        "dtype": "uint8",
        "crs": source.crs,
        "transform": source.transform,
        "photometric": "RGB",
        "tiled": True,
        "blockxsize": 512,
        "blockysize": 512,
        "compress": "ZSTD",
        "zstd_level": 1,
        "bigtiff": "IF_SAFER",
    }
    total = source.width * source.height
    done = 0
    with rasterio.open(picture, "w", **profile) as out:
        for window, rgb, mask in display.blocks(source, how, size=512):
            out.write(rgb, window=window)
            out.write_mask(mask, window=window)
            done += rgb.shape[1] * rgb.shape[2]
            on_stage("display", 80 * done // total)
