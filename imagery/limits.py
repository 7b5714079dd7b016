"""How much one uploaded file may cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

OnStage = Callable[[str, int], None]
"""Called with (stage, percent) on every change and at least once a second; may raise to stop."""

_SMALL_BYTES = 256 * 2**20
_SMALL_DATA_MB = 400
"""With the libraries' own pages (about 60 MB) a child stays under 512 MB resident."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much one file may cost; everything is checked before a pixel is decoded.

    ``max_expansion`` is decoded bytes per stored byte: real mosaics stay under 100, bombs of
    zeros reach 1000. ``memory_mb`` (address space), ``data_mb`` (writable memory of its own, which
    bounds what is resident), ``cpu_seconds`` and ``wall_seconds`` bind the child process.
    """

    max_bytes: int = 4096 * 2**20
    max_pixels: int = 1_600_000_000
    max_side: int = 100_000
    max_bands: int = 64
    max_aspect: float = 200.0
    max_pages: int = 64
    max_segments: int = 4_000_000
    max_block_bytes: int = 512 * 2**20
    max_expansion: float = 400.0
    max_scans: int = 100
    memory_mb: int = 1024
    data_mb: int = 1024
    cpu_seconds: int = 120
    wall_seconds: int = 300

    def for_decoded(self, decoded_bytes: int) -> Self:
        """Return the limits for a raster of this size.

        A small one never needs much memory; a large one gets the time its pixels need.
        """
        if decoded_bytes <= _SMALL_BYTES:
            return replace(self, data_mb=min(self.data_mb, _SMALL_DATA_MB))
        megabytes = decoded_bytes // 2**20
        return replace(
            self,
            cpu_seconds=self.cpu_seconds + megabytes // 10,
            wall_seconds=self.wall_seconds + megabytes // 3,
        )
