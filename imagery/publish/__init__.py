"""Public copies: pictures and positions that may leave the house.

A public copy is decoded and encoded anew (no EXIF, XMP, colour profile, thumbnail or name
survives), reduced until no face and no number plate can be read, and its position is rounded.
Method and limits: :func:`public_copy`, ADR 0020.
"""

from __future__ import annotations

from imagery import publish_messages as _messages  # noqa: F401  (registers the words)
from imagery.publish.copying import PublicCopy, Scale, public_copy
from imagery.publish.places import public_lonlat, public_place
from imagery.publish.scale import LEAST_GSD_M, public_gsd_m

__all__ = [
    "LEAST_GSD_M",
    "PublicCopy",
    "Scale",
    "public_copy",
    "public_gsd_m",
    "public_lonlat",
    "public_place",
]
