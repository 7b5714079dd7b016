"""KML to look at: the area, the way, the photos. Not a mission file; no aircraft flies it."""

from __future__ import annotations

from collections.abc import Iterable

from shapely.geometry import MultiPolygon

from geo.crs import LonLat
from geo.mission.model import Mission
from geo.mission.writers import xmltext
from geo.mission.writers.xmltext import under


def as_bytes(mission: Mission) -> bytes:
    """Return the KML; heights above the ground at take-off."""
    root, document = xmltext.document()
    under(document, "name", f"{mission.template} {mission.camera.title}")
    if mission.area is not None:
        _area(document, mission.area)
    _track(document, mission)
    folder = under(document, "Folder")
    under(folder, "name", "photos")
    for number, shot in enumerate(mission.shots, start=1):
        mark = under(folder, "Placemark")
        under(mark, "name", str(number))
        under(under(mark, "Point"), "coordinates", _text([shot.lonlat]))
    return xmltext.as_bytes(root)


def _area(document: xmltext.Element, area: MultiPolygon) -> None:
    mark = under(document, "Placemark")
    under(mark, "name", "area")
    parts = under(mark, "MultiGeometry")
    for part in area.geoms:
        polygon = under(parts, "Polygon")
        for kind, ring in [
            ("outerBoundaryIs", part.exterior),
            *[("innerBoundaryIs", hole) for hole in part.interiors],
        ]:
            line = under(under(polygon, kind), "LinearRing")
            under(line, "coordinates", _text((p[0], p[1]) for p in ring.coords))


def _track(document: xmltext.Element, mission: Mission) -> None:
    mark = under(document, "Placemark")
    under(mark, "name", "track")
    line = under(mark, "LineString")
    under(line, "altitudeMode", "relativeToGround")
    way = " ".join(f"{p.lonlat[0]:.8f},{p.lonlat[1]:.8f},{p.agl_m:.2f}" for p in mission.waypoints)
    under(line, "coordinates", way)


def _text(points: Iterable[LonLat]) -> str:
    return " ".join(f"{lon:.8f},{lat:.8f}" for lon, lat in points)
