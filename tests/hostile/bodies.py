"""Bytes of pictures, whole and then harmed."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import rasterio
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.hostile.tiffs import tags, tiff
from tests.hostile.traps import Trap
from tests.unit.imagery import rasters

SCRIPT = "<script>XZCANARY</script>{{7*7}}"


def png(**options: object) -> bytes:
    out = io.BytesIO()
    pixels = rasters.texture(3, 64, 64).transpose(1, 2, 0)
    Image.fromarray(pixels).save(out, "PNG", **options)
    return out.getvalue()


def jpeg(**options: object) -> bytes:
    out = io.BytesIO()
    pixels = rasters.texture(3, 64, 64).transpose(1, 2, 0)
    Image.fromarray(pixels).save(out, "JPEG", **options)
    return out.getvalue()


def jp2() -> bytes:
    out = io.BytesIO()
    Image.fromarray(rasters.texture(3, 64, 64).transpose(1, 2, 0)).save(out, "JPEG2000")
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of(width: int, height: int, data: bytes, *extra: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rest = b"".join(extra) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + rest


def zeros(count: int) -> bytes:
    return zlib.compress(bytes(count), 9)


def text_bomb(_: Trap) -> bytes:
    words = chunk(b"zTXt", b"Comment\0\0" + zeros(50 * 2**20))
    rows = zlib.compress(b"".join(b"\0" + bytes([n] * 8) for n in range(8)))
    return png_of(8, 8, rows, words)


def patched(body: bytes, at: int, value: bytes) -> bytes:
    return body[:at] + value + body[at + len(value) :]


def jpeg_sides(_: Trap) -> bytes:
    body = jpeg()
    return patched(body, body.index(b"\xff\xc0") + 5, struct.pack(">HH", 65500, 65500))


def scans(_: Trap) -> bytes:
    body = jpeg(progressive=True, quality=90)
    last = body.rindex(b"\xff\xda")
    return body[:last] + body[last:-2] * 3000 + b"\xff\xd9"


def segments(_: Trap) -> bytes:
    body = jpeg()
    flood = b"\xff\xe1" + struct.pack(">H", 5002) + SCRIPT.encode().ljust(5000, b"x")
    return body[:2] + flood * 60 + body[2:]


def exif(_: Trap) -> bytes:
    exif = Image.Exif()
    exif[270], exif[305], exif[315] = SCRIPT, SCRIPT, "=cmd|' /C calc'!A0"
    return jpeg(exif=exif, comment=SCRIPT.encode(), icc_profile=SCRIPT.encode() * 20)


def xmp(_: Trap) -> bytes:
    packet = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    body = jpeg()
    full = b"http://ns.adobe.com/xap/1.0/\0" + packet
    return body[:2] + b"\xff\xe1" + struct.pack(">H", len(full) + 2) + full + body[2:]


def tiff_written(**profile: object) -> bytes:
    words = {"TIFFTAG_IMAGEDESCRIPTION": SCRIPT, "TIFFTAG_SOFTWARE": SCRIPT, "X": SCRIPT}
    with rasterio.MemoryFile() as memory:
        options = {"driver": "GTiff", "width": 64, "height": 64, "count": 3, "dtype": "uint8"}
        grid = {
            "crs": rasters.CRS,
            "transform": rasterio.transform.from_origin(281e3, 3403e3, 1, 1),
        }
        with memory.open(**options | grid | profile) as out:
            out.write(rasters.texture(3, 64, 64))
            out.descriptions = (SCRIPT, "green", "blue")
            out.update_tags(**words)
        return memory.read()


def tiff_bomb(_: Trap) -> bytes:
    rows = zlib.compress(bytes(9000 * 9000), 9)
    changed = tags(t256=(4, 9000), t257=(4, 9000), t259=(3, 8), t278=(4, 9000), t279=(4, len(rows)))
    return tiff(changed, pixels=rows)


def sparse(_: Trap) -> bytes:
    none: dict[str, None] = dict.fromkeys(("t273", "t278", "t279"))
    tiled = {"t322": (4, 60_000), "t323": (4, 60_000), "t324": (4, 0), "t325": (4, 0)}
    return tiff(tags(t256=(4, 60_000), t257=(4, 60_000), **none, **tiled))


def jp2_size(_: Trap) -> bytes:
    body = jp2()
    body = patched(body, body.index(b"ihdr") + 4, struct.pack(">II", 90_000, 90_000))
    return patched(body, body.index(b"\xff\x4f\xff\x51") + 8, struct.pack(">II", 90_000, 90_000))


def jp2_two_faces(_: Trap) -> bytes:
    body = jp2()
    return patched(body, body.index(b"ihdr") + 4, struct.pack(">II", 32, 32))


def jp2_tiles(_: Trap) -> bytes:
    body = jp2()
    body = patched(body, body.index(b"ihdr") + 4, struct.pack(">II", 9000, 9000))
    start = body.index(b"\xff\x4f\xff\x51")
    body = patched(body, start + 8, struct.pack(">II", 9000, 9000))
    return patched(body, start + 24, struct.pack(">II", 1, 1)) + bytes(10**6)


def jp2_boxes(_: Trap) -> bytes:
    body = jp2()
    at = body.index(b"jp2h") - 4
    return body[:at] + struct.pack(">I4s", 8, b"free") * 5000 + body[at:]


def noise(_: Trap) -> bytes:
    return b"II*\0" + np.random.default_rng(3).bytes(2000)


def words() -> PngInfo:
    info = PngInfo()
    info.add_text("Comment", SCRIPT)
    info.add_itxt("XML:com.adobe.xmp", SCRIPT, zip=True)
    return info
