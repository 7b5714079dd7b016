"""Algal bloom in water: the 705 nm peak of chlorophyll where red-edge bands exist, else weaker.

MCI (peak at 705 nm over the line from 665 to 740 nm) ranks the sample lake's 28 measured points
as their chlorophyll does (Spearman .83 on single pixels, .88 on 3 x 3), although none of them is
a bloom (4 to 12 µg/L). A bloom is what stands out of its own water body and is strong by itself,
or is thick everywhere. NDCI is noisier; without red edge only scum at the surface can be seen.
Nothing is claimed where no water is. Sediment lifts 705 nm too: a muddy inflow of the same lake
(12 NTU) is the one place that is marked there.
"""

from __future__ import annotations

import numpy as np

from imagery.detectors import checks, reading
from imagery.detectors.algae import params
from imagery.detectors.algae.looking import Quantity, look
from imagery.detectors.algae.measure import chlorophyll, method_of
from imagery.detectors.algae.params import (
    CODE,
    METHODS,
    NAME,
    NEEDS,
    PARAMS,
    RULE,
    SIGN,
    VERSION,
    Method,
)
from imagery.detectors.base import Detection, Plane, SceneInput, Zone

__all__ = ["NAME", "NEEDS", "PARAMS", "VERSION", "run"]


def run(image: SceneInput, *, reference: SceneInput | None, zone: Zone | None) -> Detection:
    """Map algal bloom; the index is the method's (MCI in reflectance where it can be)."""
    checks.check_dates(image, reference)
    method = method_of(image)
    if method is None:
        strongest, weakest = METHODS[0].roles, METHODS[-1].roles
        raise reading.missing_bands(image, (strongest, weakest), detector=NAME)
    return look(image, reference, zone, _quantity(image, method))


def _quantity(image: SceneInput, method: Method) -> Quantity:
    raised = {
        "detect.weaker_without_red_edge": method.weaker,
        "detect.scum_like_land": "swir16" not in image.bands,
    }
    return Quantity(
        room=params,
        code=CODE,
        sign=SIGN,
        rule=RULE,
        name=method.name,
        roles=method.roles,
        index=lambda planes: chlorophyll(planes, method),
        limit=lambda median, spread: _limit(median, spread, method),
        noise=method.noise,
        cap=method.cap,
        flags=tuple(code for code, is_raised in raised.items() if is_raised),
    )


def _limit(median: Plane, spread: Plane, method: Method) -> Plane:
    """Stands out of its water and is strong by itself; or thick, whatever the water is."""
    out = median + np.float32(PARAMS["noise_factor"]) * np.maximum(spread, method.noise)
    limit: Plane = np.minimum(np.maximum(out, method.bloom), method.thick)
    return limit
