"""Muddy water: turbidity in FNU from red and infrared, and plumes that stand out of their water.

The glint of sun and sky is taken off with an infrared band, then one-band turbidity (Dogliotti et
al. 2015): on the sample lake's 28 points (1 to 12 NTU) rank correlation .87 with turbidity (.80
with the shortwave band), where the plain ratio (red - green) / (red + green) gives .28. The
figures are of the right size, not calibrated to a place. A plume is twice as turbid as its own
water body's median, above 10 FNU and out of its scatter; a river that is muddy from bank to bank
is no plume. Where it is muddiest and whether it fades from there and from the bank is told; an
outfall itself is not seen.
"""

from __future__ import annotations

import numpy as np

from imagery.detectors import checks, reading
from imagery.detectors.algae.looking import Quantity, look
from imagery.detectors.base import Detection, Plane, SceneInput, Zone
from imagery.detectors.turbidity import params, plume
from imagery.detectors.turbidity.measure import turbidity
from imagery.detectors.turbidity.params import CODE, NAME, NEEDS, PARAMS, RULE, SIGN, VERSION

__all__ = ["NAME", "NEEDS", "PARAMS", "VERSION", "run"]


def run(image: SceneInput, *, reference: SceneInput | None, zone: Zone | None) -> Detection:
    """Map turbid plumes; the index is turbidity in FNU."""
    checks.check_dates(image, reference)
    return look(image, reference, zone, _quantity(image))


def _quantity(image: SceneInput) -> Quantity:
    roles = reading.first_roles(image, NEEDS, detector=NAME)
    weaker = "swir16" not in image.bands
    return Quantity(
        room=params,
        code=CODE,
        sign=SIGN,
        rule=RULE,
        name="turbidity_fnu",
        roles=roles,
        index=turbidity,
        limit=_limit,
        noise=PARAMS["noise_fnu"],
        cap=PARAMS["cap_weaker" if weaker else "cap"],
        flags=("detect.weaker_without_swir",) if weaker else (),
        facts=plume.facts,
    )


def _limit(median: Plane, spread: Plane) -> Plane:
    """Muddy by itself, twice the water body's median, and out of its scatter."""
    noise = np.float32(PARAMS["noise_fnu"])
    out = median + np.float32(PARAMS["noise_factor"]) * np.maximum(spread, noise)
    twice = np.float32(PARAMS["plume_ratio"]) * median
    limit: Plane = np.maximum(np.maximum(out, twice), np.float32(PARAMS["plume_fnu"]))
    return limit
