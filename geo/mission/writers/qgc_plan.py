"""QGroundControl ``.plan``: simple items only, so that every MAVLink program can read it.

``geoFence`` and ``rallyPoints`` are written though empty, and always seven params: MAVSDK refuses
a file without the former and reads six numbers as an altitude of NaN.
"""

from __future__ import annotations

import json
from typing import Any

from geo.mission.model import Mission
from geo.mission.writers.mavlink import RELATIVE, Item, items

_PX4, _MULTIROTOR = 12, 2
_ABOVE_TAKEOFF = 1


def as_bytes(mission: Mission) -> bytes:
    """Return the plan as UTF-8 JSON.

    Heights are above take-off. ``plannedHomePosition`` holds the terrain model's height there, 0
    where none was given: the autopilot replaces it when it arms.
    """
    lon, lat = mission.home
    plan = {
        "fileType": "Plan",
        "geoFence": {"circles": [], "polygons": [], "version": 2},
        "groundStation": "QGroundControl",
        "mission": {
            "cruiseSpeed": 15,
            "firmwareType": _PX4,
            "globalPlanAltitudeMode": _ABOVE_TAKEOFF,
            "hoverSpeed": round(mission.speed_m_s, 2),
            "items": [_item(n, item) for n, item in enumerate(items(mission), start=1)],
            "plannedHomePosition": [lat, lon, round(mission.home_altitude_m or 0.0, 2)],
            "vehicleType": _MULTIROTOR,
            "version": 2,
        },
        "rallyPoints": {"points": [], "version": 2},
        "version": 1,
    }
    return json.dumps(plan, indent=4, allow_nan=False).encode()


def _item(number: int, item: Item) -> dict[str, Any]:
    told: dict[str, Any] = {
        "autoContinue": True,
        "command": item.command,
        "doJumpId": number,
        "frame": item.frame,
        "params": list(item.params),
        "type": "SimpleItem",
    }
    if item.frame == RELATIVE:
        altitude = {"AMSLAltAboveTerrain": None, "AltitudeMode": _ABOVE_TAKEOFF}
        told |= {**altitude, "Altitude": item.params[6]}
    return told
