"""The optical bands that two scenes share."""

from __future__ import annotations

from geo.errors import Refused
from imagery.detectors import reading
from imagery.detectors.base import SceneInput
from imagery.detectors.land_change.params import NAME, NEEDS

OPTICAL = (
    "coastal",
    "blue",
    "green",
    "red",
    "rededge705",
    "rededge740",
    "rededge783",
    "nir",
    "nir08",
    "swir16",
    "swir22",
)


def common_roles(image: SceneInput, reference: SceneInput | None) -> tuple[str, ...]:
    """Return the optical bands that can be compared; at least two.

    Raises
    ------
    Refused
        ``detect.missing_bands`` (the image has too few), ``detect.no_common_bands``.
    """
    own = tuple(role for role in OPTICAL if role in image.bands)
    if len(own) < 2:
        raise reading.missing_bands(image, NEEDS, detector=NAME)
    if reference is None:
        return own
    common = tuple(role for role in own if role in reference.bands)
    if len(common) < 2:
        raise Refused(
            "detect.no_common_bands",
            image=", ".join(own),
            reference=", ".join(sorted(reference.bands)) or "-",
        )
    return common
