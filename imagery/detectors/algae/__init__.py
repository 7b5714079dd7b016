"""Algae at the surface: the height of the red-edge peak (MCI), else NDCI, else NDVI on water.

MCI is the reflectance at 704 nm over the line from 665 to 740 nm (Gower et al. 2005), NDCI the
normalised difference of 705 and 665 nm (Mishra and Mishra 2012). On the sample's lake MCI ranks
28 water samples as chlorophyll does (Spearman .83 at single pixels); that lake holds no bloom, and
none is reported there. Without a red-edge band only scum that is bright in near infrared shows:
said with the result, and confidence stays under .5. What lies deeper, or under cloud, is not seen.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from imagery.detectors import checks, indices, surface
from imagery.detectors.algae.params import (
    CODE,
    EDGE_NM,
    NAME,
    NEEDS,
    PARAMS,
    PEAK,
    PEAK_NM,
    PLAIN,
    RATIO,
    RED_NM,
    RULE,
    SIGN,
    VERSION,
)
from imagery.detectors.base import Bits, Detection, Plane, SceneInput, Zone
from imagery.detectors.wateranalysis import Body, Method, Planes, look

__all__ = ["NAME", "NEEDS", "PARAMS", "VERSION", "run"]


def run(image: SceneInput, *, reference: SceneInput | None, zone: Zone | None) -> Detection:
    """Map blooms; ``reference`` is not used: a bloom is judged on one date."""
    checks.check_dates(image, reference)
    roles = surface.roles_of(image, (PEAK, RATIO, PLAIN), detector=NAME)
    return look(image, zone, _method(roles))


def _method(roles: tuple[str, ...]) -> Method:
    """Choose the strongest index that the bands allow."""
    if set(PEAK) <= set(roles):
        return _made(roles, "mci", peak_height, close=True)
    if set(RATIO) <= set(roles):
        return _made(roles, "ndci", _ndci)
    return _made(roles, "ndvi", _ndvi, weak=True, close=True)


def _made(
    roles: tuple[str, ...],
    index: str,
    quantity: Callable[[Planes], Plane],
    *,
    weak: bool = False,
    close: bool = False,
) -> Method:
    limit = np.float32(PARAMS[f"bloom_{index}"])

    def present(values: Plane, _planes: Planes, _body: Body) -> Bits:
        return np.asarray(values > limit)

    def margin(values: Plane, body: Body) -> Plane:
        return np.asarray((values - limit) / body.sigma, np.float32)

    return Method(
        name=NAME,
        version=VERSION,
        code=CODE,
        sign=SIGN,
        rule=RULE,
        params=PARAMS,
        roles=roles,
        quantity=quantity,
        present=present,
        margin=margin,
        close=close,
        flags=("detect.weaker_without_red_edge",) if weak else (),
        cap=PARAMS["cap_weak" if weak else "cap"],
        detail={"index": index, "limit": float(PARAMS[f"bloom_{index}"])},
    )


def peak_height(planes: Planes) -> Plane:
    """Return MCI: reflectance at 704 nm over the line from 665 to 740 nm."""
    red, edge = planes["red"], planes["rededge740"]
    line = red + (edge - red) * ((PEAK_NM - RED_NM) / (EDGE_NM - RED_NM))
    height: Plane = planes["rededge705"] - line
    return height


def _ndci(planes: Planes) -> Plane:
    index: Plane = indices.compute("NDCI", RE1=planes["rededge705"], R=planes["red"])
    return index


def _ndvi(planes: Planes) -> Plane:
    near = next(role for role in surface.NEAR if role in planes)
    index: Plane = indices.compute("NDVI", N=planes[near], R=planes["red"])
    return index
