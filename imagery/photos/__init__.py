"""Single photos of a drone or a phone: where and when they say they were taken, and how sure.

Every value carries its origin; a photo's bytes are parsed in the same child process as rasters.
"""

from __future__ import annotations

from imagery import messages as _messages  # noqa: F401  (registers the words)
from imagery.photos.card import CardFile, CardLimits, open_card
from imagery.photos.facts import PhotoFacts, StoredPhoto
from imagery.photos.taking import take_photo

__all__ = ["CardFile", "CardLimits", "PhotoFacts", "StoredPhoto", "open_card", "take_photo"]
