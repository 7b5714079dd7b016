"""Open readers of analysis COGs, kept between tiles: opening one costs as much as reading a tile.

GDAL lets one thread at a time use a file, whichever it is: a reader is lent, comes back, and the
longest unused is closed when too many lie idle.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

IDLE = 16
CACHE_BYTES = 64 * 2**20
"""GDAL's cache of decoded blocks for the whole process; rasterio reads a bare number as bytes."""

Opener = Callable[[Path], Any]


class Readers:
    """Lends rio-tiler readers.

    Parameters
    ----------
    opener : callable
        Makes a reader of a path.
    idle : int
        How many may lie open unused.
    """

    def __init__(self, opener: Opener, *, idle: int = IDLE) -> None:
        self._opener, self._most = opener, idle
        self._idle: list[tuple[Path, Any]] = []
        self._lock = threading.Lock()

    @contextmanager
    def lent(self, path: Path) -> Iterator[Any]:
        """Lend a reader of ``path``; one whose use failed is closed and not lent again."""
        reader = self._taken(path) or self._opener(path)
        try:
            yield reader
        except BaseException:
            reader.close()
            raise
        self._back(path, reader)

    def close(self) -> None:
        """Close all that lie idle."""
        with self._lock:
            idle, self._idle = self._idle, []
        for _, reader in idle:
            reader.close()

    def _taken(self, path: Path) -> Any:
        with self._lock:
            for at in range(len(self._idle) - 1, -1, -1):
                if self._idle[at][0] == path:
                    return self._idle.pop(at)[1]
        return None

    def _back(self, path: Path, reader: Any) -> None:
        with self._lock:
            self._idle.append((path, reader))
            spare = self._idle.pop(0) if len(self._idle) > self._most else None
        if spare:
            spare[1].close()


def open_reader(path: Path) -> Any:
    """Open an analysis COG of ours with rio-tiler."""
    import rasterio  # noqa: PLC0415  (only when a layer is asked for)
    from rio_tiler.io import Reader  # noqa: PLC0415

    return Reader(str(path), dataset=rasterio.open(path, driver="GTiff"))
