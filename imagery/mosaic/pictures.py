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

BUDGET_BYTES = 192 * 2**20
_REDUCED = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}

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
        self._flag = _REDUCED[max(f for f in _REDUCED if f <= max(shrink, 1.0))]
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
        picture = cv2.imread(str(self._paths[index]), self._flag)
        if picture is None:
            raise Refused("mosaic.unreadable")
        self.decoded += 1
        self._kept[index] = np.asarray(picture, np.uint8)
        return self._kept[index]

    def _make_room(self) -> None:
        """Let the oldest go before the next is decoded, as if it were the largest so far."""
        sizes = [p.nbytes for p in self._kept.values()]
        while sizes and sum(sizes) + max(sizes) > BUDGET_BYTES:
            _, gone = self._kept.popitem(last=False)
            sizes.remove(gone.nbytes)
