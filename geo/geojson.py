"""A strict reader of GeoJSON (RFC 7946): the json module only, never OGR.

What other readers let pass is refused here by name: duplicate keys, NaN, deep nesting, huge
fields, foreign CRS members, unclosed or crossing rings. Geometries are never repaired.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo import messages, strict_json
from geo.errors import Refused

_TYPES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")
_CRS = re.compile(
    r"^(urn:ogc:def:crs:(OGC:(1\.3)?:CRS84|EPSG:[0-9.]*:(4326|4490))|EPSG:(4326|4490)|OGC:CRS84)$"
)

messages.register(
    {
        "geojson.text": (
            "第 {feature} 个要素含有不允许的文字：{reason}",
            "feature {feature} holds text that is not allowed: {reason}",
        ),
        "geojson.crs": (
            "crs 成员“{name}”不被接受：请删除该成员，坐标用经纬度并另行声明坐标系",
            "the crs member “{name}” is not accepted: remove it, use longitude and latitude, and "
            "declare the datum beside the file",
        ),
        "geojson.structure": (
            "第 {feature} 个要素结构有误：{reason}",
            "feature {feature} is not well formed: {reason}",
        ),
        "geojson.position": (
            "第 {feature} 个要素的坐标 {lon}, {lat} 超出经纬度范围；若为投影坐标请先转换",
            "feature {feature}: {lon}, {lat} is outside longitude and latitude; reproject "
            "projected coordinates first",
        ),
        "geojson.ring": (
            "第 {feature} 个要素的环未闭合或不足 4 个点",
            "feature {feature} has a ring that is not closed or has fewer than 4 positions",
        ),
        "geojson.invalid_geometry": (
            "第 {feature} 个要素的几何无效（{reason}）；系统不会自动修补，请在源数据中改正",
            "feature {feature} has an invalid geometry ({reason}); nothing is repaired silently, "
            "correct the source",
        ),
        "geojson.antimeridian": (
            "第 {feature} 个要素跨越 180 度经线，无法使用；请拆分",
            "feature {feature} crosses the 180 degree meridian; split it",
        ),
        "geojson.too_many": (
            "{what} {count} 个，超过上限 {limit}；请简化或拆分",
            "{count} {what}, the limit is {limit}; simplify or split the file",
        ),
    }
)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one file may hold."""

    max_bytes: int = 32_000_000
    max_depth: int = 24
    max_features: int = 20_000
    max_vertices: int = 1_000_000
    max_vertices_each: int = 30_000
    max_text: int = 10_000


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One feature: its place in the file (from 1), its properties, its geometry (x = lon)."""

    number: int
    properties: Mapping[str, Any]
    geometry: BaseGeometry


DEFAULT_LIMITS = Limits()


def parse(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> tuple[Feature, ...]:
    """Return the features of GeoJSON bytes; a lone Feature or geometry counts as one.

    Parameters
    ----------
    data : bytes
        UTF-8, with or without a byte-order mark. Coordinates are degrees; which datum they are in
        is for the caller to declare (:mod:`geo.datum`).

    Raises
    ------
    Refused
        A ``geojson.*`` code naming the feature and the reason.
    """
    document = strict_json.load(data, max_bytes=limits.max_bytes, max_depth=limits.max_depth)
    if not isinstance(document, dict):
        raise Refused("geojson.structure", feature=0, reason="top level is not an object")
    _check_crs(document)
    raw = _raw_features(document)
    if len(raw) > limits.max_features:
        raise Refused(
            "geojson.too_many", what="features", count=len(raw), limit=limits.max_features
        )
    features = tuple(_feature(item, n, limits) for n, item in enumerate(raw, start=1))
    total = sum(int(shapely.get_num_coordinates(f.geometry)) for f in features)
    if total > limits.max_vertices:
        raise Refused("geojson.too_many", what="vertices", count=total, limit=limits.max_vertices)
    return features


def _check_crs(document: dict[str, Any]) -> None:
    if "crs" not in document or document["crs"] is None:
        return
    crs = document["crs"]
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or not _CRS.match(name):
        raise Refused("geojson.crs", name=str(name)[:80])


def _raw_features(document: dict[str, Any]) -> list[Any]:
    kind = document.get("type")
    if kind == "FeatureCollection":
        features = document.get("features")
        if isinstance(features, list):
            return features
    elif kind == "Feature":
        return [document]
    elif kind in _TYPES:
        return [{"type": "Feature", "properties": {}, "geometry": document}]
    raise Refused("geojson.structure", feature=0, reason=f"type {str(kind)[:40]!r}")


def _feature(item: Any, number: int, limits: Limits) -> Feature:
    if not isinstance(item, dict) or item.get("type") != "Feature":
        raise Refused("geojson.structure", feature=number, reason="not a Feature")
    properties = item.get("properties") or {}
    if not isinstance(properties, dict):
        raise Refused("geojson.structure", feature=number, reason="properties is not an object")
    _check_text(properties, number, limits)
    return Feature(
        number=number,
        properties=properties,
        geometry=_geometry(item.get("geometry"), number, limits),
    )


def _check_text(value: Any, number: int, limits: Limits) -> None:
    if isinstance(value, str):
        _check_string(value, number, limits)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_string(key, number, limits)
            _check_text(inner, number, limits)
    elif isinstance(value, list):
        for inner in value:
            _check_text(inner, number, limits)


def _check_string(text: str, number: int, limits: Limits) -> None:
    if len(text) > limits.max_text:
        reason = f"{len(text)} characters, the limit is {limits.max_text}"
        raise Refused("geojson.text", feature=number, reason=reason)
    if "\0" in text:
        raise Refused("geojson.text", feature=number, reason="NUL (U+0000)")
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise Refused("geojson.text", feature=number, reason="lone surrogate (U+D800..DFFF)")


def _geometry(raw: Any, number: int, limits: Limits) -> BaseGeometry:
    if not isinstance(raw, dict) or raw.get("type") not in _TYPES:
        kind = raw.get("type") if isinstance(raw, dict) else raw
        raise Refused("geojson.structure", feature=number, reason=f"geometry {str(kind)[:40]!r}")
    coordinates: Any = raw.get("coordinates")
    count = _check_positions(coordinates, _depth_of(raw["type"]), number)
    if count > limits.max_vertices_each:
        raise Refused(
            "geojson.too_many", what="vertices", count=count, limit=limits.max_vertices_each
        )
    if raw["type"].endswith("Polygon"):
        _check_rings([coordinates] if raw["type"] == "Polygon" else coordinates, number)
    try:
        geometry: BaseGeometry = shapely.force_2d(shape(raw))
    except (ValueError, shapely.errors.GEOSException) as error:
        raise Refused("geojson.structure", feature=number, reason="too few positions") from error
    if geometry.is_empty or not geometry.is_valid:
        reason = str(shapely.is_valid_reason(geometry)) if not geometry.is_empty else "empty"
        raise Refused("geojson.invalid_geometry", feature=number, reason=reason)
    return geometry


def _depth_of(kind: str) -> int:
    """Return how many lists stand around one position."""
    return {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiPolygon": 3}.get(kind, 2)


def _check_positions(value: Any, depth: int, number: int) -> int:
    """Check every position below ``depth`` lists and return how many there are."""
    if not isinstance(value, list):
        raise Refused("geojson.structure", feature=number, reason="coordinates are not a list")
    if depth == 0:
        _check_position(value, number)
        return 1
    if depth == 1:
        for position in value:
            _check_position(position, number)
        _check_edges(value, number)
        return len(value)
    return sum(_check_positions(inner, depth - 1, number) for inner in value)


def _check_position(value: Any, number: int) -> None:
    if not isinstance(value, list) or not 2 <= len(value) <= 4:
        raise Refused("geojson.structure", feature=number, reason="a position has 2 or 3 numbers")
    if any(isinstance(n, bool) or not isinstance(n, int | float) for n in value):
        raise Refused("geojson.structure", feature=number, reason="a position holds non-numbers")
    lon, lat = value[0], value[1]
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise Refused("geojson.position", feature=number, lon=lon, lat=lat)


def _check_edges(line: list[Any], number: int) -> None:
    pairs = itertools.pairwise(line)
    if any(abs(a[0] - b[0]) > 180 for a, b in pairs):
        raise Refused("geojson.antimeridian", feature=number)


def _check_rings(polygons: list[Any], number: int) -> None:
    for polygon in polygons:
        for ring in polygon:
            if len(ring) < 4 or ring[0] != ring[-1]:
                raise Refused("geojson.ring", feature=number)
