"""``geo mission AOI.geojson``: plan a flight over an area and write its file."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import LineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo import geojson
from geo.errors import Refused
from geo.mission import Mission, as_bytes, plan
from geo.mission.cameras import DEFAULT, cameras
from geo.mission.planning import OVERLAP
from geo.mission.site import Site

SUMMARY = "Plan a drone mission over a GeoJSON area (WGS-84) and write a file that can be flown."
_MOST_BYTES = 4_000_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("area", type=Path, metavar="AOI.geojson")
    parser.add_argument("--template", default="grid", metavar="grid|orbit|oblique|strip")
    parser.add_argument("--gsd", type=float, metavar="M", help="metres of ground a pixel")
    parser.add_argument("--height", type=float, metavar="M", help="metres above ground")
    parser.add_argument("--camera", default=DEFAULT, metavar="NAME", help=", ".join(cameras()))
    parser.add_argument("--overlap", type=_pair, default=OVERLAP, metavar="FORWARD,SIDE")
    parser.add_argument("--dtm", type=Path, metavar="F", help="terrain model to follow")
    parser.add_argument("--inlet", type=_pair, action="append", default=[], metavar="LON,LAT")
    parser.add_argument("--home", type=_pair, metavar="LON,LAT", help="take-off point")
    parser.add_argument("--wind", type=float, metavar="M_S", help="expected wind")
    parser.add_argument("--width", type=float, default=50.0, metavar="M", help="of a line's strip")
    parser.add_argument("--out", type=Path, required=True, metavar="M.plan|.kmz|.waypoints|.kml")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Plan, write, and return the figures."""
    area = _area(args.area)
    mission = plan(
        area,
        args.template,
        args.camera,
        gsd_m=args.gsd,
        height_m=args.height,
        overlap=args.overlap,
        site=_site(args, area),
    )
    data = as_bytes(mission, args.out.suffix.lstrip(".").lower())
    try:
        args.out.write_bytes(data)
    except OSError as error:
        reason = error.strerror or "not writable"
        raise Refused("mission.not_written", name=args.out.name, reason=reason) from error
    return shown(mission)


def shown(mission: Mission) -> dict[str, Any]:
    """Return the figures as they are printed."""
    return {
        "photos": mission.photos,
        "length_m": round(mission.length_m, 1),
        "time_s": round(mission.time_s, 1),
        "batteries": mission.batteries,
        "coverage": round(mission.coverage, 4),
        "height_m": round(mission.height_m, 2),
        "warnings": list(mission.warnings),
    }


def _site(args: argparse.Namespace, area: BaseGeometry) -> Site:
    terrain = None
    if args.dtm is not None:
        from geo.cli._dtm import terrain_of  # noqa: PLC0415  (rasterio is slow to load)

        terrain = terrain_of(args.dtm, area)
    return Site(
        terrain=terrain,
        inlets=tuple(args.inlet),
        home=args.home,
        wind_m_s=args.wind,
        strip_width_m=args.width,
    )


def _area(file: Path) -> BaseGeometry:
    """Return the one line, or all polygons, of the file."""
    try:
        with file.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "not readable"
        raise Refused("mission.file", name=file.name, reason=reason) from error
    found = [f.geometry for f in geojson.parse(data, limits=geojson.Limits(max_bytes=_MOST_BYTES))]
    parts = [part for geometry in found for part in shapely.get_parts(geometry)]
    if len(parts) == 1 and isinstance(parts[0], LineString):
        return parts[0]
    if not parts or any(part.geom_type != "Polygon" for part in parts):
        raise Refused("mission.area")
    return shapely.union_all(parts) if len(parts) > 1 else MultiPolygon(parts)


def _pair(text: str) -> tuple[float, float]:
    first, second = (float(part) for part in text.split(","))
    if not (math.isfinite(first) and math.isfinite(second)):
        raise ValueError(text)
    return first, second
