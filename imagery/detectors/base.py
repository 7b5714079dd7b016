"""What every detector takes and gives: one input, one result, frozen.

A mask holds 0 no, 1 yes, 255 not assessed (the cloud detector's also 2 shadow), on stored pixels;
not assessed is never "no problem".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from imagery.detectors import calibration
from imagery.detectors.calibration import Features

NO, YES, SHADOW, NOT_ASSESSED = 0, 1, 2, 255
CONFIDENCE_CAP = 0.9
"""No detector may be surer than this before reviewers' verdicts have calibrated it."""

Mask = NDArray[np.uint8]
Bits = NDArray[np.bool_]
Plane = NDArray[np.float32]
Detail = dict[str, float | str]
"""Facts for people and the ledger: rule_ref, measured, limit, what could not be seen."""


@dataclass(frozen=True)
class SceneInput:
    """One image as a detector sees it.

    Parameters
    ----------
    path : Path
        A raster that has passed intake.
    bands : mapping of role -> 1-based band number
        Roles as in DESIGN.md §8 (green, nir, red, …).
    scale, offset : float
        reflectance = stored * scale + offset.
    cloud_band : int, optional
        1-based band with the cloud probability in %.
    taken_at : datetime, optional
        Time of capture; a baseline must be older than the image.
    cloud_path : Path, optional
        A cloud mask (0 clear, anything else not) of its own grid.
    companions : mapping of name -> Path
        Other rasters of the same place on grids of their own, passed through intake too:
        ``dnbr`` (NBR before minus after), ``dsm`` and ``dtm`` (elevation in metres).
    overview : int, optional
        Look at the file's own overview of this level (0 the finest) instead of its pixels.
    """

    path: Path
    bands: Mapping[str, int]
    scale: float = 1.0
    offset: float = 0.0
    cloud_band: int | None = None
    taken_at: datetime | None = None
    cloud_path: Path | None = None
    companions: Mapping[str, Path] = field(default_factory=dict)
    overview: int | None = None


@dataclass(frozen=True)
class Zone:
    """Where to look: a WGS-84 polygon, its anchor (inlet or intake), ring radius and rule.

    ``inlet_height_m`` is the inlet's height above the ground under it, ``beside_building``
    whether the station stands beside one (None: not known).
    """

    polygon: Any
    anchor_lonlat: tuple[float, float] | None = None
    radius_m: float | None = None
    rule_id: str | None = None
    inlet_height_m: float | None = None
    beside_building: bool | None = None


@dataclass(frozen=True)
class FindingShape:
    """One object found.

    ``polygon`` is shapely in WGS-84 (None without a CRS), ``pixel_polygon`` shapely in stored
    pixels (x = column, y = row) of the whole image, areas in m², distances in m (NaN if unknown).
    """

    code: str
    sign: str
    polygon: Any
    pixel_polygon: Any
    confidence: float
    area_m2: float
    distance_m: float | None
    assessed_fraction: float
    smallest_object_m: float
    detail: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Detection:
    """What one run of one detector says.

    ``mask`` (rows, cols) covers the window that was read; ``mask_offset`` is that window's
    (row, col) on the stored image and ``mask_transform`` its affine transform in ``crs``. One of
    its pixels stands for ``mask_factor`` x ``mask_factor`` stored ones.
    ``index`` is the continuous quantity behind the mask. ``abstained`` is a code or None.
    """

    detector: str
    version: str
    params: Mapping[str, float]
    assessed_fraction: float
    findings: tuple[FindingShape, ...]
    abstained: str | None
    flags: tuple[str, ...]
    detail: Mapping[str, float | str]
    mask: Mask
    index: Plane
    mask_transform: Any
    crs: Any
    mask_offset: tuple[int, int] = (0, 0)
    mask_factor: int = 1


class Confidence(float):
    """A confidence that remembers what it was made from, so that findings can be calibrated.

    It is a plain number for everybody else. ``features`` is None when the number came from
    elsewhere; rounding or clipping one gives a plain ``float``.
    """

    features: Features | None

    def __new__(cls, value: float, features: Features | None = None) -> Self:
        """Make the number ``value`` with its features."""
        number = super().__new__(cls, value)
        number.features = features
        return number

    def __reduce__(self) -> tuple[Any, ...]:
        return Confidence, (float(self), self.features)


def confidence(
    margin: float,
    size: float,
    assessed: float,
    *,
    season_days: float | None = None,
    bimodality: float | None = None,
    detector: str = "",
    cap: float = CONFIDENCE_CAP,
) -> Confidence:
    """Return how sure a finding is: a share between 0 and ``cap``, never above .9.

    With a fitted model (:mod:`imagery.detectors.calibration`) it is the share of such findings
    that were right on labelled sets; a detector without labelled findings is besides never surer
    than the rule of thumb, which stands alone without a model: ``cap · g · b · (m·s·a)^(1/3)``.

    Parameters
    ----------
    margin : float
        Mean distance from the threshold in units of the threshold or of the detector's typical
        noise; ``m = 1 - exp(-margin)``.
    size : float
        Size over the smallest object that can be told; ``s = 1 - exp(-size / 2)``.
    assessed : float
        ``a``, the assessed share of the zone, 0-1.
    season_days : float, optional
        Days of the year between image and baseline, 0-183
        (:func:`imagery.detectors.checks.season_days`); ``g`` falls from 1 to 1/2 at half a year.
    bimodality : float, optional
        Between-class share of variance (:func:`imagery.detectors.thresholds.bimodality`); ``b``
        is 1/2 for a single Gaussian cut at its mean (2/π) and 1 from .25 above that.
    detector : str
        The detector's name, for its share of right findings.
    cap : float
        Upper bound, never above .9.
    """
    features = Features(
        margin=float(margin),
        size=float(size),
        assessed=float(assessed),
        season_days=None if season_days is None else float(season_days),
        bimodality=None if bimodality is None else float(bimodality),
        detector=detector,
    )
    top, model = min(cap, CONFIDENCE_CAP), calibration.fitted()
    share = _rule_of_thumb(features, top)
    if model is not None:
        learnt = calibration.capped(features, model, top)
        share = learnt if detector in model.counts else min(learnt, share)
    return Confidence(round(share, 3), features)


def _rule_of_thumb(of: Features, top: float) -> float:
    m = 1 - math.exp(-max(of.margin, 0.0))
    s = 1 - math.exp(-max(of.size, 0.0) / 2)
    a = min(max(of.assessed, 0.0), 1.0)
    g = 1 - min(max(of.season_days or 0.0, 0.0), 183.0) / 366
    over = 0.25 if of.bimodality is None else of.bimodality - 2 / math.pi
    b = 0.5 + 2 * min(max(over, 0.0), 0.25)
    return float(top * g * b * (m * s * a) ** (1 / 3))
