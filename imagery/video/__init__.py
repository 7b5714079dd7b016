"""Videos of a flight: frames sampled in the child process, each with its place from the log."""

from __future__ import annotations

from imagery import log_messages as _log_messages  # noqa: F401  (registers the words)
from imagery import messages as _messages  # noqa: F401
from imagery.video.pairing import PlacedFrame, companion, paired
from imagery.video.sampling import Frame, is_video, sampled

__all__ = ["Frame", "PlacedFrame", "companion", "is_video", "paired", "sampled"]
