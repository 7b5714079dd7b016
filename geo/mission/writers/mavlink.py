"""A mission as MAVLink commands, the common coin of ``.plan`` and ``.waypoints``.

A photo every so many metres is command 206, one photo is 2000, the gimbal 205, speed 178, looking
at a point 195 and no longer 197; take-off 22, waypoint 16, home again 20.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geo.mission.model import Mission, Waypoint

TAKEOFF, WAYPOINT, HOME = 22, 16, 20
SPEED, LOOK, LOOK_END, GIMBAL, EVERY, ONE = 178, 195, 197, 205, 206, 2000
RELATIVE, COMMAND = 3, 2
_MAVLINK_TARGETING = 2
_SETTLE_S = 2.0


@dataclass(frozen=True)
class Item:
    """One command: seven numbers; None is "as it is" (NaN in MAVLink)."""

    command: int
    frame: int
    params: tuple[float | None, ...]


def items(mission: Mission) -> Iterator[Item]:
    """Yield the commands in order."""
    first = mission.waypoints[0]
    lon, lat = mission.home
    yield Item(TAKEOFF, RELATIVE, (0, 0, 0, None, lat, lon, round(first.height_m, 2)))
    yield _do(SPEED, 1, round(mission.speed_m_s, 2), -1)
    pitch = None
    for point in mission.waypoints:
        if point.pitch_deg != pitch:
            pitch = point.pitch_deg
            yield Item(GIMBAL, COMMAND, (pitch, 0, 0, 0, 0, 0, _MAVLINK_TARGETING))
        yield from _at(point)
    yield _do(HOME)


def _at(point: Waypoint) -> Iterator[Item]:
    looks = point.target is not None and point.pitch_deg > -89.9
    if looks and point.target is not None:
        lon, lat = point.target
        ground = round(point.height_m - point.agl_m, 2)
        yield Item(LOOK, RELATIVE, (0, 0, 0, 0, lat, lon, ground))
    yield _waypoint(point)
    if point.action == "photo":
        yield _do(ONE, 0, 0, 1)
    elif point.action == "start":
        yield _do(EVERY, round(point.every_m, 2), 0, 1)
    elif point.action == "stop":
        yield _do(EVERY, 0, 0, 0)
    if looks:
        yield _do(LOOK_END)


def _waypoint(point: Waypoint) -> Item:
    lon, lat = point.lonlat
    hold = _SETTLE_S if point.action == "photo" else 0
    yaw = round(point.yaw_deg, 1) if point.action == "photo" else None
    where = (round(lat, 8), round(lon, 8), round(point.height_m, 2))
    return Item(WAYPOINT, RELATIVE, (hold, 0, 0, yaw, *where))


def _do(command: int, *numbers: float) -> Item:
    padded: tuple[float | None, ...] = (*numbers, *[0.0] * (7 - len(numbers)))
    return Item(command, COMMAND, padded)
