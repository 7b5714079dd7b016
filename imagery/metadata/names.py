"""Which XMP names of which maker we read, and what range their numbers have.

Sources: DJI's user manuals (Zenmuse P1, Mavic 3M, Matrice 4: "XMP data list"), Pix4D's
"Specifications of XMP Camera tags", Parrot's "Embedded photo metadata", Skydio's "camera and
metadata overview", and the packets of the sample photos.
"""

from __future__ import annotations

_VENDORS = (
    ("dji.com/", "dji"),
    ("autel", "dji"),
    ("pix4d.com/camera", "camera"),
    ("sensefly.com/camera", "camera"),
    ("sensefly.com/sensefly", "sensefly"),
    ("parrot.com/", "parrot"),
    ("skydio", "skydio"),
)
_OTHERS = ("3dscan",)
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"

NUMBERS = {
    "dji:RelativeAltitude": "height_agl_m",
    "dji:AbsoluteAltitude": "altitude_m",
    "dji:GimbalYawDegree": "yaw_deg",
    "dji:GimbalPitchDegree": "pitch_deg",
    "dji:GimbalRollDegree": "roll_deg",
    "dji:FlightYawDegree": "flight_yaw_deg",
    "dji:FlightXSpeed": "speed_x",
    "dji:FlightYSpeed": "speed_y",
    "dji:GpsLatitude": "lat",
    "dji:GpsLongitude": "lon",
    "dji:GpsLongtitude": "lon",
    "dji:Latitude": "lat",
    "dji:Longitude": "lon",
    "dji:CalibratedFocalLength": "focal_px",
    "dji:CalibratedOpticalCenterX": "centre_x",
    "dji:CalibratedOpticalCenterY": "centre_y",
    "dji:DewarpFlag": "dewarped",
    "dji:RtkFlag": "rtk_flag",
    "dji:RtkStdLon": "rtk_east_m",
    "dji:RtkStdLat": "rtk_north_m",
    "camera:Yaw": "camera_yaw_deg",
    "camera:Pitch": "camera_pitch_deg",
    "camera:Roll": "camera_roll_deg",
    "camera:AboveGroundAltitude": "camera_height_m",
    "camera:GPSXYAccuracy": "accuracy_m",
    "camera:PerspectiveFocalLength": "focal_mm",
    "sensefly:Heading": "sensefly_yaw_deg",
    "sensefly:PitchAngle": "sensefly_pitch_deg",
    "sensefly:RollAngle": "sensefly_roll_deg",
    "sensefly:Height": "sensefly_height_m",
    "sensefly:GroundSpeed": "speed",
    "parrot:CameraYawDegree": "parrot_yaw_deg",
    "parrot:CameraPitchDegree": "parrot_pitch_deg",
    "parrot:CameraRollDegree": "parrot_roll_deg",
    "skydio:CameraOrientationNED/Yaw": "skydio_yaw_deg",
    "skydio:CameraOrientationNED/Pitch": "skydio_pitch_deg",
    "skydio:CameraOrientationNED/Roll": "skydio_roll_deg",
    "skydio:RelativeAltitude": "skydio_height_m",
    "skydio:AbsoluteAltitude": "altitude_m",
    "skydio:Latitude": "lat",
    "skydio:Longitude": "lon",
    "skydio:CalibratedFocalLength/X": "focal_px",
    "skydio:CalibratedFocalLength/Y": "focal_y_px",
    "skydio:CalibratedFocalLength": "focal_px",
    "skydio:CalibratedOpticalCenter/X": "centre_x",
    "skydio:CalibratedOpticalCenter/Y": "centre_y",
    "skydio:DewarpFlag": "dewarped",
}
LISTS = {
    "dji:DewarpData": "dewarp",
    "skydio:DewarpData": "radial",
    "camera:PrincipalPoint": "principal_mm",
    "camera:PerspectiveDistortion": "distortion",
    "camera:FisheyeAffineMatrix": "fisheye_matrix",
    "camera:FisheyePolynomial": "fisheye",
    "camera:IMULinearVelocity": "velocity",
}
TEXTS = {
    "dji:UTCAtExposure": "utc",
    "sensefly:UTCTime": "utc",
    "camera:ModelType": "lens_kind",
    "camera:BandName": "band",
    "dji:BandName": "band",
}
_HEIGHT, _LENGTH, _SPREAD = (-500.0, 10_000.0), (10.0, 100_000.0), (0.0, 10_000.0)
ANGLE = (-360.0, 360.0)
RANGES = {
    "height_agl_m": _HEIGHT,
    "altitude_m": _HEIGHT,
    "camera_height_m": _HEIGHT,
    "sensefly_height_m": _HEIGHT,
    "skydio_height_m": _HEIGHT,
    "focal_px": _LENGTH,
    "focal_y_px": _LENGTH,
    "focal_mm": (0.1, 2000.0),
    "centre_x": _LENGTH,
    "centre_y": _LENGTH,
    "rtk_flag": (0.0, 100.0),
    "rtk_east_m": _SPREAD,
    "rtk_north_m": _SPREAD,
    "accuracy_m": _SPREAD,
}


def ours(tag: str) -> str:
    """Return ``vendor:Name`` of a ``{namespace}Name``, empty when it is none of ours."""
    address, _, name = tag.rpartition("}")
    address = address.lower()
    if any(other in address for other in _OTHERS):
        return ""
    vendor = next((short for part, short in _VENDORS if part in address), "")
    return f"{vendor}:{name}" if vendor else ""


def inside(owner: str, name: str) -> str:
    """Return the name of a part of a structure (one level deep), or the name outside of one."""
    if not owner or not name:
        return name
    return "" if "/" in owner else f"{owner}/{name.split(':', 1)[1]}"


def is_wrapper(tag: str) -> bool:
    """Whether an element only holds the parts of its owner."""
    return tag == f"{_RDF}Description"


def is_collection(tag: str) -> bool:
    """Whether an element holds a list of values of its owner."""
    return tag in {f"{_RDF}Seq", f"{_RDF}Bag", f"{_RDF}Alt"}
