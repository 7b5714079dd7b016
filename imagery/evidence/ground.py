"""The ground frame of a finding's pictures: one north-up square for every date."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import shapely
from rasterio.transform import Affine, from_origin
from shapely.geometry import MultiPoint, MultiPolygon, Point, Polygon, box
from shapely.ops import unary_union

from geo.crs import LonLat, epsg_of, to_degrees, to_metres
from imagery.detectors import FindingShape, Zone

MARGIN = 1.12
LEAST_SIDE_M = 12.0
LARGEST_SIDE_M = 4000.0
XY = list[float]


@dataclass(frozen=True)
class GroundFrame:
    """A square of ``side_m`` metres on ``size_px`` pixels; x east, y north in ``epsg``."""

    west: float
    north: float
    side_m: float
    size_px: int
    epsg: int
    around: LonLat

    @property
    def m_per_px(self) -> float:
        """Metres a pixel."""
        return self.side_m / self.size_px

    @property
    def transform(self) -> Affine:
        """From pixels to metres of the frame's CRS."""
        return from_origin(self.west, self.north, self.m_per_px, self.m_per_px)

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """(west, south, east, north) in degrees WGS-84."""
        square = box(self.west, self.north - self.side_m, self.west + self.side_m, self.north)
        west, south, east, north = to_degrees(square, around=self.around).bounds
        return (round(west, 7), round(south, 7), round(east, 7), round(north, 7))

    def pixels_of(self, lonlats: Any) -> list[XY]:
        """Return picture coordinates (x right, y down) of WGS-84 points (n, 2)."""
        metres = shapely.get_coordinates(to_metres(MultiPoint(list(lonlats)), around=self.around))
        pixels = (metres - (self.west, self.north)) * (1, -1) / self.m_per_px
        return [[round(float(x), 1), round(float(y), 1)] for x, y in pixels]


def frame_of(finding: FindingShape, zone: Zone, *, size_px: int) -> GroundFrame:
    """Return the square that holds the finding and, where there is one, the anchor's ring."""
    middle = finding.polygon.representative_point()
    around = zone.anchor_lonlat or (middle.x, middle.y)
    shapes = [to_metres(finding.polygon, around=around)]
    if zone.anchor_lonlat is not None:
        anchor = to_metres(Point(*zone.anchor_lonlat), around=around)
        shapes.append(anchor.buffer(zone.radius_m or LEAST_SIDE_M / 2))
    west, south, east, north = unary_union(shapes).bounds
    side = max(east - west, north - south) * MARGIN
    side = min(max(side, LEAST_SIDE_M), LARGEST_SIDE_M)
    return GroundFrame(
        west=_snapped((west + east - side) / 2),
        north=_snapped((south + north + side) / 2),
        side_m=side,
        size_px=size_px,
        epsg=epsg_of(around),
        around=around,
    )


def drawing(frame: GroundFrame, finding: FindingShape, zone: Zone) -> dict[str, Any]:
    """Return what a page draws over the picture, in the picture's pixels."""
    parts = _parts(finding.polygon)
    anchor = zone.anchor_lonlat
    rings = {zone.radius_m, finding.detail.get("advice_limit")}
    return {
        "polygons": [frame.pixels_of(part.exterior.coords) for part in parts],
        "holes": [frame.pixels_of(hole.coords) for part in parts for hole in part.interiors],
        "anchor": None if anchor is None else frame.pixels_of([anchor])[0],
        "m_per_px": round(frame.m_per_px, 6),
        "rings_m": sorted(float(ring) for ring in rings if ring is not None),
    }


def _parts(polygon: Any) -> list[Polygon]:
    parts = polygon.geoms if isinstance(polygon, MultiPolygon) else [polygon]
    return sorted(parts, key=lambda part: (-part.area, part.bounds))


def _snapped(metres: float) -> float:
    """Round to centimetres, so that the same finding always gives the same picture."""
    return math.floor(metres * 100) / 100
