"""DJI WPML: a ``.kmz`` with ``wpmz/template.kml`` (for editing) and ``wpmz/waylines.wpml`` (flown).

Element names and orders follow DJI's Cloud API documentation (WPML 1.0.6). Heights are relative to
take-off, so no geoid is needed; positions are WGS-84, never GCJ-02.
"""

from __future__ import annotations

import io
import zipfile

from geo.errors import Refused
from geo.mission.model import Mission
from geo.mission.writers import wpml_actions, xmltext
from geo.mission.writers.wpml_points import placemark
from geo.mission.writers.xmltext import Element, under

MOST_WAYPOINTS = 65_536
_CLIMB_TO_M = 20.0
_EPOCH = (2020, 1, 1, 0, 0, 0)


def as_bytes(mission: Mission) -> bytes:
    """Return the archive; the same mission gives the same bytes.

    Raises
    ------
    Refused
        ``mission.no_drone_number``: the camera table holds no DJI numbers for this camera (one
        wrong number and the controller refuses the file without a word);
        ``mission.file_limit``.
    """
    if mission.camera.wpml is None:
        raise Refused("mission.no_drone_number", camera=mission.camera.title)
    if len(mission.waypoints) > MOST_WAYPOINTS:
        raise Refused("mission.file_limit", count=len(mission.waypoints), limit=MOST_WAYPOINTS)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (
            ("template.kml", _template(mission)),
            ("waylines.wpml", _lines(mission)),
        ):
            archive.writestr(zipfile.ZipInfo(f"wpmz/{name}", _EPOCH), data)
    return out.getvalue()


def _template(mission: Mission) -> bytes:
    root, document = xmltext.document()
    under(document, "wpml:author", "Xunzhan")
    _config(document, mission)
    folder = under(document, "Folder")
    under(folder, "wpml:templateType", "waypoint")
    under(folder, "wpml:templateId", 0)
    place = under(folder, "wpml:waylineCoordinateSysParam")
    under(place, "wpml:coordinateMode", "WGS84")
    under(place, "wpml:heightMode", "relativeToStartPoint")
    under(folder, "wpml:autoFlightSpeed", _speed(mission))
    under(folder, "wpml:globalHeight", round(mission.height_m, 2))
    under(folder, "wpml:caliFlightEnable", 0)
    under(folder, "wpml:gimbalPitchMode", "usePointSetting")
    heading = under(folder, "wpml:globalWaypointHeadingParam")
    under(heading, "wpml:waypointHeadingMode", "followWayline")
    under(folder, "wpml:globalWaypointTurnMode", "toPointAndStopWithDiscontinuityCurvature")
    under(folder, "wpml:globalUseStraightLine", 1)
    _points(folder, mission, flown=False)
    return xmltext.as_bytes(root)


def _lines(mission: Mission) -> bytes:
    root, document = xmltext.document()
    _config(document, mission)
    folder = under(document, "Folder")
    under(folder, "wpml:templateId", 0)
    under(folder, "wpml:executeHeightMode", "relativeToStartPoint")
    under(folder, "wpml:waylineId", 0)
    under(folder, "wpml:distance", round(mission.length_m, 1))
    under(folder, "wpml:duration", round(mission.time_s, 1))
    under(folder, "wpml:autoFlightSpeed", _speed(mission))
    _points(folder, mission, flown=True)
    return xmltext.as_bytes(root)


def _points(folder: Element, mission: Mission, *, flown: bool) -> None:
    for index, point in enumerate(mission.waypoints):
        mark = placemark(folder, index, point, speed_m_s=_speed(mission), flown=flown)
        wpml_actions.add(mark, index, mission)


def _config(document: Element, mission: Mission) -> None:
    """Write ``missionConfig``, the same in both files."""
    assert mission.camera.wpml is not None  # noqa: S101  (checked in as_bytes)
    drone, variant, payload, position = mission.camera.wpml
    highest = max(point.height_m for point in mission.waypoints)
    config = under(document, "wpml:missionConfig")
    under(config, "wpml:flyToWaylineMode", "safely")
    under(config, "wpml:finishAction", "goHome")
    under(config, "wpml:exitOnRCLost", "executeLostAction")
    under(config, "wpml:executeRCLostAction", "goBack")
    under(config, "wpml:takeOffSecurityHeight", _CLIMB_TO_M)
    under(config, "wpml:globalTransitionalSpeed", _speed(mission))
    under(config, "wpml:globalRTHHeight", round(max(highest, _CLIMB_TO_M), 1))
    info = under(config, "wpml:droneInfo")
    under(info, "wpml:droneEnumValue", drone)
    under(info, "wpml:droneSubEnumValue", variant)
    load = under(config, "wpml:payloadInfo")
    under(load, "wpml:payloadEnumValue", payload)
    under(load, "wpml:payloadPositionIndex", position)


def _speed(mission: Mission) -> float:
    return round(min(mission.speed_m_s, 15.0), 2)
