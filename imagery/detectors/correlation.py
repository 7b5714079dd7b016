"""Phase correlation of many small cells: how far each moved, how far its peak stands out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import fft

from imagery.detectors.base import Bits, Plane

PEAK_SIGMA_PX = 1.0
"""Width of the peak: frequencies above about a quarter of a cycle per pixel are mostly noise."""
CLEAR_PEAK = 7.0
"""Standard deviations above the rest of the surface. The highest of 128 x 128 Gaussian values
stands 4.3 above; the correlation of unrelated ground was measured to reach 6."""
LEAST_STABLE = 0.3
"""Share of a cell that must be comparable."""

Cell = tuple[Plane, Bits | None, Plane, Bits | None]
"""Image, where it is stable, reference, where it is stable; (side, side) each."""
Complexes = NDArray[np.complex64]


@dataclass(frozen=True)
class Votes:
    """``centres``, ``moves`` (cells, 2) as (x, y) in pixels, ``peaks`` in standard deviations."""

    centres: NDArray[np.float64]
    moves: NDArray[np.float64]
    peaks: NDArray[np.float64]

    @property
    def clear(self) -> Bits:
        """Whose peak stands out."""
        chosen: Bits = self.peaks >= CLEAR_PEAK
        return chosen


def votes(
    cells: Sequence[Cell], centres: NDArray[np.float64], around: NDArray[np.float64]
) -> Votes:
    """Return each cell's shift from image to reference (x, y), ``around`` added."""
    image = np.stack([_edges(cell[0], cell[1]) for cell in cells])
    reference = np.stack([_edges(cell[2], cell[3]) for cell in cells])
    surface = _surface(image, reference)
    found = [_peak(one) for one in surface]
    moves = np.array([(x, y) for x, y, _ in found]) + around
    seen = np.array([np.any(a) and np.any(b) for a, b in zip(image, reference, strict=True)])
    return Votes(centres, moves, np.where(seen, [height for *_, height in found], 0.0))


def _edges(plane: Plane, stable: Bits | None) -> Complexes:
    """Gradients at twice their angle under a Hann window, 0 where nothing can be compared."""
    known = np.isfinite(plane) if stable is None else np.isfinite(plane) & stable
    kept = cv2.erode(known.astype(np.uint8), np.ones((7, 7), np.uint8), borderValue=1) > 0
    if kept.mean() < LEAST_STABLE:
        return np.zeros(plane.shape, np.complex64)
    filled = np.where(np.isfinite(plane), plane, 0).astype(np.float32)
    smooth = cv2.GaussianBlur(filled, (5, 5), 1.0)
    slope = cv2.Sobel(smooth, cv2.CV_32F, 1, 0) + 1j * cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    size = np.abs(slope)
    top = float(np.percentile(size[kept], 95))
    if top == 0:
        return np.zeros(plane.shape, np.complex64)
    window = cv2.createHanningWindow(plane.shape[::-1], cv2.CV_32F)
    weight = window * kept * np.minimum(size, top) / np.maximum(size * size, 1e-30)
    edges: Complexes = (slope * slope * weight).astype(np.complex64)
    return edges


def _surface(image: Complexes, reference: Complexes) -> Plane:
    """Phase correlation (cells, side, side) whose true peak is a Gaussian of one pixel."""
    cross = np.conj(fft.fft2(image)) * fft.fft2(reference)
    cross /= np.maximum(np.abs(cross), np.float32(1e-20))
    steps = fft.fftfreq(image.shape[-1]).astype(np.float32)
    one = np.exp(-2 * (np.pi * PEAK_SIGMA_PX * steps) ** 2)
    surface: Plane = fft.ifft2(cross * (one[:, None] * one[None, :])).real
    return surface


def _peak(surface: Plane) -> tuple[float, float, float]:
    """Return the peak's (x, y) and how many standard deviations it stands above the rest."""
    side = surface.shape[0]
    row, col = divmod(int(surface.argmax()), side)
    near = np.roll(surface, (5 - row, 5 - col), (0, 1))
    rest = np.concatenate([near[11:].ravel(), near[:11, 11:].ravel()])
    height = (near[5, 5] - rest.mean()) / max(float(rest.std()), 1e-20)
    x, y = col + _between(near[5, 4:7]), row + _between(near[4:7, 5])
    return _signed(x, side), _signed(y, side), float(height)


def _between(three: Plane) -> float:
    """Return where the Gaussian through three values has its top, -0.5 to 0.5."""
    if three.min() <= 0:
        return 0.0
    left, middle, right = np.log(three.astype(np.float64))
    bend = left - 2 * middle + right
    return 0.0 if bend >= 0 else float(np.clip((left - right) / (2 * bend), -0.5, 0.5))


def _signed(place: float, side: int) -> float:
    return place - side if place > side / 2 else place
