"""Grid: parallel passes straight down, to and fro, along the cheapest direction."""

from __future__ import annotations

from collections.abc import Sequence

from geo.mission.area import Area, blocks
from geo.mission.lines import lines
from geo.mission.optics import View
from geo.mission.route import XY, Leg, leg_of


def legs(
    area: Area, view: View, spacing: tuple[float, float], keep_off: Sequence[XY]
) -> list[list[Leg]]:
    """Return the legs of each block of the area."""
    every, apart = spacing
    return [
        [
            leg_of(line, every_m=every, pitch_deg=view.pitch_deg)
            for line in lines(block, apart, every, keep_off)
        ]
        for block in blocks(area.ground, view.width_m)
    ]
