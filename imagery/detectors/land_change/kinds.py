"""What a changed pixel turned into, told from indices before and after in the same units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imagery.detectors.base import Bits, Plane
from imagery.detectors.pairing import Stack

STEP = 0.08
"""Change of a normalised difference that is more than season and haze usually make."""
BRIGHTER = 0.1
DARKER = 0.4
GREY = 0.03
"""Chroma (red minus blue over the sum of the three) below which a surface is grey."""


@dataclass(frozen=True)
class Kind:
    """A direction of change: its sign and issue code, and the words of a finding's detail."""

    sign: str
    code: str
    name: str


KINDS = (
    Kind("SOIL", "ENV-04", "changed ground, kind unknown"),
    Kind("SOIL", "ENV-04", "bare or dry ground"),
    Kind("BLD", "ENV-02", "built-up or bright surface"),
    Kind("SOIL", "ENV-04", "cleared vegetation"),
    Kind("FLOOD", "ENV-10", "new water"),
    Kind("DRY", "INT-04", "water gone"),
    Kind("VEG", "ENV-01", "new vegetation"),
)
OTHER, BARE, BRIGHT, CLEARED, WET, DRIED, GROWN = range(7)

Kinds = NDArray[np.uint8]
_Named = dict[str, Plane]


def kinds_of(now: Stack, then: Stack, roles: tuple[str, ...]) -> Kinds:
    """Return each pixel's kind; ``then`` is the baseline in the image's units."""
    after, before = (dict(zip(roles, np.maximum(one, 1e-6), strict=True)) for one in (now, then))
    light = _ratio(_light(after), _light(before))
    green = _index(_greenness, after, before)
    soil = _index(_soil, after, before)
    wet = _index(_wetness, after, before)
    kind = np.full(now.shape[1:], OTHER, np.uint8)
    kind[light > BRIGHTER] = BRIGHT
    if green is not None:
        rise = green[1] - green[0]
        kind[rise > STEP] = GROWN
        kind[rise < -STEP] = CLEARED
        kind[(rise < -STEP) & (light > BRIGHTER)] = BRIGHT
    if soil is not None:
        lost = (kind == CLEARED) | (kind == BRIGHT)
        kind[lost & (soil[1] > soil[0]) & (_colour(after) > GREY)] = BARE
    if wet is not None:
        kind[(wet[1] > 0) & _darker(after, before)] = WET
        kind[(wet[0] > 0) & _darker(before, after)] = DRIED
    return kind


def _index(formula: Any, after: _Named, before: _Named) -> tuple[Plane, Plane] | None:
    """Return an index before and after, None where its bands are missing."""
    values = formula(before), formula(after)
    return None if values[0] is None else values


def _darker(one: _Named, other: _Named) -> Bits:
    """Whether the infrared fell as only water makes it fall: grey values may have any zero."""
    bands = [role for role in ("nir", "swir16", "swir22") if role in one]
    falls = [_ratio(one[role], other[role]) < -DARKER for role in bands]
    return np.asarray(np.logical_and.reduce(falls))


def _light(of: _Named) -> Plane:
    visible = [of[role] for role in ("blue", "green", "red") if role in of]
    chosen = visible or list(of.values())
    return np.asarray(np.mean(chosen, axis=0))


def _ratio(one: Plane, other: Plane) -> Plane:
    return np.asarray((one - other) / np.maximum(other, 1e-6))


def _difference(of: _Named, one: str, other: str) -> Plane | None:
    if one not in of or other not in of:
        return None
    return np.asarray((of[one] - of[other]) / (of[one] + of[other]))


def _greenness(of: _Named) -> Plane | None:
    """NDVI, else the excess green of chromaticities."""
    ndvi = _difference(of, "nir", "red")
    if ndvi is None and {"red", "green", "blue"} <= set(of):
        total = of["red"] + of["green"] + of["blue"]
        return np.asarray((2 * of["green"] - of["red"] - of["blue"]) / total)
    return ndvi


def _wetness(of: _Named) -> Plane | None:
    """NDWI (McFeeters 1996)."""
    return _difference(of, "green", "nir")


def _soil(of: _Named) -> Plane | None:
    """BSI (Rikimaru 2002) where its bands are there, else redness of the visible bands."""
    if {"swir16", "red", "nir", "blue"} <= set(of):
        dry, moist = of["swir16"] + of["red"], of["nir"] + of["blue"]
        return np.asarray((dry - moist) / (dry + moist))
    if "swir16" in of and "nir" in of:
        return _difference(of, "swir16", "nir")
    return _difference(of, "red", "blue") if "blue" in of else _difference(of, "red", "green")


def _colour(of: _Named) -> Plane:
    """Redness that tells soil from grey roofs and concrete; 1 where it cannot be seen."""
    if {"red", "green", "blue"} <= set(of):
        return np.asarray((of["red"] - of["blue"]) / (of["red"] + of["green"] + of["blue"]))
    return np.ones_like(next(iter(of.values())))
