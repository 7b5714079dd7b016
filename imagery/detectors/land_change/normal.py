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
_TINY = 1e-9


@dataclass(frozen=True)
class Normal:
    """``gain``, ``offset``, ``noise`` (bands,) and ``edges`` (bands, 3) for x, y and Laplacian.

    ``noise`` is the deviation of unchanged pixels in the image's own units.
    """

    gain: Floats
    offset: Floats
    edges: Floats
    noise: Floats

    def expected(self, then: Stack) -> Stack:
        """Return the baseline in the image's units; beside no data without its edge terms."""
        plain = then * self.gain[:, None, None] + self.offset[:, None, None]
        for band, weights in enumerate(self.edges):
            for weight, part in zip(weights, _edges(then[band]), strict=True):
                plain[band] += weight * np.nan_to_num(part)
        return np.asarray(plain, np.float32)

    def difference(self, now: Stack, then: Stack) -> Stack:
        """Return image minus expected image in units of the noise; NaN where either is."""
        return np.asarray((now - self.expected(then)) / self.noise[:, None, None], np.float32)


def fit(pairs: Sequence[tuple[Stack, Stack]]) -> Normal:
    """Fit the normalisation on pieces (image, baseline) of a scene, NaN where there is no data."""
    now, then = (
        _columns([_smooth(one) for one, _ in pairs]),
        _columns([_smooth(b) for _, b in pairs]),
    )
    raw_now, raw_then = _columns([one for one, _ in pairs]), _columns([b for _, b in pairs])
    parts = np.stack(
        [
            np.concatenate([p.reshape(3, -1) for p in side], axis=1)
            for side in zip(*[[_edges(band) for band in b] for _, b in pairs], strict=True)
        ]
    )
    known = np.isfinite(now).all(0) & np.isfinite(then).all(0) & np.isfinite(parts).all((0, 1))
    known &= np.isfinite(raw_now).all(0) & np.isfinite(raw_then).all(0)
    now, then, raw_now, raw_then = (p[:, known] for p in (now, then, raw_now, raw_then))
    gain, offset, kept = _gains(now, then)
    rest = raw_now - gain[:, None] * raw_then - offset[:, None]
    edges = np.array(
        [
            _least_squares(part[:, known][:, kept], left[kept])
            for part, left in zip(parts, rest, strict=True)
        ]
    )
    rest -= np.einsum("bk,bkn->bn", edges, parts[:, :, known])
    spread = GAUSSIAN_SIGMA * np.median(
        np.abs(rest - np.median(rest, axis=1, keepdims=True)), axis=1
    )
    least = PARAMS["least_noise"] * now.std(axis=1)
    return Normal(
        gain,
        offset + np.median(rest[:, kept], axis=1),
        edges,
        np.maximum(np.maximum(spread, least), _TINY),
    )


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


def _smooth(stack: Stack) -> Stack:
    sigma = PARAMS["fit_sigma_px"]
    return np.stack([ndimage.gaussian_filter(plane, sigma, mode="nearest") for plane in stack])


def _columns(stacks: Sequence[Stack]) -> Floats:
    return np.concatenate([one.reshape(len(one), -1) for one in stacks], axis=1).astype(np.float64)
