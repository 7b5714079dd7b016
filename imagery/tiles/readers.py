"""Open readers of analysis COGs, kept between tiles: opening one costs as much as reading a tile.

A file has one reader, lent to one thread at a time. Several readers of a file would each decode the
same blocks into GDAL's cache: four took 14.5 ms CPU a tile where one takes 8.8, and answered later.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OPEN = 16
CACHE_BYTES = 128 * 2**20
"""GDAL's cache of decoded blocks for the whole process; rasterio reads a bare number as bytes."""

Opener = Callable[[Path], Any]


@dataclass
class _Slot:
    """A file's place: whoever holds the lock may use the reader."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    reader: Any = None

    def close(self) -> None:
        if self.reader is not None:
            self.reader.dataset.close()  # rio-tiler leaves a dataset open that it was given
            self.reader = None


class Readers:
    """Lends rio-tiler readers.

    Parameters
    ----------
    opener : callable
        Makes a reader of a path.
    most : int
        How many files stay open; the longest unused is closed first.
    """

    def __init__(self, opener: Opener, *, most: int = OPEN) -> None:
        self._opener, self._most = opener, most
        self._slots: OrderedDict[Path, _Slot] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def lent(self, path: Path) -> Iterator[Any]:
        """Lend the reader of ``path``, waiting for it; one whose use failed is closed."""
        slot = self._held(path)
        try:
            if slot.reader is None:
                slot.reader = self._opener(path)
            yield slot.reader
        except BaseException:
            slot.close()
            raise
        finally:
            slot.lock.release()
        self._close_spare()

    def close(self) -> None:
        """Close all that nobody uses."""
        self._close_spare(most=0)

    def _held(self, path: Path) -> _Slot:
        """Return the file's slot, locked; one that was closed while we waited counts no more."""
        while True:
            with self._lock:
                slot = self._slots.setdefault(path, _Slot())
                self._slots.move_to_end(path)
            slot.lock.acquire()
            if self._slots.get(path) is slot:
                return slot
            slot.lock.release()

    def _close_spare(self, *, most: int | None = None) -> None:
        """Close the longest unused beyond ``most``; one in use is left for the next time."""
        most = self._most if most is None else most
        with self._lock:
            for path in list(self._slots)[: max(0, len(self._slots) - most)]:
                slot = self._slots[path]
                if slot.lock.acquire(blocking=False):
                    slot.close()
                    del self._slots[path]
                    slot.lock.release()


def open_reader(path: Path) -> Any:
    """Open an analysis COG of ours with rio-tiler."""
    import rasterio  # noqa: PLC0415  (only when a layer is asked for)
    from rio_tiler.io import Reader  # noqa: PLC0415

    return Reader(str(path), dataset=rasterio.open(path, driver="GTiff"))
