"""How high the camera was and where it looked, from whichever maker's words are there."""

from __future__ import annotations

import math

from imagery.metadata import exif as ex
from imagery.metadata.exif import Exif
from imagery.metadata.notes import Notes
from imagery.metadata.xmp import Xmp

_ANGLES = ("yaw_deg", "pitch_deg", "roll_deg")
_HEIGHTS = ("height_agl_m", "camera_height_m", "sensefly_height_m", "skydio_height_m")
_BACKWARDS_DEG = -45.0
_TURNED_DEG = 1.0
_SPEED_UNITS = {"K": 1 / 3.6, "M": 0.44704, "N": 0.514444}
_MAX_SPEED, _MAX_EXPOSURE = 100.0, 60.0


def read(notes: Notes, exif: Exif, xmp: Xmp) -> None:
    """Take height and angles; each from the maker's most direct words."""
    for name in _HEIGHTS:
        notes.take("height_agl_m", xmp.numbers.get(name), "xmp")
    if _gimbal_is_silent(xmp):
        notes.flags.append("photo.gimbal_silent")
        notes.take("yaw_deg", xmp.numbers.get("flight_yaw_deg"), "xmp")
    else:
        _angles(notes, exif, xmp)
        notes.take("yaw_deg", xmp.numbers.get("flight_yaw_deg"), "xmp")
    if exif.text(ex.DIRECTION_REF, "gps").upper() == "T":
        direction = exif.number(ex.DIRECTION, "gps")
        good = direction is not None and direction <= 360
        notes.take("yaw_deg", direction if good else None, "exif")
    if "lon" in notes.values and "yaw_deg" in notes.values:
        notes.flags.append("photo.position_uncertain")
    _motion(notes, exif, xmp)


def _gimbal_is_silent(xmp: Xmp) -> bool:
    """Whether all three gimbal angles are plain zeros while the aircraft heads elsewhere.

    Some models (Mini 2) write that when they do not know; a camera that looks level and due north
    to a hundredth of a degree does not occur.
    """
    angles = [xmp.numbers.get(name) for name in _ANGLES]
    heading = xmp.numbers.get("flight_yaw_deg", 0.0)
    return angles == [0.0, 0.0, 0.0] and abs(heading) > _TURNED_DEG


def _angles(notes: Notes, exif: Exif, xmp: Xmp) -> None:
    """Take the first complete set: gimbal (DJI, Autel), Parrot, Skydio, Pix4D's, senseFly's."""
    said = xmp.numbers
    for prefix in ("", "parrot_", "skydio_"):
        if f"{prefix}pitch_deg" in said or f"{prefix}yaw_deg" in said:
            for name in _ANGLES:
                notes.take(name, said.get(prefix + name), "xmp")
            return
    for prefix in ("camera_", "sensefly_"):
        if f"{prefix}pitch_deg" in said:
            _body_angles(notes, exif, {name: said.get(prefix + name) for name in _ANGLES})
            return


def _body_angles(notes: Notes, exif: Exif, said: dict[str, float | None]) -> None:
    """Take angles that count from straight down, about the axes of the aircraft.

    Some Autel models write level as 0 in these tags, against the specification; a camera that
    looks far backwards past straight down does not occur, so such a pitch is read their way.
    """
    pitch = said["pitch_deg"] or 0.0
    autel = exif.text(ex.MAKE).lower().startswith(("autel", "camera")) and pitch < 0
    level_is_zero = autel or pitch <= _BACKWARDS_DEG
    notes.take("yaw_deg", said["yaw_deg"], "xmp")
    notes.take("pitch_deg", pitch if level_is_zero else round(pitch - 90.0, 6), "xmp")
    notes.take("roll_deg", said["roll_deg"], "xmp")
    notes.take("mount", "gimbal" if level_is_zero else "body", "xmp")


def _motion(notes: Notes, exif: Exif, xmp: Xmp) -> None:
    """Note speed over ground and exposure time: together they say how far a pixel was smeared."""
    exposure = exif.number(ex.EXPOSURE, "exif")
    if exposure and 0 < exposure <= _MAX_EXPOSURE:
        notes.measures["exposure_s"] = round(exposure, 6)
    speed = _speed(exif, xmp)
    if speed is not None and speed <= _MAX_SPEED:
        notes.measures["speed_m_s"] = round(speed, 2)


def _speed(exif: Exif, xmp: Xmp) -> float | None:
    said = xmp.numbers
    if "speed_x" in said and "speed_y" in said:
        return math.hypot(said["speed_x"], said["speed_y"])
    if "speed" in said:
        return abs(said["speed"])
    velocity = xmp.lists.get("velocity", ())
    if len(velocity) == 3:
        return math.hypot(velocity[0], velocity[1])
    unit = _SPEED_UNITS.get(exif.text(ex.SPEED_REF, "gps").upper())
    told = exif.number(ex.SPEED, "gps")
    return told * unit if told is not None and unit else None
