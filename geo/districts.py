"""District outlines from GeoJSON, and which district a position lies in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapely.geometry import MultiPolygon, Point, Polygon

from geo import geojson, messages
from geo.crs import LonLat, checked
from geo.datum import Datum, geometry_to_wgs84
from geo.errors import Refused

_CODE = re.compile(r"^[0-9A-Z]{2,12}$")
_CODE_KEYS = ("district_adcode", "code", "adcode", "adm_code", "区划代码", "代码")
_ZH_KEYS = ("district_name", "name_zh", "name", "名称", "区县")
_EN_KEYS = ("name_en", "english_name", "英文名称")
_CITY_CODE_KEYS = ("city_adcode", "city_code", "parent_code", "城市代码")
_CITY_NAME_KEYS = ("city_name", "city", "parent_name", "城市")

messages.register(
    {
        "districts.no_code": (
            "第 {feature} 个要素没有行政区划代码（属性 {keys} 之一，2 至 12 位数字或大写字母）",
            "feature {feature} has no district code (one of the properties {keys}, 2 to 12 digits "
            "or capital letters)",
        ),
        "districts.no_name": (
            "第 {feature} 个要素没有名称（属性 {keys} 之一）",
            "feature {feature} has no name (one of the properties {keys})",
        ),
        "districts.not_area": (
            "第 {feature} 个要素不是面（{kind}），行政区须为 Polygon 或 MultiPolygon",
            "feature {feature} is not an area ({kind}); a district is a Polygon or MultiPolygon",
        ),
        "districts.duplicate": (
            "区划代码 {district} 出现两次（第 {first} 和第 {second} 个要素）",
            "district code {district} stands twice (features {first} and {second})",
        ),
        "districts.empty": (
            "文件里没有行政区要素",
            "the file holds no district",
        ),
    }
)


@dataclass(frozen=True, kw_only=True)
class DistrictShape:
    """A district's outline in WGS-84, with its code, names and city."""

    code: str
    name_zh: str
    name_en: str
    city_code: str
    city_name_zh: str
    geometry: Polygon | MultiPolygon
    datum: Datum


def read_districts(data: bytes, datum: Datum) -> tuple[DistrictShape, ...]:
    """Return the districts of GeoJSON bytes whose coordinates are in ``datum``.

    Raises
    ------
    Refused
        A ``geojson.*`` or ``districts.*`` code naming the feature.
    """
    found: dict[str, tuple[int, DistrictShape]] = {}
    for feature in geojson.parse(data):
        shape = _shape(feature, datum)
        if shape.code in found:
            raise Refused(
                "districts.duplicate",
                district=shape.code,
                first=found[shape.code][0],
                second=feature.number,
            )
        found[shape.code] = feature.number, shape
    if not found:
        raise Refused("districts.empty")
    return tuple(shape for _, shape in found.values())


def _shape(feature: geojson.Feature, datum: Datum) -> DistrictShape:
    properties, geometry = feature.properties, feature.geometry
    if not isinstance(geometry, Polygon | MultiPolygon):
        raise Refused("districts.not_area", feature=feature.number, kind=geometry.geom_type)
    code = _text(properties, _CODE_KEYS)
    if not _CODE.match(code):
        raise Refused("districts.no_code", feature=feature.number, keys=", ".join(_CODE_KEYS))
    name_zh = _text(properties, _ZH_KEYS)[:64]
    if not name_zh:
        raise Refused("districts.no_name", feature=feature.number, keys=", ".join(_ZH_KEYS))
    return DistrictShape(
        code=code,
        name_zh=name_zh,
        name_en=_text(properties, _EN_KEYS)[:96],
        city_code=_city_code(properties, code),
        city_name_zh=_text(properties, _CITY_NAME_KEYS)[:64],
        geometry=geometry_to_wgs84(geometry, datum),
        datum=datum,
    )


def _text(properties: Mapping[str, Any], keys: Iterable[str]) -> str:
    """Return the first of ``keys`` that holds text or a whole number."""
    for key in keys:
        value = properties.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def _city_code(properties: Mapping[str, Any], code: str) -> str:
    """Return the declared city, else the prefecture part of a six-digit code (GB/T 2260)."""
    declared = _text(properties, _CITY_CODE_KEYS)
    if not declared and isinstance(parent := properties.get("parent"), dict):
        declared = _text(parent, ("adcode", "code"))
    if not declared and re.fullmatch(r"\d{6}", code):
        declared = code[:4] + "00"
    return declared[:12]


def locate(points: Sequence[LonLat], districts: Sequence[DistrictShape]) -> list[str | None]:
    """Return for each WGS-84 position the code of the district it lies in, else None.

    A position on a shared border goes to the district with the smaller code, so that the answer
    does not depend on the order of the outlines.
    """
    if not points or not districts:
        return [None] * len(points)
    import geopandas  # noqa: PLC0415  (and pandas: 30 MiB that a web process rarely needs)

    where = geopandas.GeoDataFrame(geometry=[Point(checked(p)) for p in points], crs=4326)
    areas = geopandas.GeoDataFrame(
        {"code": [d.code for d in districts]}, geometry=[d.geometry for d in districts], crs=4326
    )
    joined = geopandas.sjoin(where, areas, how="inner", predicate="intersects")
    first = joined.groupby(level=0)["code"].min()
    return [first.get(i) for i in range(len(points))]
