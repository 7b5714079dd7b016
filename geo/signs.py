"""The visible problems as data: what each is, where it is looked for, how small it may be.

``geo/domain/visible_signs.csv`` is the one table; ledger and imagery both read it here. Its sizes
are the project's proposal for three kinds of images (drone at 5 cm, 0.8 m and 10 m satellites).
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from geo.zones import Sign

TABLE = Path(__file__).parent / "domain" / "visible_signs.csv"
_COLUMNS = (("min_size_drone_5cm", 0.05), ("resolvable_gf2_08m", 0.8), ("resolvable_s2_10m", 10.0))
_SIZE = re.compile(r"(\d+(?:\.\d+)?)(?:\s*([x-])\s*(\d+(?:\.\d+)?))?\s*(m2|m)\b")
_NEVER = re.compile(r"no\b|not\b|n\b")


@dataclass(frozen=True)
class Sight:
    """How small a sign may be at the pixel sizes the table knows.

    ``sizes`` holds (ground metres of a pixel, smallest side in metres), finest first; a kind of
    image that cannot show the sign has no entry and ``blind_from_m`` is the pixel size of the
    finest such kind (infinite when every kind shows it).
    """

    sizes: tuple[tuple[float, float], ...]
    blind_from_m: float = math.inf


@cache
def signs() -> tuple[Sign, ...]:
    """Return the visible problems in the table's order."""
    return tuple(_sign(row) for row in _rows())


@cache
def sights() -> Mapping[str, Sight]:
    """Return how small each sign may be, by sign."""
    return MappingProxyType({row["sign"]: _sight(row) for row in _rows()})


def _rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _sign(row: dict[str, str]) -> Sign:
    return Sign(
        sign=row["sign"],
        name_zh=row["name_zh"],
        station_type=row["station_type"],
        issue_code=row["issue_code"],
        zone_rule=row["zone_rule"],
        zone_m=float(row["zone_m"]),
        context_m=float(row["context_m"]),
        grade=int(row["grade"]),
    )


def _sight(row: dict[str, str]) -> Sight:
    read = [(gsd_m, side_m(row[column])) for column, gsd_m in _COLUMNS]
    blind = min((gsd_m for gsd_m, size in read if size is None), default=math.inf)
    known = tuple((gsd_m, size) for gsd_m, size in read if size is not None and gsd_m < blind)
    return Sight(known, blind)


def side_m(text: str) -> float | None:
    """Return the side in metres that a cell of the table names; None where it says no.

    ``0.3 m (5 px at 5 cm)`` is .3; ``>=900 m2`` is the side of that square, 30; ``30x30 m`` is
    30 and ``2x8 m`` is 4, the square of that area; of ``20-30 m`` the larger, to be on the safe
    side.
    """
    found = _SIZE.search(text)
    if _NEVER.match(text.strip()) or found is None:
        return None
    one, between, other, unit = found.groups()
    if unit == "m2":
        return math.sqrt(float(one))
    if between == "x":
        return math.sqrt(float(one) * float(other))
    return float(other or one)
