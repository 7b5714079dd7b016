"""Decoded frames, kept within a bound of bytes: a mosaic of 300 needs no more than one of 11."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import cv2
import numpy as np
from numpy.typing import NDArray

from geo.errors import Refused
from imagery.mosaic.features import reduced, size_of

BUDGET_BYTES = 192 * 2**20
_LARGEST_PIXELS = 64e6

Bytes = NDArray[np.uint8]


class Pictures:
    """The frames' BGR pixels by number; the least recently used go first.

    Parameters
    ----------
    paths : sequence of Path
        Stored photos.
    shrink : float
        How many frame pixels become one output pixel; coarse output decodes fewer pixels.
    """

    def __init__(self, paths: Sequence[Path], shrink: float = 1.0) -> None:
        self._paths = paths
        self._shrink = shrink
        self._kept: OrderedDict[int, Bytes] = OrderedDict()
        self._lock = Lock()
        self.decoded = 0

    def __getitem__(self, index: int) -> Bytes:
        with self._lock:
            return self._taken(index)

    def _taken(self, index: int) -> Bytes:
        if index in self._kept:
            self._kept.move_to_end(index)
            return self._kept[index]
        self._make_room()
        picture = cv2.imread(str(self._paths[index]), self._flag(self._paths[index]))
        if picture is None:
            raise Refused("mosaic.unreadable")
        self.decoded += 1
        self._kept[index] = np.asarray(picture, np.uint8)
        return self._kept[index]

    def _flag(self, path: Path) -> int:
        """Decode a picture of more than 64 megapixels at half its size, for memory's sake."""
        width, height = size_of(path)
        return reduced(max(self._shrink, 2.0 if width * height > _LARGEST_PIXELS else 1.0))

    def _make_room(self) -> None:
        """Let the oldest go before the next is decoded, as if it were the largest so far."""
        sizes = [p.nbytes for p in self._kept.values()]
        while sizes and sum(sizes) + max(sizes) > BUDGET_BYTES:
            _, gone = self._kept.popitem(last=False)
            sizes.remove(gone.nbytes)
