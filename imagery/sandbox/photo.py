"""Child task "photo": decodes strictly, strips every word, makes a thumbnail, reads the pose."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from geo.errors import Refused
from imagery.headers import jpeg
from imagery.limits import Limits, OnStage
from imagery.metadata import exif, reading, segments, xmp
from imagery.sandbox import gdal

_THUMB_PX = 480
_ROWS = 512
_JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
_ADOBE = 0xEE
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def run(params: dict[str, Any], on_stage: OnStage) -> dict[str, Any]:
    """Write ``params["stored"]`` and ``params["thumb"]``; return the facts as plain JSON."""
    on_stage("photo", 0)
    data = b""
    if params["driver"] == "JPEG":
        _check_whole(params["source"])
        data = Path(params["source"]).read_bytes()
    image = _opened(params["source"], params["driver"])
    facts = _facts(data, *params["size"])
    _store(data, image, Path(params["stored"]))
    _thumbnail(image, facts["orientation"]).save(params["thumb"], "JPEG", quality=80)
    on_stage("photo", 100)
    return facts


def _check_whole(source: str) -> None:
    """Decode every row of a JPEG; what libjpeg only warns of (missing data) is refused.

    Pillow and OpenCV fill a missing half with grey and say nothing; GDAL can be told to fail.
    """
    rasterio = gdal.load(("JPEG",))
    try:
        with rasterio.open(source, driver="JPEG") as picture:
            for top in range(0, picture.height, _ROWS):
                rows = min(_ROWS, picture.height - top)
                picture.read(window=rasterio.windows.Window(0, top, picture.width, rows))
    except rasterio.errors.RasterioError as error:
        raise Refused("intake.unreadable") from error


def _opened(source: str, driver: str) -> Image.Image:
    """Return the picture: a PNG decoded, a JPEG decoded lazily at about the thumbnail's size."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(source, formats=[driver])
            image.draft(None, (2 * _THUMB_PX, 2 * _THUMB_PX))
            image.load()
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError) as error:
        raise Refused("intake.unreadable") from error
    return image


def _facts(data: bytes, width: int, height: int) -> dict[str, Any]:
    found, packet = segments.in_jpeg(data) if data else (exif.Exif(), xmp.Xmp())
    return reading.read(found, packet, width=width, height=height, now=datetime.now(UTC))


def _store(data: bytes, image: Image.Image, out: Path) -> None:
    """Keep a JPEG's own coded pixels and drop all else; any other picture is coded as JPEG."""
    if data:
        out.write_bytes(stripped(data))
        return
    plain = _plain(image)
    plain.save(out, "JPEG", quality=92, subsampling=0)


def stripped(data: bytes) -> bytes:
    """Return a JPEG without a single metadata byte; its coded pixels are the same.

    Kept are tables, frame, scans and Adobe's 12-byte colour marker, without which the colours of
    some files are read wrongly.
    """
    found = jpeg.walk(data, Limits())
    parts = [b"\xff\xd8", _JFIF]
    for number, (marker, start, end) in enumerate(found.segments):
        adobe = marker == _ADOBE and data[start : start + 5] == b"Adobe" and end - start == 12
        if (0xE0 <= marker <= 0xEF and not adobe) or marker == 0xFE:
            continue
        parts.append(b"\xff" + bytes([marker]) + data[start - 2 : end])
        if marker == 0xDA:
            following = found.segments[number + 1 :]
            parts.append(_scan(data, end, following[0][1] - 2 if following else found.end))
    return b"".join([*parts, b"\xff\xd9"])


def _scan(data: bytes, start: int, limit: int | None) -> bytes:
    """Return the entropy-coded bytes of one scan, up to the next marker."""
    coded = data[start:limit]
    return coded[: coded.rindex(b"\xff")].rstrip(b"\xff")


def _plain(image: Image.Image) -> Image.Image:
    """Return 8-bit RGB or grey pixels with nothing attached."""
    if image.mode == "L":
        pixels = image.copy()
    elif image.mode.startswith("I"):
        pixels = ImageOps.autocontrast(image.point(lambda v: v / 256).convert("L"))
    else:
        rgba = image.convert("RGBA")
        pixels = Image.new("RGB", image.size, (255, 255, 255))
        pixels.paste(rgba, mask=rgba.getchannel("A"))
    pixels.info.clear()
    return pixels


def _thumbnail(image: Image.Image, orientation: int) -> Image.Image:
    small = image if image.mode in {"L", "RGB"} else _plain(image)
    small.thumbnail((_THUMB_PX, _THUMB_PX), reducing_gap=2.0)
    if orientation in _TURNS:
        small = small.transpose(_TURNS[orientation])
    small.info.clear()
    return small
