"""Rows on hold: a window that moves down a raster, in memory or, where it is wide, in a file.

The file has no name, is written and read by rows, and is not mapped: its pages belong to the
system and not to the process.
"""

from __future__ import annotations

import os
import tempfile
import weakref
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
MEMORY_BYTES = 32 * 2**20
"""The most that one window may take of the process's memory."""


class Sheet(Protocol):
    """A window of rows; row r stands where row r - capacity stood."""

    def put(self, top: int, left: int, pixels: Array) -> None:
        """Take a piece (rows, cols, samples) whose upper left pixel is (top, left)."""
        ...

    def take(self, top: int, bottom: int, left: int, right: int) -> Array:
        """Return a piece (rows, cols, samples), not to be changed; all of it must be on hold."""
        ...


def sheet(
    capacity: int,
    width: int,
    samples: int,
    dtype: Any,
    folder: Path,
    *,
    memory_bytes: int = MEMORY_BYTES,
) -> Sheet:
    """Return a window of ``capacity`` rows of ``width`` pixels."""
    size = capacity * width * samples * np.dtype(dtype).itemsize
    if size <= memory_bytes:
        return _InMemory(np.zeros((capacity, width, samples), dtype))
    return _InFile(capacity, width, samples, np.dtype(dtype), folder)


class _Window:
    """Knows which rows are on hold: what has been overwritten is never given."""

    def __init__(self, capacity: int) -> None:
        self._capacity, self._bottom = capacity, 0

    def _coming(self, top: int, bottom: int) -> list[tuple[int, int]]:
        self._bottom = max(self._bottom, bottom)
        return self._parts(top, bottom)

    def _held(self, top: int, bottom: int) -> list[tuple[int, int]]:
        if top < self._bottom - self._capacity or bottom > self._bottom:
            raise AssertionError(f"rows {top} to {bottom} are not on hold")
        return self._parts(top, bottom)

    def _parts(self, top: int, bottom: int) -> list[tuple[int, int]]:
        """Cut rows where the window begins anew."""
        if bottom - top > self._capacity:
            raise AssertionError(f"{bottom - top} rows are more than {self._capacity}")
        turn = (top // self._capacity + 1) * self._capacity
        return [(top, bottom)] if bottom <= turn else [(top, turn), (turn, bottom)]


class _InMemory(_Window):
    def __init__(self, rows: Array) -> None:
        super().__init__(len(rows))
        self._rows = rows

    def put(self, top: int, left: int, pixels: Array) -> None:
        for first, last in self._coming(top, top + len(pixels)):
            here = self._here(first, last)
            self._rows[here, left : left + pixels.shape[1]] = pixels[first - top : last - top]

    def take(self, top: int, bottom: int, left: int, right: int) -> Array:
        parts = [
            self._rows[self._here(first, last), left:right]
            for first, last in self._held(top, bottom)
        ]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _here(self, first: int, last: int) -> slice:
        at = first % self._capacity
        return slice(at, at + last - first)


class _InFile(_Window):
    def __init__(
        self, capacity: int, width: int, samples: int, dtype: np.dtype[Any], folder: Path
    ) -> None:
        super().__init__(capacity)
        self._width = width
        self._shape, self._dtype = (samples,), dtype
        self._pixel = samples * dtype.itemsize
        self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115
        weakref.finalize(self, self._file.close)

    def put(self, top: int, left: int, pixels: Array) -> None:
        pixels = np.ascontiguousarray(pixels)
        whole = pixels.shape[1] == self._width
        for first, last in self._coming(top, top + len(pixels)):
            part = pixels[first - top : last - top]
            if whole:
                self._write(part, first, left)
                continue
            for number, row in enumerate(part):
                self._write(row, first + number, left)

    def take(self, top: int, bottom: int, left: int, right: int) -> Array:
        self._held(top, bottom)
        out = np.empty((bottom - top, right - left, *self._shape), self._dtype)
        size = out[0].nbytes
        for number, row in enumerate(out):
            if os.preadv(self._file.fileno(), [row.data], self._at(top + number, left)) != size:
                raise OSError("rows on hold are gone")
        return out

    def _write(self, part: Array, row: int, left: int) -> None:
        view, at = memoryview(part.reshape(-1).view(np.uint8)), self._at(row, left)
        while view.nbytes:
            done = os.pwrite(self._file.fileno(), view, at)
            view, at = view[done:], at + done

    def _at(self, row: int, left: int) -> int:
        return ((row % self._capacity) * self._width + left) * self._pixel
