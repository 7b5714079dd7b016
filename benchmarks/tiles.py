"""Tiles side by side: ``python -m benchmarks.tiles`` prints one table of one run.

Every server runs alone, one process, asked for the same full tiles over four connections by a load
generator in a process of its own. ``BENCH_QUICK=1`` takes a small scene and our own servers only.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import settings
from benchmarks import tiles_peers, tiles_report, tiles_scene
from benchmarks.tiles_ours import Ours, null_flask
from benchmarks.tiles_servers import Measured, Server, measure


@dataclass(frozen=True)
class Size:
    """How large a run is."""

    picture_px: int
    spectral_px: int
    tiles: int
    seconds: float
    turns: int
    peers: bool


FULL = Size(picture_px=8192, spectral_px=4096, tiles=300, seconds=4.0, turns=3, peers=True)
QUICK = Size(picture_px=1536, spectral_px=1024, tiles=8, seconds=0.3, turns=1, peers=False)
Made = Callable[[], Server]


def main() -> None:
    """Measure, print, and write the table of a full run into docs/benchmarks.md."""
    size = QUICK if os.environ.get("BENCH_QUICK") else FULL
    stored, layers = run(size)
    text = tiles_report.text(stored, layers, size)
    print(text)
    if size.peers:
        tiles_report.write(text)


def run(size: Size) -> tuple[list[Measured], list[Measured]]:
    """Return the rows of stored tiles and of NDVI layers."""
    if size.peers:
        tiles_peers.install()
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        folder = Path(temporary)
        sample = settings.get().sample_data
        picture = tiles_scene.picture(folder, size.picture_px, sample, tiles=size.tiles)
        spectral = tiles_scene.spectral(folder, size.spectral_px, tiles=size.tiles)
        ours = Ours(folder / "home")
        stored = [_measured(made, size) for made in _stored(ours, picture, folder, size)]
        layers = [_measured(made, size) for made in _layers(ours, spectral, folder, size)]
    return stored, layers


def _stored(ours: Ours, built: tiles_scene.Built, folder: Path, size: Size) -> Iterator[Made]:
    yield lambda: null_flask(len(built.addresses))
    yield lambda: ours.stored(tiles_report.OURS, built)
    yield lambda: ours.stored("ours, through the Flask view", built, by_view=True)
    if size.peers:
        yield lambda: tiles_peers.titiler(tiles_report.TITILER, built.analysis, built)
        yield lambda: tiles_peers.titiler("titiler, our display COG", built.display, built)
        yield lambda: tiles_peers.terracotta(
            "terracotta, UTM COGs of one band (PNG)", built, folder / "terracotta"
        )


def _layers(ours: Ours, built: tiles_scene.Built, folder: Path, size: Size) -> Iterator[Made]:
    yield lambda: ours.layer(tiles_report.OURS_LAYER, built, "ndvi")
    if size.peers:
        yield lambda: tiles_peers.titiler_ndvi(tiles_report.TITILER_LAYER, built)
        yield lambda: tiles_peers.terracotta_ndvi(
            "terracotta, NDVI of COGs of one band", built, folder / "terracotta-ndvi"
        )


def _measured(made: Made, size: Size) -> Measured:
    server = made()
    print(f"measuring: {server.name}", file=sys.stderr, flush=True)
    return measure(server, seconds=size.seconds, turns=size.turns)


if __name__ == "__main__":
    main()
