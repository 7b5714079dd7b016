"""A file's georeferencing tags: taken from a one-pixel GeoTIFF that GDAL makes in memory.

So any CRS is written just as GDAL writes it.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

from imagery.cog.tags import ASCII, DOUBLE, SHORT, Tag
from imagery.cog.webgrid import Grid
from imagery.cog.writer import text_tag

_SCALE, _TIEPOINT, _MATRIX, _KEYS, _DOUBLES, _ASCII = 33550, 33922, 34264, 34735, 34736, 34737
_WANTED = {_SCALE, _TIEPOINT, _MATRIX, _KEYS, _DOUBLES, _ASCII}
_LETTERS = {SHORT: "H", DOUBLE: "d"}
_GDAL_METADATA, _GDAL_NODATA = 42112, 42113


def tags(rasterio: Any, crs: Any, transform: Any) -> dict[int, Tag]:
    """Return the tags of a CRS and an affine transform; none without a CRS."""
    if not crs:
        return {}
    profile = {"driver": "GTiff", "width": 1, "height": 1, "count": 1, "dtype": "uint8"}
    with rasterio.MemoryFile() as memory:
        with memory.open(**profile, crs=crs, transform=transform):
            pass
        return _wanted(bytes(memory.getbuffer()))


def _wanted(data: bytes) -> dict[int, Tag]:
    """Read the tags of a classic little-endian TIFF."""
    at = struct.unpack_from("<I", data, 4)[0]
    found: dict[int, Tag] = {}
    for entry in range(struct.unpack_from("<H", data, at)[0]):
        code, kind, count = struct.unpack_from("<HHI", data, at + 2 + 12 * entry)
        if code not in _WANTED:
            continue
        inline = at + 10 + 12 * entry
        size = count * {ASCII: 1, SHORT: 2, DOUBLE: 8}[kind]
        start = inline if size <= 4 else struct.unpack_from("<I", data, inline)[0]
        body = data[start : start + size]
        values = body if kind == ASCII else struct.unpack(f"<{count}{_LETTERS[kind]}", body)
        found[code] = Tag(kind, values)
    return found


def tiling_scheme(grid: Grid) -> dict[int, Tag]:
    """Return GDAL's note that the blocks are tiles of the web grid, aligned at every level."""
    items = {
        "NAME": "GoogleMapsCompatible",
        "ZOOM_LEVEL": grid.zoom,
        "ALIGNED_LEVELS": grid.levels,
    }
    text = "".join(
        f'<Item name="{name}" domain="TILING_SCHEME">{value}</Item>'
        for name, value in items.items()
    )
    return {_GDAL_METADATA: text_tag(f"<GDALMetadata>{text}</GDALMetadata>")}


def items(whole: Mapping[str, str], bands: Mapping[int, Mapping[str, str]]) -> dict[int, Tag]:
    """Return GDAL's note of a raster's items and, by 1-based number, of its bands; none if empty.

    Names and values must be words of our own: they are written as they are.
    """
    text = "".join(f'<Item name="{name}">{value}</Item>' for name, value in whole.items())
    for number, told in sorted(bands.items()):
        text += "".join(
            f'<Item name="{name.upper()}" sample="{number - 1}" role="{name}">{value}</Item>'
            for name, value in told.items()
        )
    return {_GDAL_METADATA: text_tag(f"<GDALMetadata>{text}</GDALMetadata>")} if text else {}


def nodata(value: float | None) -> dict[int, Tag]:
    """Return the tag of a no-data value; none without one."""
    if value is None:
        return {}
    whole = float(value).is_integer()
    return {_GDAL_NODATA: text_tag(str(int(value)) if whole else repr(float(value)))}
