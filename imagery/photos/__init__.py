"""Single photos of a drone or a phone: where and when they say they were taken, and how sure.

Every value carries its origin; a photo's bytes are parsed in the same child process as rasters.
"""

from __future__ import annotations

from imagery import messages as _messages  # noqa: F401  (registers the words)
from imagery import photo_messages as _photo_messages  # noqa: F401
from imagery.photos.card import CardFile, CardLimits, open_card
from imagery.photos.facts import PhotoFacts, StoredPhoto
from imagery.photos.footprint import Ground, ground, ground_of
from imagery.photos.pose import Lens, Pose
from imagery.photos.taking import take_photo
from imagery.photos.terrain import Terrain

__all__ = [
    "CardFile",
    "CardLimits",
    "Ground",
    "Lens",
    "PhotoFacts",
    "Pose",
    "StoredPhoto",
    "Terrain",
    "ground",
    "ground_of",
    "open_card",
    "take_photo",
]
