"""Reads DJI's (and Parrot's) XMP: numbers that are strings such as "+40.10", nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

HEADER = b"http://ns.adobe.com/xap/1.0/\0"
_MAX_BYTES = 65536
_DJI = "{http://www.dji.com/drone-dji/1.0/}"
_CAMERA = "{http://pix4d.com/camera/1.0}"
_NUMBER = re.compile(r"[+-]?[0-9]{1,7}(?:\.[0-9]{1,12})?")
_DJI_NAMES = {
    "RelativeAltitude": "height_agl_m",
    "GimbalYawDegree": "yaw_deg",
    "GimbalPitchDegree": "pitch_deg",
    "GimbalRollDegree": "roll_deg",
    "GpsLatitude": "lat",
    "GpsLongitude": "lon",
    "GpsLongtitude": "lon",
    "CalibratedFocalLength": "focal_px",
    "FlightYawDegree": "flight_yaw_deg",
}
_CAMERA_NAMES = {"Yaw": "camera_yaw_deg", "Pitch": "camera_pitch_deg", "Roll": "camera_roll_deg"}
_RANGES = {"height_agl_m": (-500.0, 10_000.0), "focal_px": (10.0, 100_000.0)}
_ANGLE = (-360.0, 360.0)


@dataclass
class Xmp:
    """Plausible numbers by our name, names whose text was not one, and whether it was refused."""

    numbers: dict[str, float] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)
    refused: bool = False


def parse(packet: bytes) -> Xmp:
    """Read an XMP packet; a DTD, an entity or broken XML is refused as a whole, never raised."""
    found = Xmp()
    if len(packet) > _MAX_BYTES:
        found.refused = True
        return found
    try:
        root = fromstring(packet.strip(b"\0 \r\n\t"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        found.refused = True
        return found
    for element in root.iter():
        for name, text in ((element.tag, element.text), *element.attrib.items()):
            _take(found, str(name), text or "")
    return found


def _take(found: Xmp, name: str, text: str) -> None:
    for prefix, names in ((_DJI, _DJI_NAMES), (_CAMERA, _CAMERA_NAMES)):
        key = names.get(name.removeprefix(prefix)) if name.startswith(prefix) else None
        if key is None:
            continue
        low, high = _RANGES.get(key, _ANGLE)
        if _NUMBER.fullmatch(text.strip()) and low <= float(text) <= high:
            found.numbers.setdefault(key, float(text))
        else:
            found.bad.add(key)
