"""How small a thing an image can show: from the table of visible signs and the pixel's size."""

from __future__ import annotations

import math

from geo.signs import Sight, sights, signs


def smallest_object_m(sign: str, gsd_m: float) -> float:
    """Return the side in metres of the smallest object of a sign that can be told.

    The larger of the sign's own minimum (the table's drone column: finer pixels do not make a
    crown smaller) and as many pixels as the table asks for. That number is read off the table
    (its size over its pixel size, at 5 cm, 0.8 m and 10 m) and interpolated on a logarithmic
    scale between these; beyond the last kind of image that shows the sign it stays.

    Parameters
    ----------
    sign : str
        A code of ``visible_signs.csv``.
    gsd_m : float
        Ground metres of a pixel; NaN (unknown) gives NaN.

    Raises
    ------
    KeyError
        No such sign.
    """
    sizes = sights()[sign].sizes
    if not math.isfinite(gsd_m):
        return math.nan
    (finest, own), (coarsest, largest) = sizes[0], sizes[-1]
    if gsd_m <= finest:
        return own
    if gsd_m >= coarsest:
        return largest * gsd_m / coarsest
    lower = max(pair for pair in sizes if pair[0] <= gsd_m)
    upper = min(pair for pair in sizes if pair[0] > gsd_m)
    share = math.log(gsd_m / lower[0]) / math.log(upper[0] / lower[0])
    return math.exp((1 - share) * math.log(lower[1]) + share * math.log(upper[1]))


def sees(sign: str, gsd_m: float) -> bool:
    """Return whether pixels of this size can show the sign at all.

    They cannot from the pixel size on at which the table says so, and not where the smallest
    object would be wider than the whole zone (a disc of ``zone_m``). An unknown pixel size is no
    reason to keep still: say ``detect.gsd_unknown``.
    """
    if not math.isfinite(gsd_m):
        return True
    sight: Sight = sights()[sign]
    zone_m = next(row.zone_m for row in signs() if row.sign == sign)
    return gsd_m < sight.blind_from_m and smallest_object_m(sign, gsd_m) <= 2 * zone_m
