"""What one station list may hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds that are checked before and while a table is read."""

    max_bytes: int = 16_000_000
    max_rows: int = 20_000
    max_columns: int = 120
    max_cell: int = 2_000
    max_unpacked: int = 48_000_000
    max_parts: int = 400


DEFAULT_LIMITS = Limits()
