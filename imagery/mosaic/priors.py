"""What was recorded, and how far it is believed: it holds the block where ties cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from imagery.mosaic.known import Known
from imagery.mosaic.layout import Layout
from imagery.mosaic.pose import unwrapped

_YAW_SIGMA = np.radians(5)
_YAW_TRUSTED, _YAW_TRUSTED_MOST = np.radians(15), np.radians(60)
_ENOUGH_FRAMES, _FAR = 6, 3.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Priors:
    """What was recorded, flips undone, with its sigma; headings without trust have none."""

    xy: Floats
    told_sigma: Floats
    xy_sigma: Floats
    yaw: Floats
    yaw_weight: Floats
    log_height: Floats


def priors_of(known: Sequence[Known], layout: Layout, chosen: Sequence[int]) -> Priors:
    """Return the priors of the chosen frames; ``known`` are these frames in the same order."""
    told = np.array([np.nan if (yaw := k.levelled.yaw_rad) is None else yaw for k in known])
    seen = layout.yaw[list(chosen)]
    off = unwrapped(told - seen)
    turned = np.abs(off) > np.pi / 2
    off = np.where(turned, unwrapped(off + np.pi), off)
    room = np.minimum(_YAW_TRUSTED + 2 * layout.north_sigma[list(chosen)], _YAW_TRUSTED_MOST)
    trusted = np.abs(off) < room
    # recorded headings share one compass: together they weigh as one
    weight = np.where(trusted, 1 / (_YAW_SIGMA * np.sqrt(max(trusted.sum(), 1))), 0.0)
    sigma = np.array([k.sigma_m for k in known])
    return Priors(
        np.array([k.xy for k in known]),
        sigma,
        sigma,
        np.where(trusted, seen + np.where(trusted, off, 0.0), seen),
        weight,
        np.log([k.height for k in known]),
    )


def reweighed(priors: Priors, xy: Floats) -> Priors:
    """Weigh the recorded positions by how well they fit.

    All of them, because that decides between them and the heights; and each, so that one wrong
    place does not pull its neighbours along.
    """
    n = len(priors.xy)
    off = np.abs(xy - priors.xy) / priors.told_sigma[:, None]
    factor = 1.0
    if n >= _ENOUGH_FRAMES:
        factor = float(np.median(off)) / 0.6745 * np.sqrt(2 * n / (2 * n - 4))
    sigma = priors.told_sigma * np.clip(factor, 0.2, 2.5)
    far = np.hypot(*off.T) * priors.told_sigma / sigma / _FAR
    return replace(priors, xy_sigma=sigma * np.sqrt(1 + np.square(far)))
