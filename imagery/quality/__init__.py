"""Is a frame good enough to judge by: sharp, well exposed, without glint, not a second copy."""

from __future__ import annotations

from imagery import photo_messages as _messages  # noqa: F401  (registers the words)
from imagery.quality.alike import duplicates, look_hash
from imagery.quality.judging import Quality, judge

__all__ = ["Quality", "duplicates", "judge", "look_hash"]
