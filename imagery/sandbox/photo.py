"""Child task "photo": decodes strictly, strips every word, makes a thumbnail, reads the pose.

Sharpness is measured in some rows of the full picture while it is checked, all else of its
quality in the reduced picture of the thumbnail.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from geo.errors import Refused
from imagery import upright
from imagery.headers import jpeg
from imagery.limits import Limits, OnStage
from imagery.metadata import exif, reading, segments, xmp
from imagery.quality import judge, sharpness
from imagery.sandbox import gdal

_THUMB_PX = 480
_ROWS = sharpness.EVERY
_JUDGED_PX = 800
_FORMATS = {"GTiff": "TIFF"}
_JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
_ADOBE = 0xEE


def run(params: dict[str, Any], on_stage: OnStage) -> dict[str, Any]:
    """Write ``params["stored"]`` and ``params["thumb"]``; return the facts as plain JSON."""
    on_stage("photo", 0)
    cv2.setNumThreads(1)
    jpeg_body, strips = b"", []
    if params["driver"] == "JPEG":
        strips = [sharpness.measure(rows) for rows in _checked_rows(params["source"])]
        jpeg_body = Path(params["source"]).read_bytes()
    image = _opened(params["source"], params["driver"])
    facts = _facts(params, jpeg_body, image)
    if not jpeg_body:
        image = _plain(image)
        strips = [sharpness.measure(rows) for rows in _some_rows(image)]
    _store(jpeg_body, image, Path(params["stored"]))
    _judge(facts, image, sharpness.joined(strips))
    _thumbnail(image, facts["orientation"]).save(params["thumb"], "JPEG", quality=80)
    on_stage("photo", 100)
    return facts


def _checked_rows(source: str) -> Iterator[NDArray[np.uint8]]:
    """Decode every row of a JPEG, yield some; what libjpeg only warns of is refused.

    Pillow and OpenCV fill a missing half with grey and say nothing; GDAL can be told to fail.
    """
    rasterio = gdal.load(("JPEG",))
    try:
        with rasterio.open(source, driver="JPEG") as picture:
            for top in range(0, picture.height, _ROWS):
                rows = min(_ROWS, picture.height - top)
                window = rasterio.windows.Window(0, top, picture.width, rows)
                pixels = picture.read(window=window)[:3].transpose(1, 2, 0)
                yield np.ascontiguousarray(pixels[: sharpness.kept_rows(picture.height)].squeeze())
    except rasterio.errors.RasterioError as error:
        raise Refused("intake.unreadable") from error


def _some_rows(image: Image.Image) -> Iterator[NDArray[np.uint8]]:
    for top in range(0, image.height, _ROWS):
        bottom = min(top + sharpness.kept_rows(image.height), image.height)
        yield np.asarray(image.crop((0, top, image.width, bottom)))


def _judge(facts: dict[str, Any], image: Image.Image, cells: sharpness.Cells) -> None:
    """Add what is said of the frame's quality."""
    small = image.reduce(max(1, max(image.size) // _JUDGED_PX))
    found = judge(np.asarray(small.convert("RGB")), facts, cells=cells)
    facts["quality"], facts["measures"] = list(found.codes), dict(found.measures)
    facts["look_hash"] = found.look_hash
    facts["flags"] += found.flags


def _opened(source: str, driver: str) -> Image.Image:
    """Return the picture: a PNG decoded, a JPEG decoded lazily at about the thumbnail's size."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(source, formats=[_FORMATS.get(driver, driver)])
            image.draft(None, (2 * _THUMB_PX, 2 * _THUMB_PX))
            image.load()
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError) as error:
        raise Refused("intake.unreadable") from error
    return image


def _facts(params: dict[str, Any], jpeg_body: bytes, image: Image.Image) -> dict[str, Any]:
    """Read the metadata; a single band of a multispectral camera is flagged."""
    found, packet = exif.Exif(), xmp.Xmp()
    if jpeg_body:
        found, packet = segments.in_jpeg(jpeg_body)
    elif params["driver"] == "GTiff":
        found, packet = segments.in_tiff(Path(params["source"]).read_bytes())
    width, height = params["size"]
    facts = reading.read(found, packet, width=width, height=height, now=datetime.now(UTC))
    band = packet.texts.get("band", "")
    if band and len(image.getbands()) == 1:
        facts["band"] = exif.clean(band)
        facts["flags"].append("photo.single_band")
    return facts


def _store(jpeg_body: bytes, image: Image.Image, out: Path) -> None:
    """Keep a JPEG's own coded pixels and drop all else; any other picture is coded as JPEG."""
    if jpeg_body:
        out.write_bytes(stripped(jpeg_body))
    else:
        image.save(out, "JPEG", quality=92, subsampling=0)


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
        pixels = ImageOps.autocontrast(_in_bytes(image))
    else:
        rgba = image.convert("RGBA")
        pixels = Image.new("RGB", image.size, (255, 255, 255))
        pixels.paste(rgba, mask=rgba.getchannel("A"))
    pixels.info.clear()
    return pixels


def _in_bytes(image: Image.Image) -> Image.Image:
    """Return 16-bit grey in 8 bits, from its darkest to its lightest value."""
    values = np.asarray(image, np.float32)
    low, high = float(values.min()), float(values.max())
    scaled = (values - low) * np.float32(255 / max(high - low, 1.0))
    return Image.fromarray(scaled.astype(np.uint8))


def _thumbnail(image: Image.Image, orientation: int) -> Image.Image:
    small = image if image.mode in {"L", "RGB"} else _plain(image)
    small.thumbnail((_THUMB_PX, _THUMB_PX), reducing_gap=2.0)
    small = upright.upright(small, orientation)
    small.info.clear()
    return small
