"""What the planner is told beside the area: the ground, the inlets, the wind, the take-off."""

from __future__ import annotations

from dataclasses import dataclass

from geo.crs import LonLat
from geo.mission.terrain import Terrain


@dataclass(frozen=True, kw_only=True)
class Site:
    """Circumstances of a mission; all optional.

    Attributes
    ----------
    terrain : Terrain or None
        With it the aircraft follows the ground and true heights are known.
    inlets : tuple of (lon, lat)
        Air inlets: no stop or turn within 30 m, no pass right overhead where it can be helped.
    home : (lon, lat) or None
        Take-off point; without it the first waypoint.
    wind_m_s : float or None
        Expected wind.
    strip_width_m : float
        Width of a strip that is given as a line.
    """

    terrain: Terrain | None = None
    inlets: tuple[LonLat, ...] = ()
    home: LonLat | None = None
    wind_m_s: float | None = None
    strip_width_m: float = 50.0
