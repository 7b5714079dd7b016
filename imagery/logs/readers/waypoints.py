"""QGC WPL: one mission item a line, twelve columns (mavlink.io, "Mission File Formats")."""

from __future__ import annotations

import re

from geo.errors import Refused
from imagery.logs.numbers import measure, number
from imagery.logs.request import Request
from imagery.logs.table import Reading, Rows
from imagery.logs.text import lines

NAVIGATION = {16, 17, 18, 19, 21, 22, 31, 82, 84, 85}
"""Commands that take the aircraft to their position (MAV_CMD_NAV_…)."""
ABSOLUTE_FRAMES = {0, 5}
_COLUMNS = 12
_MAX_COLUMN = re.compile(r"[\t ]+")


def read(request: Request) -> Reading:
    """Read a mission's waypoints; its first item in absolute height is the home, not one.

    Raises
    ------
    Refused
        ``log.damaged`` naming the line that is no mission item.
    """
    rows = Rows()
    for count, line in enumerate(lines(request.path), 1):
        if count == 1 or not line.strip():
            continue
        cells = _MAX_COLUMN.split(line.strip())
        if len(cells) != _COLUMNS:
            raise Refused("log.damaged", where=f"QGC WPL, {count}")
        numbers = [measure(cell) for cell in cells]
        home = count == 2 and numbers[1] == 1 and numbers[2] == 0
        if numbers[3] in NAVIGATION and not home:
            rows.add(**placed(numbers[2], number(cells[8]), number(cells[9]), numbers[10]))
    return Reading(kind="plan", rows=rows.array(), flown=False)


def placed(frame: float, lat: float, lon: float, height: float) -> dict[str, float]:
    """Return a mission item's position, its height by its frame."""
    name = "altitude_m" if frame in ABSOLUTE_FRAMES else "height_agl_m"
    return {"lon": lon, "lat": lat, name: height}
