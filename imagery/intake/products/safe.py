"""Sentinel-2 SAFE folders, levels 1C and 2A.

Reflectance = (DN + offset) / quantification (ESA Sentinel-2 Products Specification Document,
PSD-15: RADIO_ADD_OFFSET and BOA_ADD_OFFSET, -1000 from processing baseline 04.00 on, absent
before).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import Element

from geo.errors import Refused
from imagery import capture_time
from imagery.guess import SENTINEL2
from imagery.intake.products import metadata
from imagery.intake.products.folder import Listing, check_reference
from imagery.intake.products.model import Part, Product

BANDS = (
    *("B01", "B02", "B03", "B04", "B05", "B06", "B07"),
    *("B08", "B8A", "B09", "B10", "B11", "B12"),
)
"""In the order of ``band_id`` 0 to 12."""
_METADATA = re.compile(r"MTD_MSI(L1C|L2A)\.xml", re.IGNORECASE)
_BAND = re.compile(r"_(B(?:0[1-9]|1[0-2]|8A))(?:_(10|20|60)m)?\.jp2", re.IGNORECASE)
_CLOUD = re.compile(r"MSK_CLDPRB_(20|60)m\.jp2", re.IGNORECASE)
_CLASSES = re.compile(r".*_SCL_(20|60)m\.jp2", re.IGNORECASE)
_TILE = re.compile(r"(?:^|_)(T\d\d[A-Z]{3}_\d{8}T\d{6})_")


def recognises(found: Listing) -> bool:
    """Whether the folder's own metadata file lies at its top."""
    return any(_METADATA.fullmatch(name) for name in found)


def read(found: Listing) -> Product:
    """Return the product of one granule.

    Raises
    ------
    Refused
        ``intake.product_metadata``, ``intake.product_path``, ``intake.product_mixed``,
        ``intake.product_no_bands``.
    """
    top = next(path for name, path in found.items() if _METADATA.fullmatch(name))
    root = metadata.xml(top)
    for text, _ in metadata.values(root, "IMAGE_FILE"):
        check_reference(text)
    level = (_METADATA.fullmatch(top.name) or [""] * 2)[1].upper()
    inside = _granule(found)
    files = _band_files(inside)
    bands = tuple(_part(name, files[name], root, level, top) for name in BANDS if name in files)
    if not bands:
        raise Refused("intake.product_no_bands")
    cloud = _cloud(inside)
    return Product(
        name=top.parent.name,
        sensor=f"Sentinel-2 {level}",
        bands=bands,
        cloud=cloud,
        taken_at=_taken_at(root),
        missing=_missing(files, cloud, level),
        metadata=(top,),
    )


def _granule(found: Listing) -> Listing:
    """Return the files of the one granule; old products held many tiles in one folder."""
    inside = {n: p for n, p in found.items() if PurePosixPath(n).parts[0] == "GRANULE"}
    if len({PurePosixPath(name).parts[1] for name in inside}) > 1:
        raise Refused("intake.product_mixed")
    return inside


def _band_files(inside: Listing) -> dict[str, Path]:
    """Return each band's finest file."""
    best: dict[str, tuple[int, Path]] = {}
    for name, path in inside.items():
        match = _BAND.search(path.name)
        if "/IMG_DATA/" not in name or match is None or match.end() != len(path.name):
            continue
        band, size = match[1].upper(), int(match[2] or 0)
        if band in best and best[band][0] == size:
            raise Refused("intake.product_mixed")
        if band not in best or size < best[band][0]:
            best[band] = (size, path)
    files = {band: path for band, (_, path) in best.items()}
    _one_tile(files.values())
    return files


def _one_tile(paths: Iterable[Path]) -> None:
    told = {match[1] for match in (_TILE.search(path.name) for path in paths) if match}
    if len(told) > 1:
        raise Refused("intake.product_mixed")


def _part(name: str, path: Path, root: Element, level: str, top: Path) -> Part:
    divisor, adds = ("QUANTIFICATION_VALUE", "RADIO_ADD_OFFSET")
    if level == "L2A":
        divisor, adds = "BOA_QUANTIFICATION_VALUE", "BOA_ADD_OFFSET"
    quantification = metadata.number(metadata.first(root, divisor), file=top.name)
    if quantification <= 0:
        raise Refused("intake.product_metadata", file=top.name)
    told = {a.get("band_id"): text for text, a in metadata.values(root, adds)}
    add = metadata.number(told.get(str(BANDS.index(name)), "0"), file=top.name)
    return Part(
        name=name,
        path=path,
        role=SENTINEL2.get(name.removeprefix("B").lstrip("0").lower()),
        scale=1 / quantification,
        offset=add / quantification,
    )


def _cloud(inside: Listing) -> tuple[Part, ...]:
    """Return the finest cloud probability and the finest scene classes."""
    parts = []
    for pattern, means in ((_CLOUD, "probability"), (_CLASSES, "scl")):
        files = [(int(m[1]), p) for p in inside.values() if (m := pattern.fullmatch(p.name))]
        if files:
            parts.append(Part(name=means, path=min(files)[1], means=means))
    return tuple(parts)


def _missing(files: dict[str, Path], cloud: tuple[Part, ...], level: str) -> tuple[str, ...]:
    absent = [SENTINEL2.get(b[1:].lstrip("0").lower()) for b in BANDS if b not in files]
    lost = [role for role in absent if role]
    return (*lost, *(["cloud"] if level == "L2A" and not cloud else []))


def _taken_at(root: Element) -> datetime | None:
    text = metadata.first(root, "DATATAKE_SENSING_START") or metadata.first(
        root, "PRODUCT_START_TIME"
    )
    return capture_time.parse(text, latest=datetime.now(UTC) + timedelta(days=1)).at
