"""Child task "put": a picture without a position becomes a plain GeoTIFF on a declared grid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from affine import Affine

from geo.errors import Refused
from imagery.headers import tiff
from imagery.limits import Limits, OnStage
from imagery.metadata import segments
from imagery.sandbox import gdal


def run(params: dict[str, Any], on_stage: OnStage) -> dict[str, Any]:
    """Copy ``params["source"]`` block by block to ``params["plain"]`` and put it on its grid.

    ``params["grid"]`` holds the six numbers of an affine transform, ``params["crs"]`` the number
    of an EPSG system.
    """
    rasterio = gdal.load(gdal.READING)
    on_stage("put", 0)
    source = Path(params["source"])
    if params["driver"] == "GTiff":
        with source.open("rb") as file:
            tiff.check_streams(file, source.stat().st_size, Limits())
    try:
        size = _put(rasterio, params)
    except Refused:
        raise
    except (rasterio.errors.RasterioError, rasterio._err.CPLE_BaseError, ValueError) as error:  # noqa: SLF001  (what shutil.copy raises has no public name)
        raise Refused("intake.unreadable") from error
    on_stage("put", 100)
    flags = segments.damage_flags(params["source"]) if params["driver"] == "JPEG" else []
    return {"width": size[0], "height": size[1], "flags": flags}


def _put(rasterio: Any, params: dict[str, Any]) -> tuple[int, int]:
    try:
        crs = rasterio.crs.CRS.from_epsg(params["crs"])
    except rasterio.errors.CRSError as error:
        raise Refused("intake.crs_unknown", crs=f"EPSG:{params['crs']}") from error
    with rasterio.open(params["source"], driver=params["driver"]) as source:
        if source.crs is not None or not source.transform.is_identity:
            raise Refused("intake.world_contradiction")
        size = (source.width, source.height)
        rasterio.shutil.copy(source, params["plain"], **_profile())
    with rasterio.open(params["plain"], "r+", driver="GTiff") as plain:
        plain.crs = crs
        plain.transform = Affine(*params["grid"])
    return size


def _profile() -> dict[str, Any]:
    return {
        "driver": "GTiff",
        "TILED": "YES",
        "BLOCKXSIZE": 512,
        "BLOCKYSIZE": 512,
        "COMPRESS": "ZSTD",
        "ZSTD_LEVEL": 1,
        "BIGTIFF": "IF_SAFER",
    }
