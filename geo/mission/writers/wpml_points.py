"""The placemarks of a DJI wayline: place, height, speed, heading, turn."""

from __future__ import annotations

from geo.mission.model import Waypoint
from geo.mission.writers.xmltext import Element, number, under

_STOP = "toPointAndStopWithDiscontinuityCurvature"
_PASS = "toPointAndPassWithContinuityCurvature"  # noqa: S105  (a word of the format)
_DAMPING_M = 0.2


def placemark(
    folder: Element, index: int, point: Waypoint, *, speed_m_s: float, flown: bool
) -> Element:
    """Add waypoint ``index``; ``flown`` for the file the aircraft flies, else the template's."""
    mark = under(folder, "Placemark")
    lon, lat = point.lonlat
    under(under(mark, "Point"), "coordinates", f"{number(lon)},{number(lat)}")
    under(mark, "wpml:index", index)
    height = round(point.height_m, 2)
    if flown:
        under(mark, "wpml:executeHeight", height)
    else:
        under(mark, "wpml:useGlobalHeight", 0)
        under(mark, "wpml:ellipsoidHeight", height)
        under(mark, "wpml:height", height)
        for name in ("Speed", "HeadingParam", "TurnParam"):
            under(mark, f"wpml:useGlobal{name}", 0)
    under(mark, "wpml:waypointSpeed", speed_m_s)
    _heading(mark, point)
    turn = under(mark, "wpml:waypointTurnParam")
    under(turn, "wpml:waypointTurnMode", _STOP if point.turn else _PASS)
    under(turn, "wpml:waypointTurnDampingDist", 0 if point.turn else _DAMPING_M)
    under(mark, "wpml:useStraightLine", 1)
    if not flown:
        under(mark, "wpml:gimbalPitchAngle", point.pitch_deg)
    return mark


def _heading(mark: Element, point: Waypoint) -> None:
    """Nose along the way; at a single photo where the photo looks, -180 to 180 degrees."""
    heading = under(mark, "wpml:waypointHeadingParam")
    stop = point.action == "photo"
    under(heading, "wpml:waypointHeadingMode", "smoothTransition" if stop else "followWayline")
    angle = round((point.yaw_deg + 180) % 360 - 180, 1)
    under(heading, "wpml:waypointHeadingAngle", angle if stop else 0)
    under(heading, "wpml:waypointPoiPoint", "0.000000,0.000000,0.000000")
    under(heading, "wpml:waypointHeadingAngleEnable", 1 if stop else 0)
    under(heading, "wpml:waypointHeadingPathMode", "followBadArc")
