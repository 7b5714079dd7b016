"""The blocks of one level, in row-major order, in a nameless file until the whole is written."""

from __future__ import annotations

import os
import struct
import tempfile
import weakref
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEADER = 4
"""Bytes before a block (its size) and after it (its last four bytes again)."""
_COPY_BYTES = 64 * 2**20
_BUFFER_BYTES = 128 * 2**10


class Spool:
    """Sizes and bytes of a level's blocks; each mask block lies right behind its image block.

    Parameters
    ----------
    folder : Path
        Where the nameless file lives.
    across, down : int
        Number of blocks.
    masked : bool
        Whether blocks come with a mask.
    """

    def __init__(self, folder: Path, across: int, down: int, *, masked: bool) -> None:
        self.across, self.down, self.masked = across, down, masked
        self.sizes: NDArray[np.int64] = np.zeros(across * down, np.int64)
        self.mask_sizes: NDArray[np.int64] = np.zeros(across * down, np.int64)
        self._next = 0
        self._file = tempfile.TemporaryFile(dir=folder, buffering=_BUFFER_BYTES)  # noqa: SIM115
        self.close = weakref.finalize(self, self._file.close)

    def add(self, image: bytes | None, mask: bytes | None = None) -> None:
        """Append the next block of the row-major order; None leaves it empty."""
        number, self._next = self._next, self._next + 1
        if image is None:
            return
        self.sizes[number] = self._write(image)
        if mask is not None:
            self.mask_sizes[number] = self._write(mask)

    def _write(self, body: bytes) -> int:
        self._file.write(struct.pack("<I", len(body)))
        self._file.write(body)
        self._file.write(body[-4:] if len(body) >= 4 else body + bytes(4 - len(body)))
        return len(body)

    def bytes_held(self) -> int:
        """Return how long the level is in the file."""
        return int(_spans(self.sizes).sum() + _spans(self.mask_sizes).sum())

    def offsets(self, start: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the file offsets of image and mask blocks when the level begins at ``start``."""
        image, mask = _spans(self.sizes), _spans(self.mask_sizes)
        begins = start + np.concatenate(([0], np.cumsum(image + mask)[:-1]))
        return (
            np.where(self.sizes > 0, begins + LEADER, 0),
            np.where(self.mask_sizes > 0, begins + image + LEADER, 0),
        )

    def copy_to(self, out: Any) -> None:
        """Append all bytes to an open file without carrying them through Python."""
        if self._next != self.sizes.size:
            raise AssertionError(f"{self._next} of {self.sizes.size} blocks were written")
        self._file.flush()
        source, target = self._file.fileno(), out.fileno()
        out.flush()
        at, left = 0, self.bytes_held()
        while left:
            moved = os.sendfile(target, source, at, min(left, _COPY_BYTES))
            if not moved:
                raise OSError("the spool ended early")
            at, left = at + moved, left - moved
        out.seek(0, os.SEEK_END)


def _spans(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.where(sizes > 0, sizes + 2 * LEADER, 0)
