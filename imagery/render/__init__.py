"""Generated imagery with exact truth: for the demo without sample data, and for tests.

Nothing here pretends to be a measurement: every file names this renderer as its software. Same
seed, same bytes.
"""

from __future__ import annotations

from imagery.render.card import Card, Frame, drone_card
from imagery.render.ortho import Ortho, orthomosaic
from imagery.render.planted import Planted
from imagery.render.satellite import Pair, satellite_pair

__all__ = [
    "Card",
    "Frame",
    "Ortho",
    "Pair",
    "Planted",
    "drone_card",
    "orthomosaic",
    "satellite_pair",
]
