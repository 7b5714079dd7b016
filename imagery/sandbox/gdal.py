"""GDAL as the child process uses it: only the drivers needed, no side files, no network."""

from __future__ import annotations

import os
import time
from typing import Any

READING = ("GTiff", "JPEG", "PNG", "JP2OpenJPEG", "MEM")
"""All that an untrusted file may meet."""
NEEDED = ("GTiff", "JPEG", "PNG", "JP2OpenJPEG")
"""Without one of these a promised kind of upload could not be read."""
spent_seconds = 0.0
"""CPU time that went into importing GDAL so far: not the work of any file."""
_SETTINGS = {
    "GDAL_CACHEMAX": "64",
    "GDAL_NUM_THREADS": "1",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_ERROR_ON_LIBJPEG_WARNING": "TRUE",
    "GDAL_TIFF_INTERNAL_MASK": "YES",
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "GDAL_HTTP_MAX_RETRY": "0",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "CPL_VSIL_CURL_USE_HEAD": "NO",
    "PROJ_NETWORK": "OFF",
}


def load(drivers: tuple[str, ...]) -> Any:
    """Import rasterio with nothing but ``drivers`` registered, and return it.

    The names of the build's drivers are only known once they are registered, and a driver that is
    registered stays: a forked copy of this process lists them (8 ms), this one skips the rest.
    """
    global spent_seconds  # noqa: PLW0603  (one interpreter runs one task)
    began = time.process_time()
    os.environ.update(_SETTINGS)
    import rasterio  # noqa: PLC0415  (never in the parent)
    import rasterio.shutil  # noqa: PLC0415
    import rasterio.warp  # noqa: PLC0415

    names = _in_a_fork(rasterio)
    os.environ["GDAL_SKIP"] = ",".join(sorted(names - set(drivers)))
    with rasterio.Env() as env:
        foreign = set(env.drivers()) - set(drivers)
    if foreign:
        raise RuntimeError(f"GDAL kept drivers: {sorted(foreign)}")
    spent_seconds += time.process_time() - began
    return rasterio


def skipped() -> int:
    """Return how many drivers of the build were left out by :func:`load`."""
    return len(os.environ.get("GDAL_SKIP", "").split(",")) if os.environ.get("GDAL_SKIP") else 0


def _in_a_fork(rasterio: Any) -> set[str]:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with rasterio.Env() as env:
            os.write(writer, "\n".join(env.drivers()).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as stream:
        names = set(stream.read().split("\n"))
    os.waitpid(child, 0)
    return names
