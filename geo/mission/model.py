"""What a mission is made of: cameras, shots, waypoints and the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shapely.geometry import MultiPolygon

from geo.crs import LonLat

Template = Literal["grid", "orbit", "oblique", "strip"]
Action = Literal["fly", "photo", "start", "stop"]


@dataclass(frozen=True, kw_only=True)
class Camera:
    """One row of ``cameras.csv``: a camera on its aircraft.

    ``minutes`` is the maker's flight time of one battery; ``interval_s`` the least time between
    two photos; ``wpml`` the four numbers of DJI's mission files (drone, its variant, payload, its
    position), None where they are not known.
    """

    name: str
    title: str
    sensor_mm: tuple[float, float]
    focal_mm: float
    size: tuple[int, int]
    interval_s: float
    minutes: float
    speed_m_s: float
    wind_m_s: float
    wpml: tuple[int, int, int, int] | None
    source: str
    certainty: str

    @property
    def focal_px(self) -> float:
        """Focal length in pixels across the frame's width."""
        return self.focal_mm / self.sensor_mm[0] * self.size[0]


@dataclass(frozen=True, kw_only=True)
class Waypoint:
    """Where the aircraft is told to be, in the order of flight.

    ``height_m`` is above the take-off point (what the files carry), ``agl_m`` above the ground
    below. ``action``: ``photo`` stops and takes one; ``start`` begins a photo every ``every_m``
    metres of way, ``stop`` ends it; ``fly`` is none. ``yaw_deg`` is the nose's, clockwise from
    north; ``pitch_deg`` the gimbal's, -90 straight down. ``turn`` says the aircraft
    stops here; ``target`` is the ground in the middle of a single photo.
    """

    lonlat: LonLat
    height_m: float
    agl_m: float
    yaw_deg: float
    pitch_deg: float
    action: Action = "fly"
    every_m: float = 0.0
    turn: bool = True
    target: LonLat | None = None


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One planned photo: where from, where to, and the ground it should show.

    ``footprint`` holds (lon, lat) corners of the ground seen at the required GSD, empty where
    there is none.
    """

    lonlat: LonLat
    agl_m: float
    yaw_deg: float
    pitch_deg: float
    footprint: tuple[LonLat, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Mission:
    """A flight that can be written to a file and flown.

    Attributes
    ----------
    waypoints, shots : tuple
        In the order of flight.
    photos : int
        Photos planned.
    length_m, time_s : float
        Way from take-off to landing and its duration, climbs and turns included.
    batteries : int
        Batteries needed with 30 % left in each.
    coverage : float
        Share of the area shown by the planned photos' footprints at ``gsd_m``, 0 to 1.
    gaps : MultiPolygon
        What they do not show, WGS-84.
    overlap : list of (times, share)
        See :class:`geo.coverage.Coverage`.
    height_m : float
        Above the ground (without terrain: above take-off).
    gsd_m : float
        Ground size of a pixel in the middle of a frame.
    speed_m_s : float
        Between waypoints.
    home : (lon, lat)
        Take-off point; ``home_altitude_m`` its terrain height, None when unknown.
    warnings : tuple of codes
        ``mission.*``, texts in the catalogue.
    """

    template: Template
    camera: Camera
    waypoints: tuple[Waypoint, ...]
    shots: tuple[Shot, ...]
    photos: int
    length_m: float
    time_s: float
    batteries: int
    coverage: float
    gaps: MultiPolygon
    overlap: list[tuple[int, float]]
    height_m: float
    gsd_m: float
    speed_m_s: float
    home: LonLat
    home_altitude_m: float | None = None
    area: MultiPolygon | None = None
    warnings: tuple[str, ...] = ()
