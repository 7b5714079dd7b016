"""How much of what was asked could be assessed: read off the mask, in one place for all detectors.

A comparison may have seen less than its mask tells of the image alone, never more.
"""

from __future__ import annotations

import numpy as np

from imagery.detectors.base import NOT_ASSESSED, Bits, Mask
from imagery.detectors.labels import strips
from imagery.detectors.places import Place


def zone_share(mask: Mask, place: Place | None) -> float:
    """Return the share of the zone's ring, or without a zone of the frame, that is not 255.

    What a detector leaves out because it is not its question (land, for algae) is not assessed
    either: nobody may take it for clean.
    """
    return assessed_share(mask, None if place is None else place.ring)


def assessed_share(mask: Mask, of: Bits | None) -> float:
    """Return the assessed share of a mask, or of its pixels ``of``; 0 where there are none."""
    known = count = 0
    for rows in strips(mask):
        asked = None if of is None else of[rows]
        seen = mask[rows] != NOT_ASSESSED
        known += int(np.count_nonzero(seen if asked is None else seen & asked))
        count += seen.size if asked is None else int(np.count_nonzero(asked))
    return known / count if count else 0.0
