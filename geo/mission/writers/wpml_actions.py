"""What a DJI aircraft does at a waypoint: turns its gimbal, takes a photo or one every so far."""

from __future__ import annotations

from geo.mission.model import Mission, Waypoint
from geo.mission.writers.xmltext import Element, under

_SETTLE_S = 1


def add(mark: Element, index: int, mission: Mission) -> None:
    """Add the action groups of waypoint ``index``."""
    point = mission.waypoints[index]
    position = mission.camera.wpml[3] if mission.camera.wpml else 0
    if point.action in {"start", "photo"}:
        group = _group(mark, 2 * index, index, index, ("reachPoint", None))
        _gimbal(group, point, position)
        if point.action == "photo":
            _hover(group)
            _photo(group, 2, position)
    if point.action == "start":
        last = _end(mission, index)
        every = ("multipleDistance", round(point.every_m, 2))
        _photo(_group(mark, 2 * index + 1, index, last, every), 0, position)


def _end(mission: Mission, index: int) -> int:
    """Return the waypoint at which the photos that begin at ``index`` end."""
    later = range(index + 1, len(mission.waypoints))
    return next((i for i in later if mission.waypoints[i].action == "stop"), index)


def _group(
    mark: Element, number: int, first: int, last: int, trigger: tuple[str, float | None]
) -> Element:
    group = under(mark, "wpml:actionGroup")
    under(group, "wpml:actionGroupId", number)
    under(group, "wpml:actionGroupStartIndex", first)
    under(group, "wpml:actionGroupEndIndex", last)
    under(group, "wpml:actionGroupMode", "sequence")
    what = under(group, "wpml:actionTrigger")
    under(what, "wpml:actionTriggerType", trigger[0])
    if trigger[1] is not None:
        under(what, "wpml:actionTriggerParam", trigger[1])
    return group


def _action(group: Element, number: int, name: str) -> Element:
    action = under(group, "wpml:action")
    under(action, "wpml:actionId", number)
    under(action, "wpml:actionActuatorFunc", name)
    return under(action, "wpml:actionActuatorFuncParam")


def _gimbal(group: Element, point: Waypoint, position: int) -> None:
    param = _action(group, 0, "gimbalRotate")
    under(param, "wpml:gimbalHeadingYawBase", "aircraft")
    under(param, "wpml:gimbalRotateMode", "absoluteAngle")
    for axis, angle in (("Pitch", point.pitch_deg), ("Roll", 0), ("Yaw", 0)):
        under(param, f"wpml:gimbal{axis}RotateEnable", 1 if axis == "Pitch" else 0)
        under(param, f"wpml:gimbal{axis}RotateAngle", angle)
    under(param, "wpml:gimbalRotateTimeEnable", 0)
    under(param, "wpml:gimbalRotateTime", 0)
    under(param, "wpml:payloadPositionIndex", position)


def _hover(group: Element) -> None:
    under(_action(group, 1, "hover"), "wpml:hoverTime", _SETTLE_S)


def _photo(group: Element, number: int, position: int) -> None:
    param = _action(group, number, "takePhoto")
    under(param, "wpml:payloadPositionIndex", position)
    under(param, "wpml:useGlobalPayloadLensIndex", 0)
    under(param, "wpml:payloadLensIndex", "visable")
