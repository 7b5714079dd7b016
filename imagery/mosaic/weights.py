"""How much of which frame a place takes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats32 = NDArray[np.float32]


def blended(far: Floats32, alpha: Floats32, feather: float) -> Floats32:
    """Return weights (layers, …) that sum to 1 where any frame sees the place, else to 0.

    The nearest nadir wins; one less than ``feather`` farther shares. Towards its own edge
    (``alpha`` from 1 to 0) a frame lets the next one through, so edges fade as seams do.

    Parameters
    ----------
    far : (layers, …) float32
        Metres from each frame's nadir.
    alpha : (layers, …) float32
        0 outside the frame, 1 well inside.
    """
    nearest = np.where(alpha > 0, far, np.inf).min(axis=0)
    nearest = np.where(np.isfinite(nearest), nearest, 0)
    weight = np.clip(1 - (far - nearest) / feather, 0, 1)
    for i in range(len(far)):
        through = np.ones_like(weight[i])
        for j in range(len(far)):
            if i != j:
                through *= np.where(far[j] < far[i], 1 - alpha[j], 1)
        np.maximum(weight[i], through, out=weight[i])
    weight *= alpha
    total = weight.sum(axis=0)
    weight /= np.where(total > 0, total, 1)
    return np.asarray(weight, np.float32)
