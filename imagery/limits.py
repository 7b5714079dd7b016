"""How much one uploaded file may cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

OnStage = Callable[[str, int], None]
"""Called with (stage, percent) on every change and at least once a second; may raise to stop."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much one file may cost; everything is checked before a pixel is decoded.

    ``max_expansion`` is decoded bytes per stored byte: real mosaics stay under 100, bombs of
    zeros reach 1000. ``memory_mb``, ``cpu_seconds`` and ``wall_seconds`` bind the child process.
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
    cpu_seconds: int = 120
    wall_seconds: int = 300
