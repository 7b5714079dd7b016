"""What a plume looks like: where it is muddiest, how it fades, whether it comes from the bank."""

from __future__ import annotations

import numpy as np
from pyproj import Transformer
from scipy import ndimage
from scipy.stats import spearmanr

from imagery.detectors.algae.survey import Survey
from imagery.detectors.base import NOT_ASSESSED, Detail, Plane
from imagery.detectors.grid import WGS84, clipped, grown
from imagery.detectors.patches import Ground
from imagery.detectors.shapes import EIGHT, Component

CLEAR_FADING = -0.4
"""Rank correlation of turbidity with the distance from the muddiest place: a gradient."""
BANK_PX = 2


def facts(seen: Survey, part: Component, ground: Ground) -> Detail:
    """Return peak, its place, gradient along the plume and whether the bank is at its edge."""
    crop = np.where(part.bits, seen.index[part.frame.within(seen.frame)], np.nan)
    smooth = ndimage.uniform_filter(np.where(part.bits, crop, np.nanmedian(crop)), 3)
    peak = np.unravel_index(int(np.argmax(np.where(part.bits, smooth, -np.inf))), crop.shape)
    row, col = (int(place) for place in peak)
    rows, cols = np.nonzero(part.bits)
    step = ground.step_m if np.isfinite(ground.step_m).all() else (1.0, 1.0)
    away = np.hypot((rows - row) * step[1], (cols - col) * step[0])
    return {
        "peak_fnu": round(float(smooth[row, col]), 1),
        **_fading(crop[part.bits], away),
        "at_bank": "yes" if _at_bank(seen, part) else "no",
        **_position(part.frame.row + row, part.frame.col + col, ground),
    }


def _fading(values: Plane, away: Plane) -> Detail:
    if np.ptp(values) == 0 or np.ptp(away) == 0:
        return {}
    rank = float(spearmanr(values, away).statistic)
    return {"fading": round(rank, 2), "gradient": "yes" if rank <= CLEAR_FADING else "no"}


def _at_bank(seen: Survey, part: Component) -> bool:
    """Whether what is no open water lies within two pixels."""
    around = clipped(grown(part.frame, BANK_PX), seen.frame)
    bits = np.zeros(around.shape, bool)
    bits[part.frame.within(around)] = part.bits
    near = ndimage.binary_dilation(bits, EIGHT, iterations=BANK_PX)
    return bool((seen.mask[around.within(seen.frame)][near] == NOT_ASSESSED).any())


def _position(row: int, col: int, ground: Ground) -> Detail:
    if ground.crs is None:
        return {}
    x, y = ground.affine @ (col + 0.5, row + 0.5)
    lon, lat = Transformer.from_crs(ground.crs, WGS84, always_xy=True).transform(x, y)
    return {"peak_lon": round(lon, 6), "peak_lat": round(lat, 6)}
