"""Child task "build": which GDAL this is, and whether it reads everything we promise to read."""

from __future__ import annotations

from typing import Any

from imagery.limits import OnStage
from imagery.sandbox import confinement, gdal


def run(params: dict[str, Any], on_stage: OnStage) -> dict[str, Any]:
    """Return GDAL's version, the drivers kept for uploads and for our files, and how many not."""
    on_stage("build", 0)
    rasterio = gdal.load(gdal.READING)
    with rasterio.Env() as env:
        kept = sorted(env.drivers())
    wanted = params.get("needed") or gdal.NEEDED
    return {
        "gdal": rasterio.__gdal_version__,
        "kept": kept,
        "skipped": gdal.skipped(),
        "landlock": confinement.landlock_version(),
        "missing": sorted(set(wanted) - set(kept)),
    }
