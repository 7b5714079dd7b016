"""``plan``: from an area to a mission that can be flown, with what it will and will not show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPoint, MultiPolygon, Polygon

from geo import crs
from geo import mission_messages as _messages  # noqa: F401  (registers the words)
from geo.coverage import Coverage, Shape, coverage
from geo.errors import Refused
from geo.mission import checks, flying, footprints
from geo.mission.area import Area, area_of
from geo.mission.cameras import DEFAULT, camera_of
from geo.mission.model import Action, Camera, Mission, Shot, Template, Waypoint
from geo.mission.optics import View, spacing_of, view_of
from geo.mission.route import XY, Leg, joined
from geo.mission.site import Site
from geo.mission.templates import LAYOUTS, PITCH_DEG
from geo.mission.terrain import Relief, degrees

Floats = NDArray[np.float64]
OVERLAP = (0.8, 0.7)
MOST_PHOTOS = 5000
_GSD_TOLERANCE = 1.05


def plan(
    area: Shape,
    template: Template | str = "grid",
    camera: Camera | str = DEFAULT,
    *,
    gsd_m: float | None = None,
    height_m: float | None = None,
    overlap: tuple[float, float] = OVERLAP,
    site: Site | None = None,
) -> Mission:
    """Plan a flight over an area.

    Parameters
    ----------
    area : Polygon or MultiPolygon (LineString for a strip)
        WGS-84, shapely or GeoJSON; separate parts are flown one after another, near ones as one.
    template : {"grid", "orbit", "oblique", "strip"}
    camera : Camera or str
        A row of the camera table, or its name.
    gsd_m, height_m : float
        One of them: metres of ground a pixel in the middle of the frame, or metres above ground.
    overlap : (forward, side)
        Shares, 0 to 0.95.
    site : Site, optional
        Terrain, inlets, take-off, wind.

    Returns
    -------
    Mission
        Its coverage counts ground shown within 5 % of ``gsd_m`` by the footprints of the photos.

    Raises
    ------
    Refused
        A ``mission.*`` code.
    """
    kind, chosen, told = _template(template), camera_of(camera), site or Site()
    view = view_of(chosen, PITCH_DEG[kind], gsd_m=gsd_m, height_m=height_m)
    spacing = spacing_of(view, overlap)
    where = area_of(area, kind, told.strip_width_m)
    inlets = [_metres(point, where.around) for point in told.inlets]
    home = _metres(told.home, where.around) if told.home is not None else None
    _check_count(where, spacing, MOST_PHOTOS)
    legs = joined(LAYOUTS[kind](where, view, spacing, inlets), home)
    relief = Relief(told.terrain, where.around)
    draft = _draft(kind, view, where, legs, relief)
    return _flown(draft, view, legs, relief, (home, inlets, told.wind_m_s))


def _template(name: str) -> Template:
    for known in LAYOUTS:
        if known == name:
            return known
    raise Refused("mission.template", name=name[:40], known=", ".join(LAYOUTS))


def _metres(lonlat: crs.LonLat, around: crs.LonLat) -> XY:
    point = shapely.get_coordinates(
        crs.to_metres(MultiPoint([crs.checked(lonlat)]), around=around)
    )[0]
    return float(point[0]), float(point[1])


def _check_count(where: Area, spacing: tuple[float, float], most: int) -> None:
    """Refuse a mission of far too many photos before any line is drawn."""
    about = where.ground.area / (spacing[0] * spacing[1])
    if about > most:
        raise Refused("mission.too_many_photos", count=round(about), limit=most)


def _draft(kind: Template, view: View, where: Area, legs: Sequence[Leg], relief: Relief) -> Mission:
    """Return the mission with its photos and their coverage; time and way come later."""
    taken = [leg.shots() for leg in legs]
    xy, yaws = np.concatenate([t[0] for t in taken]), np.concatenate([t[1] for t in taken])
    if len(xy) > MOST_PHOTOS:
        raise Refused("mission.too_many_photos", count=len(xy), limit=MOST_PHOTOS)
    seen = footprints.seen(xy, np.full(len(xy), view.height_m), yaws, view, relief)
    shown = _coverage(where, seen, view)
    places = degrees(xy, where.around)
    return Mission(
        template=kind,
        camera=view.camera,
        waypoints=(),
        shots=tuple(
            _shot(places[i], float(yaws[i]), view, seen[i].outline, where.around)
            for i in range(len(xy))
        ),
        photos=len(xy),
        length_m=0.0,
        time_s=0.0,
        batteries=1,
        coverage=shown.covered,
        gaps=shown.gaps,
        overlap=shown.overlap,
        height_m=view.height_m,
        gsd_m=view.gsd_m,
        speed_m_s=flying.speed_of(view.camera, view.gsd_m, legs[0].every_m),
        home=(0.0, 0.0),
        area=MultiPolygon(
            list(shapely.get_parts(crs.to_degrees(where.ground, around=where.around)))
        ),
    )


def _coverage(where: Area, seen: Sequence[footprints.Seen], view: View) -> Coverage:
    cells = [cell for one in seen for cell in one.cells]
    frames = [(crs.to_degrees(polygon, around=where.around), gsd) for polygon, gsd in cells]
    zone = crs.to_degrees(where.ground, around=where.around)
    return coverage(zone, frames, gsd_limit_m=view.gsd_m * _GSD_TOLERANCE)


def _shot(place: Floats, yaw: float, view: View, outline: Polygon, around: crs.LonLat) -> Shot:
    corners = shapely.get_coordinates(crs.to_degrees(outline, around=around))
    return Shot(
        lonlat=(float(place[0]), float(place[1])),
        agl_m=view.height_m,
        yaw_deg=yaw,
        pitch_deg=view.pitch_deg,
        footprint=tuple((float(lon), float(lat)) for lon, lat in corners),
    )


def _flown(
    draft: Mission,
    view: View,
    legs: Sequence[Leg],
    relief: Relief,
    told: tuple[XY | None, Sequence[XY], float | None],
) -> Mission:
    """Return the mission with its waypoints, way, time and warnings."""
    found = flying.marks(legs, view.height_m, relief)
    home = told[0] if told[0] is not None else found[0].xy
    ground = float(relief.heights(np.array([home]))[0])
    path = flying.path_of(found, home, ground)
    seconds = flying.time_s(found, path, draft.speed_m_s)
    reach = max(math.dist(home, mark.xy) for mark in found)
    flying.check_reach(view.camera, reach, view.height_m)
    flown = checks.Flown(
        marks=found,
        path=path,
        relief=relief,
        inlets=told[1],
        camera=view.camera,
        wind_m_s=told[2],
        speed_m_s=draft.speed_m_s,
        coverage=draft.coverage,
    )
    return replace(
        draft,
        waypoints=_waypoints(found, ground, relief),
        length_m=flying.length_m(path),
        time_s=seconds,
        batteries=flying.batteries(view.camera, seconds, reach, view.height_m),
        home=_degrees(home, relief),
        home_altitude_m=ground if relief.terrain is not None else None,
        warnings=checks.warnings(flown),
    )


def _degrees(xy: XY, relief: Relief) -> crs.LonLat:
    lon, lat = degrees(np.array([xy]), relief.around)[0]
    return float(lon), float(lat)


def _waypoints(found: Sequence[flying.Mark], ground: float, relief: Relief) -> tuple[Waypoint, ...]:
    places = degrees(np.array([mark.xy for mark in found]), relief.around)
    looks = degrees(np.array([_look(mark) for mark in found]), relief.around)
    return tuple(
        Waypoint(
            lonlat=(float(place[0]), float(place[1])),
            height_m=mark.height_m - ground,
            agl_m=mark.agl_m,
            yaw_deg=mark.yaw_deg,
            pitch_deg=mark.leg.pitch_deg,
            action=_action(mark),
            every_m=mark.leg.every_m if mark.first else 0.0,
            turn=mark.first or mark.last,
            target=(float(look[0]), float(look[1])) if _action(mark) == "photo" else None,
        )
        for place, look, mark in zip(places, looks, found, strict=True)
    )


def _look(mark: flying.Mark) -> XY:
    """Return where the camera's middle meets level ground."""
    ahead = mark.agl_m / math.tan(math.radians(-mark.leg.pitch_deg))
    yaw = math.radians(mark.yaw_deg)
    return mark.xy[0] + ahead * math.sin(yaw), mark.xy[1] + ahead * math.cos(yaw)


def _action(mark: flying.Mark) -> Action:
    if mark.first and mark.last:
        return "photo"
    return "start" if mark.first else "stop" if mark.last else "fly"
