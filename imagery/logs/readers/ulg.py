"""PX4's .ulg, by pyulog: the receiver's positions, with the attitude at the same moment."""

from __future__ import annotations

from typing import Any

import numpy as np

from geo.errors import Refused
from imagery.logs import foreign, ulog_formats
from imagery.logs.request import Request
from imagery.logs.table import Array, Reading, columns

_POSITIONS = ("vehicle_gps_position", "sensor_gps", "vehicle_global_position")
_ATTITUDE, _LOCAL = "vehicle_attitude", "vehicle_local_position"
_GIMBAL = "gimbal_device_attitude_status"
_LEAST_FIX = 3
_Data = dict[str, Array]


def read(request: Request) -> Reading:
    """Read the positions of a PX4 log.

    Raises
    ------
    Refused
        ``log.damaged``, ``log.no_position``.
    """
    ulog_formats.check(request.path)
    with foreign.guarded("ULog"):
        wanted = [*_POSITIONS, _ATTITUDE, _LOCAL, _GIMBAL]
        log = foreign.module("pyulog").ULog(str(request.path), wanted, True)
        return _reading(log, _first_instances(log))


def _first_instances(log: Any) -> dict[str, _Data]:
    found: dict[str, _Data] = {}
    for topic in sorted(log.data_list, key=lambda topic: int(topic.multi_id)):
        if len(topic.data["timestamp"]):
            found.setdefault(str(topic.name), topic.data)
    return found


def _reading(log: Any, topics: dict[str, _Data]) -> Reading:
    name = next((name for name in _POSITIONS if name in topics), None)
    if name is None:
        raise Refused("log.no_position")
    data = topics[name]
    times = data["timestamp"].astype(np.float64) / 1e6
    lon, lat, altitude = _place(data)
    rows = columns(
        len(times),
        at_s=_utc(times, topics),
        lon=lon,
        lat=lat,
        altitude_m=altitude,
        height_agl_m=_height(times, topics),
        speed_m_s=data.get("vel_m_s", np.full(len(times), np.nan)),
        yaw_deg=_yaw(times, topics.get(_ATTITUDE)),
        gimbal_yaw_deg=_yaw(times, topics.get(_GIMBAL)),
        gimbal_pitch_deg=_pitch(times, topics.get(_GIMBAL)),
        offset_s=times - float(log.start_timestamp) / 1e6,
    )
    fix = data.get("fix_type")
    no_fix = None if fix is None else np.asarray(fix < _LEAST_FIX)
    reasons = ["log.truncated"] if log.file_corruption else []
    return Reading(kind="ulg", rows=rows, no_fix=no_fix, reasons=reasons)


def _place(data: _Data) -> tuple[Array, Array, Array]:
    """Return lon, lat and altitude; older logs hold integers of 1e-7 degrees and millimetres."""
    if "latitude_deg" in data:
        return data["longitude_deg"], data["latitude_deg"], data["altitude_msl_m"]
    if data["lat"].dtype.kind == "f":
        return data["lon"], data["lat"], data["alt"]
    return data["lon"] / 1e7, data["lat"] / 1e7, data["alt"] / 1e3


def _utc(times: Array, topics: dict[str, _Data]) -> Array:
    """Return seconds since 1970 by the receivers' own time; NaN without one."""
    for name in _POSITIONS:
        stamp = topics.get(name, {}).get("time_utc_usec")
        if stamp is not None and (stamp > 0).any():
            boot = topics[name]["timestamp"][stamp > 0].astype(np.float64) / 1e6
            return times + float(np.median(stamp[stamp > 0].astype(np.float64) / 1e6 - boot))
    return np.full(len(times), np.nan)


def _height(times: Array, topics: dict[str, _Data]) -> Array:
    """Return metres above the place where the estimator began (the take-off point)."""
    local = topics.get(_LOCAL)
    if local is None or not local["z_valid"].any():
        return np.full(len(times), np.nan)
    good = local["z_valid"] > 0
    return _at(times, local["timestamp"][good], -local["z"][good])


def _yaw(times: Array, attitude: _Data | None) -> Array:
    if attitude is None or "q[0]" not in attitude:
        return np.full(len(times), np.nan)
    w, x, y, z = (attitude[f"q[{n}]"].astype(np.float64) for n in range(4))
    yaw = np.unwrap(np.arctan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z)))
    return np.degrees(_at(times, attitude["timestamp"], yaw)) % 360.0


def _pitch(times: Array, attitude: _Data | None) -> Array:
    if attitude is None or "q[0]" not in attitude:
        return np.full(len(times), np.nan)
    w, x, y, z = (attitude[f"q[{n}]"].astype(np.float64) for n in range(4))
    pitch = np.arcsin(np.clip(2 * (w * y - z * x), -1, 1))
    return np.degrees(_at(times, attitude["timestamp"], pitch))


def _at(times: Array, stamps: Array, values: Array) -> Array:
    known = stamps.astype(np.float64) / 1e6
    return np.interp(times, known, values.astype(np.float64), left=np.nan, right=np.nan)
