"""titiler and terracotta in an environment of their own, fed with the same scenes."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path
from urllib.parse import quote

import rasterio
from rasterio.shutil import copy

from benchmarks.tiles_ours import gunicorn
from benchmarks.tiles_scene import ROLES, Built
from benchmarks.tiles_servers import ROOT, Server

HOME = ROOT / "build" / "bench"
_BIN = HOME / "bin"
_PINS = Path(__file__).with_name("requirements-peers.txt")
_NDVI = {"titiler": "(b4-b3)/(b4+b3)", "terracotta": "(v1-v2)/(v1+v2)"}
_RANGE = (-0.2, 0.9)
_GDAL = {
    "GDAL_CACHEMAX": "200",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "VSI_CACHE": "TRUE",
    "PYTHONWARNINGS": "ignore",
}
"""What titiler's documentation recommends for production."""
_INGEST = """
import json, sys, terracotta
plan = json.load(sys.stdin)
driver = terracotta.get_driver(plan["database"])
driver.create(["band"])
with driver.connect():
    for band, path in plan["files"].items():
        driver.insert({"band": band}, path)
"""


def install() -> None:
    """Make the environment and install the pinned peers; a finished one is kept."""
    stamp = HOME / ".peers"
    if stamp.exists() and stamp.read_text() == _PINS.read_text():
        return
    venv.create(HOME, with_pip=True, clear=True)
    subprocess.run([str(_BIN / "pip"), "install", "-qq", "--no-deps", "-r", str(_PINS)], check=True)
    stamp.write_text(_PINS.read_text())


def titiler(name: str, file: Path, built: Built) -> Server:
    """Return titiler answering JPEG tiles of a file."""
    query = f"url={quote(str(file), safe='')}"
    return _titiler(name, "jpg", query, built)


def titiler_ndvi(name: str, built: Built) -> Server:
    """Return titiler drawing NDVI with a colour map."""
    low, high = _RANGE
    formula = quote(_NDVI["titiler"], safe="")
    query = f"url={quote(str(built.analysis), safe='')}&expression={formula}"
    return _titiler(name, "png", f"{query}&rescale={low},{high}&colormap_name=brbg", built)


def _titiler(name: str, ending: str, query: str, built: Built) -> Server:
    paths = [
        f"/cog/tiles/WebMercatorQuad/{z}/{x}/{y}.{ending}?{query}" for z, x, y in built.addresses
    ]
    command = [str(_BIN / "uvicorn"), "titiler.application.main:app", "--workers", "1"]
    quiet = ["--log-level", "error", "--no-access-log", "--host", "127.0.0.1", "--port", "{port}"]
    return Server(name, [*command, *quiet], paths, _GDAL)


def terracotta(name: str, built: Built, folder: Path) -> Server:
    """Return terracotta composing RGB from three single-band COGs."""
    env = _ingested(built, ("red", "green", "blue"), folder)
    query = "r=red&g=green&b=blue&r_range=[0,255]&g_range=[0,255]&b_range=[0,255]"
    paths = [f"/rgb/{z}/{x}/{y}.png?{quote(query, safe='=&')}" for z, x, y in built.addresses]
    return _terracotta(name, paths, env)


def terracotta_ndvi(name: str, built: Built, folder: Path) -> Server:
    """Return terracotta drawing NDVI from two single-band COGs with a colour map."""
    env = _ingested(built, ("nir", "red"), folder)
    formula = quote(_NDVI["terracotta"], safe="")
    query = f"expression={formula}&v1=nir&v2=red&stretch_range={quote(str(list(_RANGE)))}"
    paths = [f"/compute/{z}/{x}/{y}.png?{query}&colormap=brbg" for z, x, y in built.addresses]
    return _terracotta(name, paths, env)


def _terracotta(name: str, paths: list[str], env: dict[str, str]) -> Server:
    """One thread: terracotta 0.10 lets its threads share one SQLite connection, and fails."""
    return Server(name, gunicorn("terracotta.server.app:app", _BIN, threads=1), paths, env)


def _one_band(analysis: Path, number: int, path: str) -> None:
    kept = ("width", "height", "dtype", "crs", "transform", "nodata")
    with rasterio.open(analysis) as source, rasterio.MemoryFile() as memory:
        profile = {name: source.profile[name] for name in kept}
        with memory.open(driver="GTiff", count=1, **profile) as one:
            one.write(source.read(number), 1)
        copy(memory.name, path, driver="COG", COMPRESS="ZSTD", BLOCKSIZE=512)


def _ingested(built: Built, names: tuple[str, ...], folder: Path) -> dict[str, str]:
    """Split a scene into one COG a band, as terracotta wants it, and enter them."""
    folder.mkdir()
    bands = ROLES if len(names) == 2 else {name: n for n, name in enumerate(names, 1)}
    files = {name: str(folder / f"{name}.tif") for name in names}
    for name, path in files.items():
        _one_band(built.analysis, bands[name], path)
    plan = {"database": str(folder / "tc.sqlite"), "files": files}
    subprocess.run(
        [str(_BIN / "python"), "-W", "ignore", "-c", _INGEST],
        input=json.dumps(plan),
        text=True,
        check=True,
        stdout=sys.stderr,
    )
    return {"TC_DRIVER_PATH": plan["database"], "PYTHONWARNINGS": "ignore"} | _GDAL
