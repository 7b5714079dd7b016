"""Landsat folders (Collection 1 and 2, TM to OLI-2): one TIFF a band and the MTL file.

Level 2: surface reflectance = DN · 0.0000275 - 0.2 (Landsat 8-9 C2 L2 Science Product Guide,
LSDS-1619), taken from the MTL. Level 1: top-of-atmosphere reflectance = (DN · M + A) / sin(sun
elevation) (Landsat 8 Data Users Handbook, LSDS-1574, section 5.2).
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from geo.errors import Refused
from imagery import capture_time
from imagery.guess import LANDSAT_OLI, LANDSAT_TM
from imagery.intake.products import metadata
from imagery.intake.products.folder import Listing, check_reference
from imagery.intake.products.metadata import Groups
from imagery.intake.products.model import Part, Product

_FILE = re.compile(
    r"(L([COTE])0[4-9]_L([12])[A-Z]{2}_\d{6}_\d{8}_\d{8}_0[12]_(?:T1|T2|RT))_"
    r"(MTL\.(?:txt|xml|json)|(?:SR_)?B\d{1,2}\.tiff?|QA_PIXEL\.tiff?)",
    re.IGNORECASE,
)
_SCALED = {
    "1": ("LEVEL1_RADIOMETRIC_RESCALING", "RADIOMETRIC_RESCALING"),
    "2": ("LEVEL2_SURFACE_REFLECTANCE_PARAMETERS",),
}
_PREFERRED = (".txt", ".json", ".xml")


def recognises(found: Listing) -> bool:
    """Whether band files of a Landsat product lie at the folder's top."""
    return any(_FILE.fullmatch(name) for name in found)


def read(found: Listing) -> Product:
    """Return the product of one scene.

    Raises
    ------
    Refused
        ``intake.product_metadata``, ``intake.product_path``, ``intake.product_mixed``,
        ``intake.product_no_bands``.
    """
    matches = [m for m in map(_FILE.fullmatch, found) if m]
    if len({match[1].upper() for match in matches}) > 1:
        raise Refused("intake.product_mixed")
    name, sensor, level = matches[0][1], matches[0][2].upper(), matches[0][3]
    files = {match[4].upper(): found[match[0]] for match in matches}
    top = _mtl(files)
    told = metadata.groups(top)
    for values in told.values():
        for key, value in values.items():
            if key.startswith("FILE_NAME"):
                check_reference(value)
    roles = LANDSAT_OLI if sensor in "CO" else LANDSAT_TM
    bands = _bands(files, roles, told, level, top)
    quality = [path for key, path in files.items() if key.startswith("QA_PIXEL")]
    missing = [role for role in roles.values() if role not in {part.role for part in bands}]
    return Product(
        name=name,
        sensor=f"Landsat L{level}",
        bands=bands,
        cloud=tuple(Part(name="QA_PIXEL", path=path, means="qa") for path in quality[:1]),
        taken_at=_taken_at(told),
        missing=(*missing, *([] if quality else ["cloud"])),
        metadata=(top,),
    )


def _mtl(files: dict[str, Path]) -> Path:
    for ending in _PREFERRED:
        if f"MTL{ending}".upper() in files:
            return files[f"MTL{ending}".upper()]
    raise Refused("intake.product_metadata", file="MTL")


def _bands(
    files: dict[str, Path], roles: dict[str, str], told: Groups, level: str, top: Path
) -> tuple[Part, ...]:
    prefix = "SR_B" if level == "2" else "B"
    parts = []
    for number, role in roles.items():
        path = next((p for k, p in files.items() if k.split(".")[0] == prefix + number), None)
        if path is None:
            continue
        scale, offset = _scaling(told, level, number, top)
        parts.append(
            Part(name=f"{prefix}{number}", path=path, role=role, scale=scale, offset=offset)
        )
    if not parts:
        raise Refused("intake.product_no_bands")
    return tuple(parts)


def _scaling(told: Groups, level: str, number: str, top: Path) -> tuple[float, float]:
    values = next((told[name] for name in _SCALED[level] if name in told), {})
    scale = metadata.number(values.get(f"REFLECTANCE_MULT_BAND_{number}", ""), file=top.name)
    offset = metadata.number(values.get(f"REFLECTANCE_ADD_BAND_{number}", ""), file=top.name)
    if level == "1":
        height = metadata.number(_any(told, "SUN_ELEVATION"), file=top.name)
        if not 0 < height <= 90:
            raise Refused("intake.product_metadata", file=top.name)
        scale, offset = (v / math.sin(math.radians(height)) for v in (scale, offset))
    if scale <= 0:
        raise Refused("intake.product_metadata", file=top.name)
    return scale, offset


def _any(told: Groups, key: str) -> str:
    return next((values[key] for values in told.values() if key in values), "")


def _taken_at(told: Groups) -> datetime | None:
    day, time = _any(told, "DATE_ACQUIRED"), _any(told, "SCENE_CENTER_TIME").strip('"')
    text = f"{day}T{time[:8]}Z" if time else day
    return capture_time.parse(text, latest=datetime.now(UTC) + timedelta(days=1)).at
