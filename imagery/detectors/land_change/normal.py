"""Relative normalisation: the baseline as it would look under the image's light and sensor.

Per band one gain and one offset, fitted on the least-changed half of the pixels and iterated, so
that change does not bend them. Gains compare smoothed planes: the spread of raw ones holds noise,
which would stretch the gain. What is left of a shift of parts of a pixel and of unequal sharpness
is, to first order, gradient and Laplacian of the baseline; it is fitted and taken away too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from imagery.detectors.base import Bits, Plane
from imagery.detectors.land_change.params import PARAMS
from imagery.detectors.pairing import Stack
from imagery.detectors.thresholds import GAUSSIAN_SIGMA

Floats = NDArray[np.float64]
_TINY, _FEW = 1e-9, 256


@dataclass(frozen=True)
class Range:
    """The least and the greatest value a file's type can hold and its step, in scaled units."""

    least: float
    most: float
    step: float

    def clipped(self, stack: Stack) -> Stack:
        """Return 1 where values are cut off at the top, -1 at the bottom, else 0."""
        top, bottom = stack >= self.most - self.step, stack <= self.least + self.step
        return np.asarray(top, np.float32) - np.asarray(bottom, np.float32)


OPEN = Range(-np.inf, np.inf, 0.0)


@dataclass(frozen=True)
class Normal:
    """``gain``, ``offset``, ``noise`` (bands,) and ``edges`` (bands, 3) for x, y and Laplacian.

    ``noise`` is the deviation of unchanged pixels in the image's own units.
    """

    gain: Floats
    offset: Floats
    edges: Floats
    noise: Floats
    slack_px: float = 0.0
    now_range: Range = OPEN
    then_range: Range = OPEN

    def expected(self, then: Stack) -> Stack:
        """Return the baseline in the image's units; beside no data without its edge terms."""
        plain = then * self.gain[:, None, None] + self.offset[:, None, None]
        for band, weights in enumerate(self.edges):
            for weight, part in zip(weights, _edges(then[band]), strict=True):
                plain[band] += weight * np.nan_to_num(part)
        return np.asarray(plain, np.float32)

    def difference(self, now: Stack, then: Stack) -> Stack:
        """Return image minus expected image in units of the noise; NaN where either is.

        At an edge what ``slack_px`` of a pixel of misplacement makes is noise too, and a value at
        the end of its file's range says only "so much or more".
        """
        expected = self.expected(then)
        rest = now - expected
        told = self.now_range.clipped(now) * rest >= 0
        told &= self.then_range.clipped(then) * rest <= 0
        slack = self.slack_px * np.stack([_half_range(plane) for plane in expected])
        noise = np.hypot(self.noise[:, None, None], np.nan_to_num(slack))
        sizes = np.where(told | ~np.isfinite(rest), rest / noise, 0)
        return np.asarray(sizes, np.float32)


@dataclass(frozen=True)
class Terms:
    """What a fit needs to know of a pair besides its pixels."""

    slack_px: float = 0.0
    now_range: Range = OPEN
    then_range: Range = OPEN


def fit(pieces: Sequence[tuple[Stack, Stack]], terms: Terms | None = None) -> Normal:
    """Fit the normalisation on pieces (image, baseline) of a scene, NaN where there is no data."""
    terms = Terms() if terms is None else terms
    sides = [_whole(now, then, terms) for now, then in pieces]
    now, then = (_columns([side[number] for side in sides]) for number in (0, 1))
    soft_now, soft_then = (_columns([_smooth(s[number]) for s in sides]) for number in (0, 1))
    edges = np.concatenate(
        [np.stack([_edges(band).reshape(3, -1) for band in side[1]]) for side in sides], axis=2
    )
    known = np.isfinite(soft_now + soft_then).all(axis=0) & np.isfinite(edges).all(axis=(0, 1))
    if known.sum() < _FEW:
        known = np.isfinite(now + then).all(axis=0)
        soft_now, soft_then, edges = now, then, np.zeros_like(edges)
    gain, offset, kept = _gains(soft_now[:, known], soft_then[:, known])
    rest = (now - gain[:, None] * then - offset[:, None])[:, known]
    weights = np.array(
        [
            _least_squares(part[:, kept], left[kept])
            for part, left in zip(edges[:, :, known], rest, strict=True)
        ]
    )
    rest -= np.einsum("bk,bkn->bn", weights, edges[:, :, known])
    centre = np.median(rest, axis=1)
    spread = GAUSSIAN_SIGMA * np.median(np.abs(rest - centre[:, None]), axis=1)
    noise = np.maximum(spread, PARAMS["least_noise"] * now[:, known].std(axis=1)) + _TINY
    offset = offset + np.median(rest[:, kept], axis=1)
    return Normal(gain, offset, weights, noise, terms.slack_px, terms.now_range, terms.then_range)


def _whole(now: Stack, then: Stack, terms: Terms) -> tuple[Stack, Stack]:
    """Leave out pixels that one of the files cut off."""
    cut = (terms.now_range.clipped(now) != 0) | (terms.then_range.clipped(then) != 0)
    bad = cut.any(axis=0)
    return np.where(bad, np.nan, now).astype(np.float32), then


def _gains(now: Floats, then: Floats) -> tuple[Floats, Floats, Bits]:
    kept = np.ones(now.shape[1], bool)
    for _ in range(int(PARAMS["iterations"]) + 1):
        one, other = now[:, kept], then[:, kept]
        gain = (one.std(axis=1) + _TINY) / (other.std(axis=1) + _TINY)
        offset = one.mean(axis=1) - gain * other.mean(axis=1)
        rest = now - gain[:, None] * then - offset[:, None]
        noise = np.median(np.abs(rest[:, kept]), axis=1) + _TINY
        change = ((rest / noise[:, None]) ** 2).sum(axis=0)
        kept = change <= np.quantile(change, PARAMS["kept_share"])
    return gain, offset, kept


def _least_squares(parts: Floats, left: Floats) -> Floats:
    """Weights of the (3, n) parts in what is left; tiny ridge for planes without edges."""
    gram = parts @ parts.T
    gram += np.eye(3) * (_TINY + 1e-6 * np.trace(gram))
    return np.asarray(np.linalg.solve(gram, parts @ (left - np.median(left))))


def _edges(plane: Plane) -> Stack:
    """Return d/dx, d/dy and the Laplacian (3, rows, cols), gently smoothed."""
    soft = ndimage.gaussian_filter(plane, 0.7, mode="nearest")
    down, right = np.gradient(soft)
    return np.stack([right, down, ndimage.laplace(soft, mode="nearest")]).astype(np.float32)


def _half_range(plane: Plane) -> Plane:
    """Half of the spread inside 3 x 3 pixels: about what one pixel of displacement changes."""
    high, low = (
        f(plane, 3, mode="nearest") for f in (ndimage.maximum_filter, ndimage.minimum_filter)
    )
    return np.asarray((high - low) / 2)


def _smooth(stack: Stack) -> Stack:
    sigma = PARAMS["fit_sigma_px"]
    return np.stack([ndimage.gaussian_filter(plane, sigma, mode="nearest") for plane in stack])


def _columns(stacks: Sequence[Stack]) -> Floats:
    return np.concatenate([one.reshape(len(one), -1) for one in stacks], axis=1).astype(np.float64)
