"""Which stations a scene shows: those whose zones meet its footprint, and those declared."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.crs import LonLat, area_m2
from geo.zones import Zone, zones_for
from ledger import catalog
from ledger.models import Scene, SceneStation, Station
from ledger.scene_place import shown_footprint
from ledger.spatial import intersects

REACH_DEG = 0.02
"""More than the largest context (1 km) in degrees of latitude."""
MIN_COS = 0.1


@lru_cache(maxsize=512)
def zones(kind: str, anchor_lonlat: LonLat) -> tuple[Zone, ...]:
    """Return a station's zones by the catalogue's signs and rules."""
    return zones_for(kind, anchor_lonlat, catalog.signs(), catalog.rules())


def zones_of(station: Station) -> tuple[Zone, ...]:
    """Return the zones around a station's anchor."""
    return zones(station.kind, (station.anchor.x, station.anchor.y))


def link_stations(session: Session, scene: Scene) -> list[Station]:
    """Bring a scene's station links up to date and return the declared ones it does not show.

    A declared station keeps its link whatever the footprint says (``covered`` is 0 then).
    """
    shown = shown_footprint(scene)
    assert shown is not None  # noqa: S101  (a ready scene lies somewhere)
    seen = {station.id: station for station in _near(session, shown)}
    declared = {link.station_id for link in scene.station_links if link.declared}
    for link in list(scene.station_links):
        if link.station_id not in seen and not link.declared:
            scene.station_links.remove(link)
    linked = {link.station_id: link for link in scene.station_links}
    for station_id, station in seen.items():
        if station_id not in linked:
            linked[station_id] = SceneStation(station=station)
            scene.station_links.append(linked[station_id])
    for link in scene.station_links:
        link.covered = covered_share(link.station, shown)
    session.flush()
    return [linked[number].station for number in sorted(declared - set(seen))]


def declare(session: Session, scene: Scene, stations: Iterable[Station]) -> bool:
    """Add declared links; return whether one of them is new."""
    linked = {link.station_id: link for link in scene.station_links}
    fresh = False
    for station in stations:
        link = linked.get(station.id)
        if link is None:
            fresh = True
            scene.station_links.append(SceneStation(station=station, declared=True))
        else:
            link.declared = True
    session.flush()
    return fresh


def place(session: Session, scene: Scene, *, flags: Collection[str]) -> None:
    """Link the stations and say what stands in the way of a comparison."""
    unseen = link_stations(session, scene)
    said = {
        "scene.no_date": scene.taken_at is None,
        "scene.no_station": not any(link.covered for link in scene.station_links),
        "scene.station_not_covered": bool(unseen),
    }
    kept = [flag for flag in flags if flag not in said]
    scene.flags = list(dict.fromkeys(kept + [flag for flag, true in said.items() if true]))
    session.flush()


def covered_share(station: Station, footprint: BaseGeometry) -> float:
    """Return the share of the station's widest zone that lies inside a footprint, 0-1."""
    widest = max(zones_of(station), key=lambda zone: zone.radius_m, default=None)
    if widest is None:
        return 0.0
    inside = shapely.intersection(widest.polygon, footprint)
    if inside.is_empty or not inside.area:
        return 0.0
    return min(1.0, round(area_m2(_areas(inside)) / area_m2(widest.polygon), 4))


def _areas(shape: BaseGeometry) -> BaseGeometry:
    """Return only the areas of an intersection; touching edges come as lines and points."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)


def _near(session: Session, footprint: BaseGeometry) -> list[Station]:
    west, south, east, north = footprint.bounds
    wide = REACH_DEG / max(MIN_COS, math.cos(math.radians(max(abs(south), abs(north)))))
    box = (west - wide, south - REACH_DEG, east + wide, north + REACH_DEG)
    rows = session.scalars(
        select(Station).where(intersects(Station.anchor, box)).order_by(Station.id)
    )
    return [station for station in rows if _meets(station, footprint)]


def _meets(station: Station, footprint: BaseGeometry) -> bool:
    widest = max(zones_of(station), key=lambda zone: zone.context_m, default=None)
    return widest is not None and bool(widest.context_polygon.intersects(footprint))
