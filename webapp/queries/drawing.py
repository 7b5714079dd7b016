"""The ground of a station in a scene as a frame to draw on, where no finding has a picture."""

from __future__ import annotations

from typing import Any

from shapely.geometry import Point, box

from geo.crs import to_degrees, to_metres
from geo.errors import Refused
from ledger import review_frame
from ledger.models import Scene, Station
from webapp import lang
from webapp.serial.findings import sun_json
from webapp.serial.scenes import scene_brief
from webapp.serial.stations import station_brief

SIDE_M = 240.0
"""The 100 m ring with a margin."""
SIDE_PX = 640
RINGS_M = [20.0, 50.0, 100.0]


def frame_json(scene: Scene, station: Station) -> dict[str, Any]:
    """Return a square of 240 m around a station's anchor, to be filled with a scene's tiles.

    Raises
    ------
    Refused
        ``finding.drawn_not_shown``: the scene does not show the station.
    """
    if all(link.station_id != station.id for link in scene.station_links):
        raise Refused("finding.drawn_not_shown", scene=scene.id)
    around = (station.anchor.x, station.anchor.y)
    return {
        "scene": scene_brief(scene),
        "station": station_brief(station, lang.current()),
        "frame": _frame(around),
        "gsd_m": scene.gsd_m,
        "sun": sun_json(scene, around),
    }


def _frame(around: tuple[float, float]) -> dict[str, Any]:
    middle = to_metres(Point(around), around=around)
    half = SIDE_M / 2
    square = box(middle.x - half, middle.y - half, middle.x + half, middle.y + half)
    entry: dict[str, Any] = {
        "sha256": "",
        "url": "",
        "kind": "current",
        "width": SIDE_PX,
        "height": SIDE_PX,
        "bbox": list(to_degrees(square, around=around).bounds),
        "pixels": {
            "polygons": [],
            "holes": [],
            "anchor": [SIDE_PX / 2, SIDE_PX / 2],
            "m_per_px": SIDE_M / SIDE_PX,
            "rings_m": RINGS_M,
        },
    }
    return entry | {"lonlat": review_frame.lonlat_affine(entry, around)}
