"""The tables of a run, as text and as docs/benchmarks.md keeps them."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.tiles_servers import CONNECTIONS, ROOT, Measured

if TYPE_CHECKING:
    from benchmarks.tiles import Size

OURS = "ours, fast door"
OURS_LAYER = "ours, layer ndvi"
TITILER = "titiler, UTM COG"
TITILER_LAYER = "titiler, NDVI"
DOC = ROOT / "docs" / "benchmarks.md"
_BEGIN, _END = "<!-- tiles: begin -->", "<!-- tiles: end -->"
_HEAD = (
    "| server | requests/s | CPU ms a tile | p50 ms | p95 ms | p99 ms "
    "| p95 ms, one connection | RSS MiB |"
)
_RULE = "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"


def text(stored: Sequence[Measured], layers: Sequence[Measured], size: Size) -> str:
    """Return the tables with their ratios, in Markdown."""
    parts = [
        _setting(size),
        f"Stored tiles of an RGB scene, {size.picture_px}² pixels of 5 cm:",
        _table(stored),
        *_ratios(stored, OURS, TITILER),
        f"NDVI of a 4-band 16-bit scene, {size.spectral_px}² pixels:",
        _table(layers),
        *_ratios(layers, OURS_LAYER, TITILER_LAYER),
    ]
    return "\n\n".join(parts)


def write(body: str, path: Path = DOC) -> None:
    """Put the tables between their marks in the document, which keeps its other words."""
    before, _, rest = path.read_text("utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    path.write_text(f"{before}{_BEGIN}\n\n{body}\n\n{_END}{after}", "utf-8")


def _setting(size: Size) -> str:
    day = datetime.now(UTC).date().isoformat()
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    return (
        f"Measured {day} on {machine}; {CONNECTIONS} connections, one server process, "
        f"{size.tiles} tiles at most, median of {size.turns} × {size.seconds:g} s."
    )


def _table(rows: Sequence[Measured]) -> str:
    lines = [
        f"| {r.name} | {r.per_s:.0f} | {r.cpu_ms:.2f} | {r.p50_ms:.2f} | {r.p95_ms:.2f} "
        f"| {r.p99_ms:.2f} | {r.alone_p95_ms:.2f} | {r.rss_mib:.0f} |"
        for r in rows
    ]
    return "\n".join([_HEAD, _RULE, *lines])


def _ratios(rows: Sequence[Measured], ours: str, theirs: str) -> list[str]:
    by_name = {row.name: row for row in rows}
    if theirs not in by_name:
        return []
    one, other = by_name[ours], by_name[theirs]
    return [
        f"{ours} against {theirs}: {one.per_s / other.per_s:.1f} times the requests, "
        f"1/{other.cpu_ms / one.cpu_ms:.1f} of the CPU a tile, p95 {one.p95_ms:.2f} ms "
        f"({one.alone_p95_ms:.2f} ms with one connection)."
    ]
