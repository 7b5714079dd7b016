"""Oblique: two crossing sets of passes, the camera looking ahead and down.

Neighbouring passes are flown to and fro, so walls, trees and roofs are seen from four sides. Each
pass begins and ends behind the ground it is for, by the distance at which the camera looks.
"""

from __future__ import annotations

from collections.abc import Sequence

from shapely.geometry import Polygon

from geo.mission.area import Area, blocks
from geo.mission.lines import Line, lines, lines_along
from geo.mission.optics import View
from geo.mission.route import XY, Leg, leg_of


def legs(
    area: Area, view: View, spacing: tuple[float, float], keep_off: Sequence[XY]
) -> list[list[Leg]]:
    """Return the legs of each block, first along its best direction, then across."""
    return [
        [
            leg
            for passes in _crossing(block, spacing, keep_off)
            for leg in _legs(passes, view, spacing)
        ]
        for block in blocks(area.ground, view.width_m)
    ]


def _crossing(
    block: Polygon, spacing: tuple[float, float], keep_off: Sequence[XY]
) -> tuple[list[Line], list[Line]]:
    every, apart = spacing
    along = lines(block, apart, every, keep_off)
    across = lines_along(block, along[0].yaw_deg + 90, apart, every, keep_off)
    return along, across


def _legs(passes: Sequence[Line], view: View, spacing: tuple[float, float]) -> list[Leg]:
    back = (view.near_m + view.far_m) / 2
    return [
        leg_of(line, every_m=spacing[0], pitch_deg=view.pitch_deg, back_m=back) for line in passes
    ]
