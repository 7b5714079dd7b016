"""Placing a photo by hand: dragged on the map, or through control points."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Point, Polygon
from sqlalchemy.orm import Session

from geo.crs import checked, distance_m, epsg_of, to_degrees, to_metres
from geo.errors import Conflict, Forbidden, Refused
from ledger import access, chain, clock
from ledger.flights import fitting, work
from ledger.flights.fitting import Fit, Floats
from ledger.flights.photos import UNCERTAIN, UNPLACED, mark, settle
from ledger.models import Photo, User

FARTHEST_M = 10_000.0
"""A photo further than this from its flight's station is a slip of the hand."""
BY_HAND = "photo.placed_by_hand"
OUTDATED = "photo.footprint_outdated"
BETWEEN = "photo.between_neighbours"
LARGEST_PART_OFF = 0.05
"""Residual of control points over the photo's width on the ground."""
MOST_POINTS = 50


def place_at(
    session: Session,
    photo: Photo,
    *,
    lon: float,
    lat: float,
    yaw_deg: float | None = None,
    actor: User,
    version: int | None = None,
) -> None:
    """Put a photo's camera at a place, turned to ``yaw_deg`` when that is given.

    The ground that it shows moves along; a job works it out anew from the pose.

    Raises
    ------
    Forbidden
        ``review.not_allowed``.
    Conflict
        ``photo.changed``: placed by somebody else since ``version``.
    Refused
        ``photo.too_far``, ``geo.not_a_position``.
    """
    target = checked((lon, lat))
    yaw = None if yaw_deg is None else float(yaw_deg) % 360
    _claim(session, photo, actor)
    if _is_there(photo, target, yaw):
        return
    _check_version(photo, version)
    _check_distance(photo, target)
    before = photo.point
    photo.footprint = _carried(photo, target, yaw)
    photo.point = Point(*target)
    settle(photo, {"how": "drag", "lonlat": list(target), "yaw_deg": yaw})
    mark(photo, add=(BY_HAND, UNCERTAIN, OUTDATED))
    _done(session, photo, actor, before)


def place_through(
    session: Session,
    photo: Photo,
    points: Sequence[Mapping[str, Any]],
    *,
    actor: User,
    version: int | None = None,
) -> Fit:
    """Place a photo through three or more points seen in it and on the map.

    Parameters
    ----------
    points : sequence of {"x", "y", "lon", "lat"}
        Column and row in the stored picture, degrees WGS-84.

    Raises
    ------
    Forbidden
        ``review.not_allowed``.
    Conflict
        ``photo.changed``.
    Refused
        ``photo.too_few_points``, ``photo.wrong_point``, ``photo.points_on_a_line``,
        ``photo.points_disagree``, ``photo.no_size``, ``photo.too_far``.
    """
    width, height = _size(photo)
    pixels, lonlats = _read(points, width, height)
    around = lonlats[0]
    _claim(session, photo, actor)
    _check_distance(photo, around)
    ground = np.array([to_metres(Point(*place), around=around).coords[0] for place in lonlats])
    fit = _fit(pixels, ground, width)
    if photo.placement.get("points") == (said := [dict(point) for point in points]):
        return fit
    _check_version(photo, version)
    before = photo.point
    _lay(photo, fit, around=around, size=(width, height))
    photo.placement |= {"points": said}
    mark(photo, add=(BY_HAND,), drop=(UNCERTAIN, OUTDATED))
    _done(session, photo, actor, before)
    return fit


def _claim(session: Session, photo: Photo, actor: User) -> None:
    if not access.can(actor, "flight.edit", photo):
        raise Forbidden("review.not_allowed")
    session.refresh(photo, with_for_update=True)


def _check_version(photo: Photo, version: int | None) -> None:
    if version is not None and version != photo.version:
        raise Conflict("photo.changed")


def _check_distance(photo: Photo, lonlat: tuple[float, float]) -> None:
    anchor = photo.flight.station.anchor
    away = distance_m((anchor.x, anchor.y), lonlat)
    if away > FARTHEST_M:
        raise Refused("photo.too_far", distance_m=round(away), limit_m=round(FARTHEST_M))


def _is_there(photo: Photo, lonlat: tuple[float, float], yaw: float | None) -> bool:
    known = photo.placement
    same = photo.placed_by == "hand" and known.get("lonlat") == list(lonlat)
    return same and known.get("yaw_deg") == yaw


