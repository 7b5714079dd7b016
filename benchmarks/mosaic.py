"""The quick mosaic: ``python -m benchmarks.mosaic`` prints time, memory and how well it holds.

First the eleven Brighton Beach photos through the whole command, intake included, where the
sample data are at hand; then generated flights of 12 and of 300 frames with true places, whose
memory is compared. Each run is a process of its own; memory is the peak of it and its children
together, read from /proc twenty times a second.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing as mp
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

SAMPLE = Path(os.environ.get("XUNZHAN_SAMPLE_DATA", "../shared/data"))
PHOTOS = SAMPLE / "drone" / "photos" / "brighton_beach"
FLIPPED = {f"DJI_00{n}.JPG" for n in range(24, 30)}
GOAL_SECONDS, GOAL_MIB, GOAL_GSD, NATIVE_M = 30, 1024, 3.0, 0.0173
COUNTS = (12, 300)
_PAGE = os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, nargs="*", default=COUNTS, help="generated flights")
    parser.add_argument("--generated", action="store_true", help="no sample photos")
    given = parser.parse_args()
    if given.generated:
        pass
    elif PHOTOS.is_dir():
        _real()
    else:
        print("sample data absent (XUNZHAN_SAMPLE_DATA)")
    for count in given.frames:
        _generated(count)


def _real() -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "imagery", "mosaic", str(PHOTOS)]
        began = time.perf_counter()
        child = subprocess.Popen([*command, "--out", f"{folder}/out.tif"], stdout=subprocess.PIPE)
        peak = _Peak(child.pid)
        told = json.loads(child.communicate()[0])
        wall = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    frames = told["frames"]
    apart = told["tie_median_gsd"] * told["gsd_m"] / NATIVE_M
    shifts = [f["shift_m"] for f in frames if f["placed_by"] == "ties"]
    flipped = {f["file"] for f in frames if f["yaw_flipped"]}
    print(f"Brighton Beach, {len(frames)} frames, {told['area_m2']:.0f} m2, intake included")
    print(f"  {wall:.1f} s wall (goal {GOAL_SECONDS}), {cpu:.1f} s CPU")
    print(f"  {peak.stop():.0f} MiB with children (goal {GOAL_MIB})")
    print(
        f"  {told['ties_held_out']} held-out ties: median {apart:.2f} of {NATIVE_M * 100} cm (goal "
        f"{GOAL_GSD}), p90 {told['tie_p90_gsd'] * told['gsd_m'] / NATIVE_M:.1f}"
    )
    print(f"  least ties of a frame {min(f['ties'] for f in frames)} (goal 30)")
    print(f"  flips as expected: {flipped == FLIPPED}")
    print(f"  shift from GPS: RMS {np.sqrt(np.mean(np.square(shifts))):.2f}, max {max(shifts)} m")


def _generated(count: int) -> None:
    """Fly ``count`` frames; print what the mosaic took and how far it lies from the truth."""
    context = mp.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        answers = context.Queue()
        child = context.Process(target=_put_together, args=(answers, Path(folder), count))
        child.start()
        answers.get()
        peak = _Peak(child.pid or 0)
        told: dict[str, Any] = answers.get()
        mib = peak.stop()
        child.join()
    print(f"generated, {count} frames of 3 MP, {told['area']:.0f} m2, {told['pixels']:.0f} MPix")
    print(f"  {told['wall']:.0f} s wall, {told['cpu']:.0f} s CPU, {mib:.0f} MiB")
    print(
        f"  tied {told['tied']}, headings right {told['right']}, held-out median "
        f"{told['median']:.2f} GSD, places off by {told['mean']:.2f} m together, "
        f"{told['each']:.2f} m each, scale off by {told['scale'] * 100:.2f} %",
        flush=True,
    )


def _put_together(answers: Any, folder: Path, count: int) -> None:
    from benchmarks.mosaic_flight import HEADING_DEG, MIDDLE, flown  # noqa: PLC0415
    from imagery.mosaic import mosaic  # noqa: PLC0415

    flight = flown(folder, count)
    answers.put("flown")
    began, used = time.perf_counter(), time.process_time()
    result = mosaic(flight.frames, folder / "out.tif")
    wall, cpu = time.perf_counter() - began, time.process_time() - used
    tied = [i for i, f in enumerate(result.frames) if f.placed_by == "ties"]
    there = np.array([_below(result.frames[i].lonlat) for i in tied]) - MIDDLE
    true = flight.places[tied]
    yaw = np.array([result.frames[i].yaw_deg for i in tied], float)
    spread = true - true.mean(axis=0)
    answers.put(
        {
            "wall": wall,
            "cpu": cpu,
            "area": result.area_m2,
            "pixels": result.area_m2 / result.gsd_m**2 / 1e6,
            "tied": len(tied),
            "right": int(np.sum(np.abs((yaw - HEADING_DEG + 180) % 360 - 180) < 12)),
            "median": result.tie_median_gsd,
            "mean": float(np.hypot(*(there - true).mean(axis=0))),
            "each": float(np.median(np.hypot(*(there - true).T))),
            "scale": float(np.sum(spread * there) / np.sum(spread**2)) - 1,
        }
    )


def _below(lonlat: tuple[float, float] | None) -> tuple[float, float]:
    import pyproj  # noqa: PLC0415

    from benchmarks.mosaic_flight import EPSG  # noqa: PLC0415

    assert lonlat is not None
    there = pyproj.Transformer.from_crs(4326, EPSG, always_xy=True)
    east, north = there.transform(*lonlat)
    return float(east), float(north)


class _Peak:
    """Watches what a process and its children hold in memory together."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._going = pid, 0.0, True
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """End the watch; return MiB."""
        self._going = False
        self._thread.join()
        return self._most

    def _watch(self) -> None:
        while self._going:
            self._most = max(self._most, _held_mib(self._pid))
            time.sleep(0.05)


def _held_mib(pid: int) -> float:
    try:
        own = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
        children = "".join(p.read_text() for p in Path(f"/proc/{pid}/task").glob("*/children"))
    except (OSError, IndexError):
        return 0.0
    return own + sum(_held_mib(int(child)) for child in children.split())


if __name__ == "__main__":
    main()
