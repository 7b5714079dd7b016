"""How coarse a picture must be so that no face and no number plate can be read in it.

Two limits hold together. On the ground a pixel is at least 5 cm: coarser than the 4 cm of "detect"
in EN IEC 62676-4, where a person can be told from a post and no more. On top of anything up to 20 m
high (a person on a roof, a lorry on a ramp), which the camera is nearer to, a pixel is at least
2.5 cm: coarser than the 1.6 cm of "observe", three times coarser than the 0.8 cm of "recognise". A
face of 16 cm is then at most 6 pixels wide, a plate's sign of 9 cm at most 4 pixels high with a
stroke of half a pixel; readers of plates ask for 15 and 2.
"""

from __future__ import annotations

import math

LEAST_GSD_M = 0.05
LEAST_GSD_ON_TOP_M = 0.025
HIGHEST_OBJECT_M = 20.0
NEAREST_M = 5.0
_UNKNOWN_HEIGHT_FACTOR = 2.0


def public_gsd_m(height_m: float | None) -> float:
    """Return the finest ground sampling in metres that may be published.

    Parameters
    ----------
    height_m : float or None
        Of the camera above the ground. From 40 m up the answer is 0.05; below it grows, for
        objects near the camera are seen finer than the ground: 0.125 at 25 m. Objects nearer
        than 5 m to the camera are beyond the promise. None counts as 40 m.
    """
    if height_m is None or not math.isfinite(height_m):
        factor = _UNKNOWN_HEIGHT_FACTOR
    else:
        height = max(height_m, NEAREST_M)
        factor = height / max(height - HIGHEST_OBJECT_M, NEAREST_M)
    return max(LEAST_GSD_M, LEAST_GSD_ON_TOP_M * factor)
