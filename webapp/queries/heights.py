"""Heights read off a flight's surface model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ledger import flights, media
from ledger.models import Flight
from webapp import config, db


def heights_json(flight: Flight, places: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """Return the surface at places as they are shown on the map.

    ``rise_m`` is from the first place to the last; its uncertainty is half the spread at both.
    """
    from imagery.tiles import heights  # noqa: PLC0415  (loads GDAL and numpy)

    surface = flights.surface_of(db.session(), flight)
    path = media.store_for(config.current()).local_path(surface.sha256)
    found = heights.heights(path, surface.in_file(places))
    ends = (found[0], found[-1]) if len(found) > 1 else (None, None)
    rise = off = None
    if ends[0] is not None and ends[1] is not None:
        rise = round(ends[1].height_m - ends[0].height_m, 2)
        off = round(math.hypot(ends[0].spread_m, ends[1].spread_m) / 2, 2)
    return {
        "made_by": surface.made_by,
        "scene_id": surface.scene_id,
        "step_m": next((one.step_m for one in found if one), None),
        "places": [
            {
                "lon": lon,
                "lat": lat,
                "height_m": round(one.height_m, 2) if one else None,
                "spread_m": round(one.spread_m, 2) if one else None,
            }
            for (lon, lat), one in zip(places, found, strict=True)
        ],
        "rise_m": rise,
        "uncertainty_m": off,
    }