def _carried(photo: Photo, lonlat: tuple[float, float], yaw: float | None) -> Any:
    """Return the photo's ground moved and turned with its camera; None when it had none."""
    if photo.footprint is None or photo.point is None:
        return None
    around = (photo.point.x, photo.point.y)
    camera = np.array(to_metres(photo.point, around=around).coords[0])
    target = np.array(to_metres(Point(*lonlat), around=around).coords[0])
    old = photo.placement.get("yaw_deg") or photo.facts.get("yaw_deg")
    turn = math.radians(0.0 if yaw is None or old is None else float(old) - yaw)
    cos, sin = math.cos(turn), math.sin(turn)
    rotation = np.array([[cos, -sin], [sin, cos]])
    ground = to_metres(photo.footprint, around=around)
    there = shapely.transform(ground, lambda xy: (xy - camera) @ rotation.T + target)
    return to_degrees(there, around=around)


def _size(photo: Photo) -> tuple[int, int]:
    width, height = (photo.facts.get(name) or 0 for name in ("width", "height"))
    if not width or not height:
        raise Refused("photo.no_size")
    return int(width), int(height)


def _read(
    points: Sequence[Mapping[str, Any]], width: int, height: int
) -> tuple[Floats, list[tuple[float, float]]]:
    if len(points) < 3:
        raise Refused("photo.too_few_points", count=len(points))
    pixels, lonlats = [], []
    for number, point in enumerate(points[:MOST_POINTS], 1):
        try:
            x, y = float(point["x"]), float(point["y"])
            lonlats.append(checked((point["lon"], point["lat"])))
        except (KeyError, TypeError, ValueError, Refused) as error:
            raise Refused("photo.wrong_point", number=number) from error
        if not (0 <= x <= width and 0 <= y <= height):
            raise Refused("photo.wrong_point", number=number)
        pixels.append((x, y))
    return np.array(pixels), lonlats


def _fit(pixels: Floats, ground: Floats, width: int) -> Fit:
    if min(fitting.spread(pixels), fitting.spread(ground)) < fitting.FLATTEST:
        raise Refused("photo.points_on_a_line")
    fit = fitting.fitted(pixels, ground)
    limit = LARGEST_PART_OFF * fit.gsd_m * width
    if fit.residual_m > limit:
        residual, most = round(fit.residual_m, 2), round(limit, 2)
        raise Refused(
            "photo.points_disagree", residual_m=residual, limit_m=most, worst=fit.worst + 1
        )
    return fit


def _lay(photo: Photo, fit: Fit, *, around: tuple[float, float], size: tuple[int, int]) -> None:
    """Write centre, ground and pixel size of a photo that a map places."""
    width, height = size
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=float)
    outline = to_degrees(Polygon(fitting.moved(fit.matrix, corners)), around=around)
    middle = fitting.moved(fit.matrix, np.array([[width / 2, height / 2]]))[0]
    photo.footprint = shapely.orient_polygons(outline)
    photo.point = to_degrees(Point(*middle), around=around)
    photo.gsd_m = photo.gsd_worst_m = fit.gsd_m
    told = {
        "how": "points",
        "kind": fit.kind,
        "residual_m": round(fit.residual_m, 3),
        "crs": f"EPSG:{epsg_of(around)}",
        "ground_from_pixel": fit.matrix.tolist(),
        "width": width,
        "height": height,
    }
    settle(photo, told)


def _done(session: Session, photo: Photo, actor: User, before: Any) -> None:
    photo.placed_by = "hand"
    photo.version += 1
    mark(photo, drop=(UNPLACED, BETWEEN))
    now = clock.now(session).isoformat()
    photo.placement |= {"by": actor.name, "by_id": actor.id, "at": now}
    chain.append(
        session,
        actor=actor,
        action="photo_place",
        from_state=None,
        to_state=None,
        payload={
            "flight": photo.flight_id,
            "photo": photo.id,
            "version": photo.version,
            "how": photo.placement["how"],
            "from": _lonlat(before),
            "to": _lonlat(photo.point),
            "residual_m": photo.placement.get("residual_m"),
        },
    )
    work.place(session, photo.flight, actor_id=actor.id)


def _lonlat(point: Any) -> list[float] | None:
    return None if point is None else [round(point.x, 7), round(point.y, 7)]
