"""The orthophoto of a NodeODM server, where one is configured."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from workers.context import Context


def orthophoto(ctx: Context, photos: Sequence[Path], out: Path) -> None:
    """Placeholder."""
    raise NotImplementedError
