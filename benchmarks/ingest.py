"""Intake beside GDAL's COG driver: ``python -m benchmarks.ingest`` prints one table.

A 16384 x 16384 RGB scene (5 cm, UTM, strips without compression, mirrored drone photos where the
sample data are at hand) goes through the whole intake: parent and child, checks, both files. GDAL
makes the same two files, with one thread and a block cache of 256 MB. Each run is a process of
its own. CPU seconds count everything from the start of the interpreter, also imports; memory is
the peak of the process, for intake that of parent and child together.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing as mp
import os
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.ingest_scene import Scene, written

SIDE, WIDE = 16_384, 80_000
SAMPLE = Path(os.environ.get("XUNZHAN_SAMPLE_DATA", "../shared/data"))
GOAL_TIMES, GOAL_MIB = 8, 400
TURNS = 3
_TILED = {"tiled": True, "blockxsize": 512, "blockysize": 512}


@dataclass(frozen=True)
class Spent:
    """What one run took and how large its files are."""

    cpu_s: float
    wall_s: float
    peak_mib: float
    files_mb: tuple[float, float]

    def __str__(self) -> str:
        first, second = self.files_mb
        return (
            f"{self.cpu_s:>8.1f}{self.wall_s:>8.1f}{self.peak_mib:>9.0f}"
            f"{first:>12.1f}{second:>10.1f}"
        )


def scenes(side: int) -> list[Scene]:
    """Return what is measured."""
    jpeg = {**_TILED, "compress": "JPEG", "photometric": "YCBCR", "jpeg_quality": 90}
    deflate = {**_TILED, "compress": "DEFLATE", "zlevel": 1}
    wide = min(WIDE, 4 * side)
    return [
        Scene("rgb strips", side, side, {}, beside_gdal=True),
        Scene("rgb deflate", side, side, deflate),
        Scene("rgb jpeg", side, side, jpeg),
        Scene("rgb nodata", side, side, {"nodata": 0}),
        Scene("rgb alpha", side, side, {"alpha": "YES"}, bands=4),
        Scene("4 bands 16 bit", side // 2, side // 2, deflate, bands=4, dtype="uint16"),
        Scene("rgb wide", wide, side // 4, {}),
        Scene("4 bands 16 bit wide", wide, side // 8, {}, bands=4, dtype="uint16"),
    ]


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=SIDE, help="pixels along the scene's side")
    parser.add_argument("--only", help="the name of one scene")
    parser.add_argument("--turns", type=int, default=TURNS)
    given = parser.parse_args()
    print(f"{'':<30}{'CPU s':>8}{'wall s':>8}{'peak MiB':>9}{'analysis MB':>12}{'display':>10}")
    for scene in scenes(given.side):
        if given.only in {None, scene.name}:
            with tempfile.TemporaryDirectory() as folder:
                _compared(Path(folder), scene, given.turns)


def _compared(folder: Path, scene: Scene, turns: int) -> None:
    path = written(folder, scene, SAMPLE)
    runs = [alone(taken_in, path, folder / "ours") for _ in range(turns)]
    ours = sorted(runs, key=lambda run: run.cpu_s)[len(runs) // 2]
    print(f"{scene.name:<30}{ours}", flush=True)
    if not scene.beside_gdal:
        return
    theirs = alone(by_gdal, path, folder / "ours")
    times = theirs.cpu_s / median(run.cpu_s for run in runs)
    print(f"{scene.name + ', GDAL':<30}{theirs}")
    print(f"  {times:.1f} times less CPU (goal {GOAL_TIMES}), goal {GOAL_MIB} MiB", flush=True)


def alone(work: Callable[[Path, Path], int], path: Path, out: Path) -> Spent:
    """Run work in a new process."""
    context = mp.get_context("spawn")
    answers = context.Queue()
    child = context.Process(target=_measured, args=(answers, work, path, out))
    child.start()
    answer: Spent = answers.get()
    child.join()
    return answer


def _measured(answers: Any, work: Callable[[Path, Path], int], path: Path, out: Path) -> None:
    began = time.perf_counter()
    others_mib = work(path, out)
    wall = time.perf_counter() - began
    used = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    files = sorted(out.glob("*.tif"))
    sizes = [file.stat().st_size / 1e6 for file in files] + [0.0, 0.0]
    answers.put(
        Spent(
            cpu_s=sum(one.ru_utime + one.ru_stime for one in used),
            wall_s=wall,
            peak_mib=others_mib + _peak_mib(),
            files_mb=(sizes[0], sizes[1]),
        )
    )


def taken_in(path: Path, out: Path) -> int:
    """Run intake; return the peak of its child in MiB."""
    from imagery.intake import take_in  # noqa: PLC0415  (each peer loads only its own)
    from imagery.limits import Limits  # noqa: PLC0415

    peaks: list[int] = []

    class _Heard(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            peaks.append(getattr(record, "used", {}).get("peak_mb", 0))

    log = logging.getLogger("imagery.sandbox.running")
    log.setLevel(logging.INFO)
    log.addHandler(_Heard())
    take_in(path, filename=path.name, out_dir=out, limits=Limits(max_bytes=16 << 30))
    return max(peaks)


def by_gdal(path: Path, ours: Path) -> int:
    """Let GDAL's COG driver make the two files, at the zooms of ours."""
    import rasterio  # noqa: PLC0415
    import rasterio.shutil  # noqa: PLC0415

    from imagery.tiles import open_tiles  # noqa: PLC0415

    tiles = open_tiles(ours / "display.tif")
    levels = tiles.maxzoom - tiles.minzoom + 1
    common = {"driver": "COG", "COMPRESS": "JPEG", "NUM_THREADS": 1, "BIGTIFF": "IF_SAFER"}
    with rasterio.Env(GDAL_CACHEMAX=256, GDAL_NUM_THREADS=1):
        rasterio.shutil.copy(
            path,
            ours / "analysis.tif",
            **common,
            QUALITY=90,
            BLOCKSIZE=512,
            OVERVIEW_RESAMPLING="AVERAGE",
        )
        rasterio.shutil.copy(
            path,
            ours / "display.tif",
            **common,
            QUALITY=85,
            TILING_SCHEME="GoogleMapsCompatible",
            ZOOM_LEVEL=tiles.maxzoom,
            ALIGNED_LEVELS=levels,
            OVERVIEW_COUNT=levels - 1,
            BLOCKSIZE=256,
            ADD_ALPHA="YES",
            WARP_RESAMPLING="BILINEAR",
            OVERVIEW_RESAMPLING="AVERAGE",
        )
    return 0


def _peak_mib() -> float:
    """Return ``VmHWM``: ``ru_maxrss`` begins with the peak of the process that started this one."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main()
