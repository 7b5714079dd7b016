"""Takes every uploaded raster in: limits, a child process, our own COGs; only then is it opened.

The bytes of an upload are parsed in a child process with limits; what it hands back are pixels
in a file of our own making, without any of the input's text.
"""

from __future__ import annotations

from imagery import messages as _messages  # noqa: F401  (registers the words)
from imagery.intake.facts import Stored
from imagery.intake.taking import take_in
from imagery.limits import Limits

__all__ = ["Limits", "Stored", "take_in"]
