"""The templates: each turns an area and a view into groups of legs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from geo.mission.area import Area
from geo.mission.model import Template
from geo.mission.optics import View
from geo.mission.route import XY, Leg
from geo.mission.templates import grid, oblique, orbit, strip

Layout = Callable[[Area, View, tuple[float, float], Sequence[XY]], list[list[Leg]]]
"""(area, view, (metres between photos, between lines), points to keep off) -> groups of legs."""

LAYOUTS: Mapping[Template, Layout] = MappingProxyType(
    {"grid": grid.legs, "orbit": orbit.legs, "oblique": oblique.legs, "strip": strip.legs}
)
PITCH_DEG: Mapping[Template, float] = MappingProxyType(
    {"grid": -90.0, "orbit": -45.0, "oblique": -60.0, "strip": -90.0}
)
