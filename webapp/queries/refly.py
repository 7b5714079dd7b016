"""A mission over what a flight did not show finely enough."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import LineString, mapping, shape

from geo import messages
from geo.errors import Refused
from geo.messages import Lang
from ledger.models import Flight
from webapp.serial.flights import coded

if TYPE_CHECKING:
    from geo.mission import Camera, Mission

messages.register(
    {
        "flight.no_gaps": (
            "这次飞行没有可补飞的缺口；覆盖还没有计算时也没有缺口",
            "This flight has no gaps to fly again; before its coverage is known there are none",
        ),
    }
)

REACH_M = 100.0
"""Wider zones are looked at from satellites; a drone is not sent for them unless asked."""
FORMATS = ("kmz", "plan", "waypoints", "kml")
"""``kmz`` is DJI's and needs the numbers of the aircraft."""
FINER_BY = 0.85
"""Corners of a frame and rising ground are coarser than the middle that a mission plans for."""


def planned(
    flight: Flight,
    *,
    radius_m: float = REACH_M,
    gsd_m: float | None = None,
    camera: str | None = None,
) -> Mission:
    """Return a mission over the gaps of a flight.

    Parameters
    ----------
    radius_m : float
        Zones up to this radius.
    gsd_m : float, optional
        Gaps of what needs this resolution or a coarser one; by default the coarsest that has gaps.
    camera : str, optional
        A row of the camera table; by default the camera that flew.

    Raises
    ------
    Refused
        ``flight.no_gaps``, or why the mission cannot be planned (``mission.*``).
    """
    from geo import mission  # noqa: PLC0415  (loads scipy, for planning only)
    from geo.mission.site import Site  # noqa: PLC0415

    rows = [r for r in flight.coverage if r.get("gaps") and r["radius_m"] <= radius_m]
    limits = [row["gsd_limit_m"] for row in rows]
    wanted = gsd_m or max(limits, default=0.0)
    parts = [shape(row["gaps"]) for row in rows if row["gsd_limit_m"] >= wanted - 1e-9]
    if not parts:
        raise Refused("flight.no_gaps")
    anchor = flight.station.anchor
    inlets = ((anchor.x, anchor.y),) if flight.station.kind == "air" else ()
    return mission.plan(
        shapely.union_all(parts),
        "grid",
        camera or camera_for(flight),
        gsd_m=wanted * FINER_BY,
        site=Site(inlets=inlets),
    )


def camera_for(flight: Flight) -> Camera:
    """Return the camera that flew, by the record or by the photos; else the default."""
    from geo.mission.cameras import DEFAULT, camera_of  # noqa: PLC0415  (as above)

    for name in _names(flight):
        try:
            return camera_of(name)
        except Refused:
            continue
    return camera_of(DEFAULT)


def as_file(planned_mission: Mission, kind: str) -> bytes:
    """Return a mission as the bytes of a ``plan``, ``kmz``, ``waypoints`` or ``kml`` file."""
    from geo import mission  # noqa: PLC0415  (as above)

    return mission.as_bytes(planned_mission, kind)


def _names(flight: Flight) -> Iterable[str]:
    yield str(flight.record.get("aircraft") or "")
    for photo in flight.photos[:1]:
        yield str(photo.facts.get("model") or "")


def summary(planned_mission: Mission, lang: Lang) -> dict[str, Any]:
    """Return what a mission will take and show, with its line over ground."""
    from geo.mission.cameras import cameras  # noqa: PLC0415  (as above)

    chosen = planned_mission.camera
    line = LineString([point.lonlat for point in planned_mission.waypoints])
    return {
        "photos": planned_mission.photos,
        "length_m": planned_mission.length_m,
        "time_s": planned_mission.time_s,
        "batteries": planned_mission.batteries,
        "height_m": planned_mission.height_m,
        "gsd_m": planned_mission.gsd_m,
        "coverage": planned_mission.coverage,
        "camera": {"code": chosen.name, "name": chosen.title},
        "cameras": [{"code": name, "name": row.title} for name, row in cameras().items()],
        "formats": [kind for kind in FORMATS if kind != "kmz" or chosen.wpml],
        "warnings": coded(planned_mission.warnings, lang),
        "line": dict(mapping(line)),
    }
