"""The city's outline as SVG paths, for the door: districts and names, no stations."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import coverage_union_all, make_valid, transform, unary_union
from shapely.errors import GEOSException
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.models import District, Meta

WIDTH, HEIGHT = 1000, 900
MARGIN = 120
TOLERANCE_PX = 0.8
FRAME = box(-40, -40, WIDTH + 40, HEIGHT + 40)


@dataclass(frozen=True, kw_only=True)
class Outline:
    """What the door shows of the place it guards.

    Attributes
    ----------
    city, approval_no : str
        Names and number of the imported districts; empty without any.
    demo : bool
        Whether demo data is loaded.
    own, others : tuple of str
        SVG path data of the districts, in a 1000 by 900 box.
    city_path : str
        The outline around the own districts.
    names : tuple of (x, y, name, own)
        Where to write which name.
    """

    city: str
    approval_no: str
    demo: bool
    own: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    city_path: str = ""
    names: tuple[tuple[int, int, str, bool], ...] = ()


def outline_of(session: Session, *, lang: str, approval_no: str = "") -> Outline:
    """Read the districts and project them into the box."""
    districts = list(session.scalars(select(District).order_by(District.code)))
    own = [d for d in districts if d.own]
    demo = session.get(Meta, "demo") is not None
    if not own:
        return Outline(city="", approval_no=approval_no, demo=demo)
    to_box = _projection([d.geom for d in own])
    shapes = {d.code: _in_box(to_box, d.geom) for d in districts}
    seen = [d for d in districts if not shapes[d.code].is_empty]
    return Outline(
        city=own[0].city_name_zh,
        approval_no=next((d.approval_no for d in own if d.approval_no), approval_no),
        demo=demo,
        own=tuple(_path(shapes[d.code]) for d in own),
        others=tuple(_path(shapes[d.code]) for d in seen if not d.own),
        city_path=_path(transform(_union([d.geom for d in own]), to_box).simplify(TOLERANCE_PX)),
        names=tuple(_name(d, shapes[d.code], lang) for d in seen),
    )


class _Projection:
    def __init__(self, west: float, south: float, east: float, north: float) -> None:
        self.squeeze = math.cos(math.radians((south + north) / 2))
        across, up = (east - west) * self.squeeze, north - south
        self.scale = min((WIDTH - 2 * MARGIN) / across, (HEIGHT - 2 * MARGIN) / up)
        self.lon, self.lat = (west + east) / 2, (south + north) / 2

    def __call__(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        away = lonlat - np.array([self.lon, self.lat])
        middle = np.array([WIDTH / 2, HEIGHT / 2])
        return away * np.array([self.squeeze, -1.0]) * self.scale + middle


def _projection(shapes: Iterable[BaseGeometry]) -> _Projection:
    boxes = [s.bounds for s in shapes]
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return _Projection(min(wests), min(souths), max(easts), max(norths))


def _union(shapes: list[BaseGeometry]) -> BaseGeometry:
    try:
        return coverage_union_all(shapes)
    except GEOSException:
        return unary_union([make_valid(s) for s in shapes])


def _in_box(to_box: _Projection, shape: BaseGeometry) -> BaseGeometry:
    drawn = transform(shape, to_box).simplify(TOLERANCE_PX)
    return drawn if FRAME.contains(drawn) else make_valid(drawn).intersection(FRAME)


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    if isinstance(shape, Polygon):
        return [shape]
    parts = getattr(shape, "geoms", ())
    return [p for part in parts for p in _polygons(part)]


def _path(shape: BaseGeometry) -> str:
    rings = [ring for p in _polygons(shape) for ring in (p.exterior, *p.interiors)]
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y, *_ in ring.coords[:-1]) + "Z" for ring in rings
    )


def _name(district: District, shape: BaseGeometry, lang: str) -> tuple[int, int, str, bool]:
    at = shape.representative_point()
    name = (lang == "en" and district.name_en) or district.name_zh
    return round(at.x), round(at.y), name, district.own
