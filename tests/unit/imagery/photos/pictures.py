"""Photos built in code, with EXIF and DJI XMP as a drone writes them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from PIL import Image, TiffImagePlugin

from tests.unit.imagery import rasters

Ratio = TiffImagePlugin.IFDRational


def xmp(**values: str) -> bytes:
    told = " ".join(f'drone-dji:{k}="{v}"' for k, v in values.items())
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        f'xmlns:drone-dji="http://www.dji.com/drone-dji/1.0/" {told}/></rdf:RDF></x:xmpmeta>'
    ).encode()


NADIR = {
    "RelativeAltitude": "+40.10",
    "GimbalYawDegree": "+45.00",
    "GimbalPitchDegree": "-90.00",
    "GimbalRollDegree": "+0.00",
}


def exif(
    lonlat: tuple[float, float] | None = (120.75, 30.75),
    *,
    taken: str = "2026:03:05 10:20:30",
    **extra: Any,
) -> Image.Exif:
    data = Image.Exif()
    data[0x010F], data[0x0110] = extra.get("make", "DJI"), "M3E"
    data[0x0112] = extra.get("orientation", 1)
    data.get_ifd(0x8769).update({0x9003: taken, 0xA405: 24, **extra.get("exif", {})})
    if lonlat:
        lon, lat = lonlat
        data.get_ifd(0x8825).update(
            {1: "N", 2: _dms(lat), 3: "E", 4: _dms(lon), 6: Ratio(1984, 10), **extra.get("gps", {})}
        )
    return data


def _dms(value: float) -> tuple[Any, ...]:
    degrees = int(value)
    minutes = int((value - degrees) * 60)
    seconds = round((value - degrees - minutes / 60) * 3600 * 10_000)
    return Ratio(degrees, 1), Ratio(minutes, 1), Ratio(seconds, 10_000)


def jpeg_bytes(size: tuple[int, int] = (640, 480), **options: Any) -> bytes:
    pixels = rasters.texture(3, size[1], size[0]).transpose(1, 2, 0)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=90, **options)
    return out.getvalue()


def jpeg(path: Path, size: tuple[int, int] = (640, 480), **options: Any) -> Path:
    path.write_bytes(jpeg_bytes(size, **options))
    return path
