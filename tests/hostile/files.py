"""One hostile file of every class, built in code: the promise holds without sample data too."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from tests.hostile import bodies, traps
from tests.hostile.tiffs import chain, tags, tiff
from tests.hostile.traps import Trap

_DEGREES = (1, 1, 0, 2, 1024, 0, 1, 2, 2048, 0, 1, 4326)
_METADATA = b"<GDALMetadata><Item name='a'>&lt;script>XZCANARY</Item></GDALMetadata>"


@dataclass(frozen=True)
class Hostile:
    """A file's name, its class, how it must end (``accept``, ``flag`` or ``reject``), its bytes."""

    name: str
    cls: str
    ends: frozenset[str]
    body: Callable[[Trap], bytes]


REJECT, ACCEPT, FLAG = frozenset({"reject"}), frozenset({"accept"}), frozenset({"flag"})
SOME = ACCEPT | FLAG


def _of(ends: frozenset[str], cls: str, **bodies: Callable[[Trap], bytes]) -> list[Hostile]:
    return [Hostile(n.replace("__", "."), cls, ends, body) for n, body in bodies.items()]


FILES: list[Hostile] = [
    *_of(
        ACCEPT,
        "control",
        raw__tif=lambda _: tiff(tags()),
        written__tif=lambda _: bodies.tiff_written(compress="deflate"),
    ),
    *_of(
        FLAG,
        "control without a position",
        a__png=lambda _: bodies.png(),
        a__jpg=lambda _: bodies.jpeg(),
    ),
    *_of(FLAG, "control without a position", a__jp2=lambda _: bodies.jp2()),
    *_of(
        REJECT,
        "truncated",
        header__tif=lambda _: tiff(tags())[:7],
        directory__tif=lambda _: tiff(tags())[:4150],
        pixels__tif=lambda _: tiff(tags(t256=(4, 512), t257=(4, 512))),
        half__png=lambda _: bodies.png()[:6000],
        half__jpg=lambda _: bodies.jpeg()[: len(bodies.jpeg()) * 2 // 3],
        half__jp2=lambda _: bodies.jp2()[:-900],
    ),
    *_of(
        REJECT,
        "huge-declared",
        sides__tif=lambda _: tiff(tags(t256=(4, 2_000_000_000), t257=(4, 2_000_000_000))),
        bands__tif=lambda _: tiff(tags(t277=(3, 60_000))),
        bytes__tif=lambda _: tiff(tags(t279=(4, 2**32 - 1))),
        sides__png=lambda _: bodies.png_of(2**31 - 1, 2**31 - 1, b""),
        sides__jpg=bodies.jpeg_sides,
        sides__jp2=bodies.jp2_size,
        tiles__jp2=bodies.jp2_tiles,
        sides__vrt=lambda _: b'<VRTDataset rasterXSize="2000000000" rasterYSize="2000000000"/>',
    ),
    *_of(
        REJECT,
        "bad-offset",
        strip__tif=lambda _: tiff(tags(t273=(4, 9_999_999))),
        big__tif=lambda _: b"II+\0\x08\0\0\0" + struct.pack("<Q", 2**63 - 8),
    ),
    *_of(
        REJECT,
        "loop",
        self__tif=lambda _: tiff(tags(), following=-1),
        pages__tif=lambda _: chain(3000),
        self__vrt=lambda _: traps.vrt("self.vrt"),
        boxes__jp2=bodies.jp2_boxes,
    ),
    *_of(
        REJECT,
        "bad-georef",
        nan__tif=lambda _: tiff(tags(t33550=(12, (float("nan"), 0.5, 0.0)))),
        zero__tif=lambda _: tiff(tags(t33550=(12, (0.0, 0.0, 0.0)))),
        degrees__tif=lambda _: tiff(tags(t34735=(3, _DEGREES))),
        none__tif=lambda _: tiff(tags(t34735=None)),
    ),
    *_of(FLAG, "bad-metadata", nodata__tif=lambda _: tiff(tags(t42113=(2, b"1e400")))),
    *_of(
        SOME,
        "stored-xss",
        words__tif=lambda _: bodies.tiff_written(),
        xml__tif=lambda _: tiff(
            tags(
                t42112=(
                    2,
                    b"<GDALMetadata><Item name='a'>&lt;script>XZCANARY</Item></GDALMetadata>",
                )
            )
        ),
        exif__jpg=bodies.exif,
        xmp__jpg=bodies.xmp,
        text__png=lambda _: bodies.png(pnginfo=bodies.words()),
    ),
    *_of(
        REJECT,
        "bomb",
        zeros__tif=bodies.tiff_bomb,
        sparse__tif=bodies.sparse,
        zeros__png=lambda _: bodies.png_of(30_000, 30_000, bodies.zeros(10**6)),
        text__png=bodies.text_bomb,
        scans__jpg=bodies.scans,
    ),
    *_of(FLAG, "bomb", segments__jpg=bodies.segments),
    *_of(REJECT, "two faces", faces__jp2=bodies.jp2_two_faces),
    *_of(
        REJECT,
        "corrupt",
        crc__png=lambda _: bodies.patched(bodies.png(), 400, b"\0\0\0\0"),
        noise__tif=bodies.noise,
        empty__tif=lambda _: b"",
        newline__jpg=lambda _: b"\n",
    ),
    *_of(
        FLAG,
        "polyglot",
        html__jpg=lambda _: bodies.jpeg() + b"<?php system($_GET[0]);?><script>XZCANARY</script>",
        zip__jpg=lambda _: bodies.jpeg() + b"PK\3\4XZCANARY",
        png__tif=lambda _: bodies.png(),
    ),
    *_of(
        REJECT,
        "file-inclusion",
        raw__vrt=traps.raw_vrt,
        raw_vrt__tif=traps.raw_vrt,
        simple_vrt__jpg=lambda trap: traps.vrt(str(trap.other)),
        python_vrt__tif=traps.python_vrt,
        mrf__tif=traps.mrf,
        wms__tif=traps.wms,
        curl_vrt__tif=lambda trap: traps.vrt(f"/vsicurl/{trap.address}/a.tif"),
        zip_vrt__tif=lambda trap: traps.vrt(f"/vsizip//vsicurl/{trap.address}/a.zip/a.tif"),
    ),
    *_of(
        REJECT,
        "wrong-type",
        html__tif=lambda _: b"<html><script>XZCANARY</script></html>",
        elf__jpg=lambda _: b"\x7fELF\2\1\1" + bytes(200),
        pdf__tif=lambda _: b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj",
        gif__gif=lambda _: b"GIF89a\xff\xff\xff\xff\x80\0\0",
        zip__jpg2=lambda _: b"PK\3\4" + bytes(60),
    ),
]
