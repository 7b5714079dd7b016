"""The map sketch: an SVG of lines and numbers drawn from coordinates; it holds no outside text."""

from __future__ import annotations

import math
from collections.abc import Iterable

import shapely
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from geo import crs
from geo.coverage import Shape, geometry_of
from imagery.sheet.data import Place

SIDE = 400
_MARGIN = 1.12
_LEAST_M, _MOST_M = 15.0, 2000.0
_SMALL_PX = 7.0
_STEPS_M = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_FONT = 'font-family="Noto Sans SC" font-size="11" fill="#465155"'


def sketch(place: Place) -> bytes:
    """Return the sketch, north up, the anchor in the middle."""
    around = crs.checked(place.anchor)
    finding = _metres(place.finding, around)
    middle = _metres({"type": "Point", "coordinates": list(around)}, around)
    half = _half_m(place, finding, middle)
    view = _View(middle.x, middle.y, half)
    parts = [
        *(_shape(view, _metres(z, around), "#0f6f66", 'fill-opacity="0.06" fill="#2a9d8f"')
          for z in place.zones),
        *_footprint(view, place.footprint, around),
        *_rings(view, place.rings_m),
        *_finding(view, finding),
        view.cross(),
        *_scale(view),
        _north(),
    ]  # fmt: skip
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIDE}" height="{SIDE}" '
        f'viewBox="0 0 {SIDE} {SIDE}"><rect width="{SIDE}" height="{SIDE}" fill="#fbfaf6"/>'
    )
    frame = f'<rect width="{SIDE}" height="{SIDE}" fill="none" stroke="#8a9492"/>'
    return (head + "".join(parts) + frame + "</svg>").encode()


class _View:
    """From metres to the sketch's pixels."""

    def __init__(self, x: float, y: float, half_m: float) -> None:
        self.x, self.y, self.half = x, y, half_m
        self.px = SIDE / 2 / half_m
        self.window = box(x - half_m, y - half_m, x + half_m, y + half_m)

    def point(self, x: float, y: float) -> str:
        """Return "px,py"."""
        return f"{SIDE / 2 + (x - self.x) * self.px:.1f},{SIDE / 2 - (y - self.y) * self.px:.1f}"

    def cross(self) -> str:
        """Return the anchor's mark."""
        c, a = SIDE / 2, 6
        return (
            f'<path d="M{c - a},{c}H{c + a}M{c},{c - a}V{c + a}" stroke="#182022" '
            f'stroke-width="2" fill="none"/>'
        )


def _metres(shape: Shape, around: crs.LonLat) -> BaseGeometry:
    return crs.to_metres(geometry_of(shape), around=around)


def _half_m(place: Place, finding: BaseGeometry, middle: BaseGeometry) -> float:
    """Return half the sketch's side: to the finding's far end, and a ring well beyond if near."""
    far = float(shapely.hausdorff_distance(middle, finding))
    rings = sorted(r for r in place.rings_m if r >= 1.3 * far)
    wanted = max(far, rings[0] if rings else far, _LEAST_M) * _MARGIN
    return min(wanted, _MOST_M) if math.isfinite(wanted) else _LEAST_M


def _shape(view: _View, shape: BaseGeometry, colour: str, more: str) -> str:
    shown = shape.intersection(view.window) if shape.is_valid else shape.envelope
    return "".join(
        f'<path d="{_path(view, part)}" stroke="{colour}" {more}/>' for part in _polygons(shown)
    )


def _polygons(shape: BaseGeometry) -> Iterable[Polygon]:
    return (part for part in shapely.get_parts(shape) if isinstance(part, Polygon))


def _path(view: _View, polygon: Polygon) -> str:
    rings = [polygon.exterior, *polygon.interiors]
    drawn = ["M" + "L".join(view.point(*xy[:2]) for xy in ring.coords) + "Z" for ring in rings]
    return "".join(drawn)


def _footprint(view: _View, shape: Shape | None, around: crs.LonLat) -> list[str]:
    if shape is None:
        return []
    style = 'fill="none" stroke-dasharray="5 3"'
    return [_shape(view, _metres(shape, around), "#66727a", style)]


def _rings(view: _View, rings_m: Iterable[float]) -> list[str]:
    c = SIDE / 2
    shown = [r for r in rings_m if 0 < r <= view.half]
    circles = [
        f'<circle cx="{c}" cy="{c}" r="{r * view.px:.1f}" fill="none" stroke="#8a9492" '
        f'stroke-dasharray="2 3"/>'
        for r in shown
    ]
    texts = [
        f'<text x="{c + 3}" y="{c - r * view.px + 12:.1f}" {_FONT}>{r:g}</text>' for r in shown
    ]
    return circles + texts


def _finding(view: _View, finding: BaseGeometry) -> list[str]:
    """Return the extent, and a circle round it where it is too small to see."""
    style = 'fill="#a80f3c" fill-opacity="0.18" stroke-width="1.6" fill-rule="evenodd"'
    shapes = [_shape(view, finding, "#a80f3c", style)]
    west, south, east, north = finding.bounds
    drawn = max(east - west, north - south) * view.px
    if drawn < _SMALL_PX or not isinstance(finding, Polygon | MultiPolygon):
        x, y = view.point((west + east) / 2, (south + north) / 2).split(",")
        ring = 'fill="none" stroke="#a80f3c" stroke-width="1.6"'
        shapes.append(f'<circle cx="{x}" cy="{y}" r="{_SMALL_PX}" {ring}/>')
    return shapes


def _scale(view: _View) -> list[str]:
    length = max(s for s in _STEPS_M if s <= max(1.0, view.half * 0.6))
    y, end = SIDE - 14, 14 + length * view.px
    return [
        f'<path d="M14,{y - 4}V{y}H{end:.1f}V{y - 4}" stroke="#182022" fill="none"/>',
        f'<text x="{end + 5:.1f}" y="{y + 2}" {_FONT}>{length} m</text>',
    ]


def _north() -> str:
    x = SIDE - 22
    return (
        f'<path d="M{x},12L{x + 6},30L{x},25L{x - 6},30Z" fill="#182022"/>'
        f'<text x="{x - 4}" y="43" {_FONT}>N</text>'
    )
