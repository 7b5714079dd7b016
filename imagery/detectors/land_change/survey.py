"""Looks at a frame block by block: mask, size of the change and its kind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from geo.errors import Refused
from imagery.detectors import reading
from imagery.detectors.base import NO, NOT_ASSESSED, YES, Bits, Mask, Plane
from imagery.detectors.grid import Frame, blocks, grown
from imagery.detectors.land_change import normal, size
from imagery.detectors.land_change.kinds import Kinds, kinds_of
from imagery.detectors.land_change.normal import Normal, Range, Terms
from imagery.detectors.land_change.params import PARAMS
from imagery.detectors.land_change.size import Cut
from imagery.detectors.pairing import Pair
from imagery.detectors.shapes import EIGHT

HALO = 12
"""Smoothing reaches 4 pixels, gradients 4, the smallest object 4."""
LEAST_KNOWN = 256
"""Pixels without which no noise can be told."""


@dataclass(frozen=True)
class Survey:
    """``mask``, ``size`` (in deviations of unchanged noise) and ``kind`` (rows, cols), the cut."""

    frame: Frame
    mask: Mask
    size: Plane
    kind: Kinds
    cut: Cut

    @property
    def changed(self) -> Bits:
        """Assessed and changed."""
        bits: Bits = self.mask == YES
        return bits

    @property
    def assessed(self) -> Bits:
        """Pixels both dates show."""
        bits: Bits = self.mask != NOT_ASSESSED
        return bits


def survey(pair: Pair, frame: Frame) -> Survey:
    """Normalise on the pair's frame, find the cut there, judge ``frame``.

    Raises
    ------
    Refused
        ``detect.no_overlap``: hardly a pixel is known on both dates.
    """
    pieces = pair.pieces()
    known = sum(
        int(np.isfinite(a).all(0).sum() and np.isfinite(a + b).all(0).sum()) for a, b in pieces
    )
    if known < LEAST_KNOWN:
        raise Refused("detect.no_overlap", file=pair.reference.path.name, what="image")
    norm = normal.fit(pieces, _terms(pair))
    sizes = [size.size_of(norm.difference(*piece)).ravel() for piece in pieces]
    cut = size.cut_of(np.concatenate(sizes), len(pair.roles))
    return _judged(pair, frame, norm, cut)


def _terms(pair: Pair) -> Terms:
    """Residual of the registration, and what resampling blurs, as parts of a pixel."""
    resampled = PARAMS["resampled_px"] if pair.resampled else 0.0
    off = pair.shift.residual_px if pair.shift.trusted else 0.0
    slack = float(np.hypot(max(off, PARAMS["least_slack_px"]), resampled))
    ranges = (Range(*pair.range_of(now=side)) for side in (True, False))
    return Terms(slack, *ranges)


def _judged(pair: Pair, frame: Frame, norm: Normal, cut: Cut) -> Survey:
    mask = reading.allocate(frame.shape, np.uint8, fill=NOT_ASSESSED)
    sizes = reading.allocate(frame.shape, np.float32, fill=np.nan)
    kinds = reading.allocate(frame.shape, np.uint8, fill=0)
    for block in blocks(frame):
        around = grown(block, HALO)
        now, then = pair.read(around)
        change = size.size_of(norm.difference(now, then), most=cut.most)
        judged = _mask(change, cut.threshold)
        inner, outer = block.within(around), block.within(frame)
        mask[outer], sizes[outer] = judged[inner], change[inner]
        kinds[outer] = kinds_of(now, norm.expected(then), pair.roles)[inner]
    return Survey(frame, mask, sizes, kinds, cut)


def _mask(change: Plane, threshold: float) -> Mask:
    """Changed pixels without specks, which are smaller than the halo, so blocks agree."""
    marked = change > threshold
    labels, _ = ndimage.label(marked, EIGHT)
    small = np.bincount(labels.ravel()) < PARAMS["least_px"]
    mask = np.where(marked & ~small[labels], YES, NO).astype(np.uint8)
    mask[~np.isfinite(change)] = NOT_ASSESSED
    return mask
