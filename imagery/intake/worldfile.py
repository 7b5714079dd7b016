"""World files: six numbers and a declared CRS, read by us and never by the library.

The format: six lines A, D, B, E, C, F; x = A·col + B·row + C and y = D·col + E·row + F give the
middle of a pixel, so the grid's corner lies half a pixel up and left of (C, F).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

from geo.errors import Refused

_MAX_BYTES = 1024
_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,12}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})(?:[eE][+-]?[0-9]{1,2})?"
)
_EPSG = re.compile(r"EPSG:([0-9]{4,6})", re.IGNORECASE)
_FINEST, _COARSEST = 1e-9, 1e5
"""Units a pixel: 0.1 mm in degrees, 100 km in metres."""


@dataclass(frozen=True, kw_only=True)
class WorldFile:
    """Where a picture lies: a file of six numbers and the CRS they are in, declared by a person.

    ``crs`` is ``EPSG:n``; text of any other form is refused.
    """

    path: Path
    crs: str

    def epsg(self) -> int:
        """Return the declared system's number.

        Raises
        ------
        Refused
            ``intake.crs_unknown``.
        """
        match = _EPSG.fullmatch(self.crs.strip())
        if match is None:
            raise Refused("intake.crs_unknown", crs=self.crs[:40])
        return int(match[1])

    def grid(self) -> tuple[float, float, float, float, float, float]:
        """Return the affine transform (a, b, c, d, e, f) from pixel corners to the CRS.

        Raises
        ------
        Refused
            ``intake.not_a_file``, ``intake.world_damaged``.
        """
        a, d, b, e, x, y = _numbers(self.path)
        sides = (math.hypot(a, d), math.hypot(b, e))
        skewed = abs(a * e - b * d) < 0.01 * sides[0] * sides[1]
        if not all(_FINEST <= side <= _COARSEST for side in sides) or skewed:
            raise Refused("intake.world_damaged")
        return a, b, x - (a + b) / 2, d, e, y - (d + e) / 2


def _numbers(path: Path) -> list[float]:
    if not path.is_file():
        raise Refused("intake.not_a_file")
    with path.open("rb") as file:
        data = file.read(_MAX_BYTES + 1)
    words = data.decode("latin-1").removeprefix("\xef\xbb\xbf").split()
    if len(data) > _MAX_BYTES or len(words) != 6 or not all(map(_NUMBER.fullmatch, words)):
        raise Refused("intake.world_damaged")
    return [float(word) for word in words]
