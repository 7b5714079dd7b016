"""EXIF and XMP of a generated drone photo, in the form DJI aircraft write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from PIL import Image
from PIL.ExifTags import IFD, Base

from geo.crs import LonLat

GPS_VERSION, GPS_LAT_REF, GPS_LAT, GPS_LON_REF, GPS_LON, GPS_ALT_REF, GPS_ALT = range(7)
FOCAL_MM, FOCAL_35_MM = 8.8, 24
SENSOR_MM = (13.2, 8.8)

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="DJI Meta Data" xmlns:drone-dji="http://www.dji.com/drone-dji/1.0/"
   drone-dji:AbsoluteAltitude="{absolute:+.2f}" drone-dji:RelativeAltitude="{relative:+.2f}"
   drone-dji:GimbalRollDegree="+0.00" drone-dji:GimbalYawDegree="{yaw:+.2f}"
   drone-dji:GimbalPitchDegree="-90.00" drone-dji:FlightRollDegree="{roll:+.2f}"
   drone-dji:FlightYawDegree="{yaw:+.2f}" drone-dji:FlightPitchDegree="{pitch:+.2f}"/>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


@dataclass(frozen=True)
class Pose:
    """Where a generated photo was taken: degrees WGS-84 (None: no fix), metres, degrees."""

    lonlat: LonLat | None
    taken_at: datetime
    height_m: float
    ground_m: float
    yaw_deg: float
    roll_deg: float = 0.0
    pitch_deg: float = 0.0


def exif(pose: Pose) -> bytes:
    """Return the EXIF block; without a position there is no GPS part."""
    block = Image.Exif()
    local = pose.taken_at + timedelta(hours=8)
    written = local.strftime("%Y:%m:%d %H:%M:%S")
    block[Base.Make] = "DJI"
    block[Base.Model] = "FC6310"
    block[Base.Software] = "xunzhan imagery.render (generated)"
    block[Base.DateTime] = written
    details = block.get_ifd(IFD.Exif)
    details[Base.DateTimeOriginal] = written
    details[Base.OffsetTimeOriginal] = "+08:00"
    details[Base.FocalLength] = FOCAL_MM
    details[Base.FocalLengthIn35mmFilm] = FOCAL_35_MM
    if pose.lonlat is not None:
        block.get_ifd(IFD.GPSInfo).update(_gps(pose, pose.lonlat))
    return bytes(block.tobytes())


def xmp(pose: Pose) -> bytes:
    """Return the XMP packet; heights are strings with a sign, as DJI writes them."""
    return _XMP.format(
        absolute=pose.ground_m + pose.height_m,
        relative=pose.height_m,
        yaw=pose.yaw_deg,
        roll=pose.roll_deg,
        pitch=pose.pitch_deg,
    ).encode()


def _gps(pose: Pose, lonlat: LonLat) -> dict[int, object]:
    lon, lat = lonlat
    return {
        GPS_VERSION: b"\x02\x03\x00\x00",
        GPS_LAT_REF: "N" if lat >= 0 else "S",
        GPS_LAT: _sexagesimal(lat),
        GPS_LON_REF: "E" if lon >= 0 else "W",
        GPS_LON: _sexagesimal(lon),
        GPS_ALT_REF: b"\x00",
        GPS_ALT: round(pose.ground_m + pose.height_m, 3),
    }


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    whole, rest = divmod(abs(degrees), 1)
    minutes, part = divmod(rest * 60, 1)
    return whole, minutes, round(part * 60, 4)
