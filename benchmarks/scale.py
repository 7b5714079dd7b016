"""How the detectors grow: ``python -m benchmarks.scale`` prints one table.

A Sentinel-2-size scene (10980 x 10980 pixels of 10 m, 6 bands of 16 bits, 512-px ZSTD blocks, as
intake stores it) and a quarter of its side are generated; the water detector looks at 10, 100 and
1,000 stations of them, and GDAL alone reads the same blocks, once each in the same order and with
the same block cache. Each measurement is a process of its own, so that its peak memory is its
own; a pair runs in turn, five times: times are the quickest, shares the middle ones.
"""

from __future__ import annotations

import argparse
import multiprocessing as mp
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import scale_scene, scale_work
from benchmarks.scale_work import Spent

BIG, SMALL = 10_980, 2_745
TURNS = 5


@dataclass(frozen=True)
class Line:
    """One row of the table: our run beside bare decoding of the same blocks.

    ``share`` is bare CPU over ours, the middle one of the pairs: a pair runs within seconds, so
    that a machine that others use slows both.
    """

    name: str
    ours: Spent
    bare: Spent
    share: float

    def __str__(self) -> str:
        return (
            f"{self.name:<34}{self.ours.wall_s:>8.2f}{self.ours.cpu_s:>8.2f}"
            f"{self.ours.rss_mib:>8.0f}{self.bare.cpu_s:>9.2f}{self.share:>8.0%}"
        )


def main() -> None:
    """Generate the scenes, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="keep the generated scenes here")
    given = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) if given is None else given
        big, small = (scale_scene.written(folder, side) for side in (BIG, SMALL))
        print(f"{'':<34}{'wall s':>8}{'CPU s':>8}{'RSS MiB':>8}{'bare CPU':>9}{'share':>8}")
        for count in (10, 100, 1000):
            print(line(f"{BIG} px, {count} stations", big, count), flush=True)
        print(line(f"{SMALL} px, 100 stations", small, 100), flush=True)
        one, two = (workers(big, 1000, number) for number in (1, 2))
        print(f"\n1 worker {one:.2f} s, 2 workers {two:.2f} s: {one / two:.2f} times")


def line(name: str, path: Path, count: int) -> Line:
    """Measure our run and bare decoding in turn."""
    pairs = [
        [alone([(work, path, count, 0, 1)])[0] for work in (scale_work.detected, scale_work.bare)]
        for _ in range(TURNS)
    ]
    ours, bare = (min(spent, key=lambda one: one.cpu_s) for spent in zip(*pairs, strict=True))
    return Line(name, ours, bare, median(bare.cpu_s / ours.cpu_s for ours, bare in pairs))


def workers(path: Path, count: int, number: int) -> float:
    """Return the seconds until the last of so many processes has done its share."""
    jobs = [(scale_work.detected, path, count, part, number) for part in range(number)]
    return min(max(one.wall_s for one in alone(jobs)) for _ in range(TURNS))


def alone(jobs: list[tuple[Any, ...]]) -> list[Spent]:
    """Run each job in a new process; they start together once all have imported."""
    context = mp.get_context("spawn")
    together, answers = context.Barrier(len(jobs)), context.Queue()
    children = [
        context.Process(target=scale_work.child, args=(together, answers, *job)) for job in jobs
    ]
    for child in children:
        child.start()
    spent = [answers.get() for _ in children]
    for child in children:
        child.join()
    return spent


if __name__ == "__main__":
    main()
