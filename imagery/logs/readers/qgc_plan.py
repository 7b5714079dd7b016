"""QGroundControl's .plan: JSON with mission items, surveys unfolded into theirs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from geo import strict_json
from geo.errors import Refused
from imagery.logs.readers.waypoints import NAVIGATION, placed
from imagery.logs.request import Request
from imagery.logs.table import Reading, Rows

_MAX_BYTES = 16 * 2**20
_MAX_DEPTH = 32


def read(request: Request) -> Reading:
    """Read a plan's waypoints; a takeoff or landing "where it stands" (0,0) is none.

    Raises
    ------
    Refused
        ``log.damaged`` for what is not such a plan.
    """
    with request.path.open("rb") as file:
        data = file.read(_MAX_BYTES + 1)
    try:
        plan = strict_json.load(data, max_bytes=_MAX_BYTES, max_depth=_MAX_DEPTH)
    except Refused as refusal:
        raise Refused("log.damaged", where=f"JSON, {refusal.code}") from refusal
    rows = Rows()
    mission = plan.get("mission") if isinstance(plan, dict) else None
    if not isinstance(mission, dict):
        raise Refused("log.damaged", where="mission")
    for item in _items(mission.get("items")):
        params = item.get("params")
        if item.get("command") in NAVIGATION and isinstance(params, list) and len(params) >= 7:
            lat, lon, height = (_number(value) for value in params[4:7])
            if (lat, lon) != (0, 0):
                rows.add(**placed(_number(item.get("frame")), lat, lon, height))
    return Reading(kind="plan", rows=rows.array(), flown=False)


def _items(found: Any) -> Iterator[dict[str, Any]]:
    """Yield the simple items, those of a survey in its place."""
    for item in found if isinstance(found, list) else []:
        if not isinstance(item, dict):
            continue
        style = item.get("TransectStyleComplexItem")
        if isinstance(style, dict) and isinstance(style.get("Items"), list):
            yield from (inner for inner in style["Items"] if isinstance(inner, dict))
        else:
            yield item


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    return float(value)
