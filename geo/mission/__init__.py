"""Missions: a route over an area for a camera, its photos, time and coverage, and its files.

::

    from geo.mission import as_bytes, plan

    mission = plan(area, "grid", "m3e", gsd_m=0.03)
    data = as_bytes(mission, "kmz")
"""

from __future__ import annotations

from geo.mission.cameras import cameras
from geo.mission.model import Camera, Mission, Shot, Waypoint
from geo.mission.planning import plan
from geo.mission.writers import FORMATS, as_bytes, write

__all__ = [
    "FORMATS",
    "Camera",
    "Mission",
    "Shot",
    "Waypoint",
    "as_bytes",
    "cameras",
    "plan",
    "write",
]
