"""Which header means which field, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.station_import.table import Problem

REQUIRED = ("code", "name_zh", "lon", "lat")
EXTERNAL = "external:"
"""Prefix of the field of an external code; the rest is the other system's key."""

HEADERS: dict[str, tuple[str, ...]] = {
    "code": (
        "站点编码",
        "站点代码",
        "编码",
        "站号",
        "code",
        "station_code",
        "sitecode",
        "site_code",
    ),
    "name_zh": (
        *("站点名称", "站名", "名称", "中文名称", "断面名称", "站点"),
        *("name_zh", "name", "sitename", "station_name", "site_name"),
    ),
    "name_en": ("英文名称", "英文名", "name_en", "english_name"),
    "kind": ("站点类别", "站点类型", "类别", "类型", "要素", "kind", "station_type", "type"),
    "network": ("级别", "网络", "站点级别", "控制级别", "所属网络", "network", "level"),
    "lon": ("经度", "采样口经度", "取水口经度", "longitude", "lon", "lng", "long", "x"),
    "lat": ("纬度", "采样口纬度", "取水口纬度", "latitude", "lat", "y"),
    "datum": ("坐标系", "坐标基准", "datum", "coord_sys", "crs"),
    "anchor_height_m": (
        *("采样口高度", "采样口高度(m)", "采样口高度（m）", "取水口高度", "高度"),
        *("height_m", "inlet_height_m", "anchor_height_m", "height"),
    ),
    "house_lon": ("站房经度", "house_lon", "house_longitude"),
    "house_lat": ("站房纬度", "house_lat", "house_latitude"),
    "city": ("城市", "所属城市", "地市", "city", "districtname", "city_name"),
    "stands_in": ("属地", "属地区县", "所在区县", "stands_in", "stands_in_code"),
    "counts_for": (
        *("责任区县", "考核区县", "所属区县", "区县", "行政区划代码"),
        *("counts_for", "counts_for_code", "regioncode", "region_code", "district"),
    ),
    "company": ("运维单位", "运维公司", "运维商", "company", "om_company", "operator"),
    "access_mode": ("到达方式", "交通方式", "access_mode", "access"),
    "access_hours": ("开放时间", "可进入时间", "access_hours", "hours"),
    "access_note": ("到达说明", "access_note"),
    "remote": ("偏远", "是否偏远", "难到达", "偏远或难到达", "remote", "hard_to_reach"),
    "remote_reason": ("偏远原因", "难到达原因", "remote_reason"),
    "beside_building": ("一侧有建筑", "靠近建筑", "beside_building"),
    "suspended": ("停运", "批准停运", "suspended"),
    "effective_on": ("生效日期", "变更日期", "effective_on", "effective_date"),
    "external": ("外部编码", "其他编码", "external_codes"),
}
LABELS = {"code": "站点编码", "name_zh": "站点名称", "lon": "经度", "lat": "纬度"}

_FIELDS = {name.casefold(): field for field, names in HEADERS.items() for name in names}
_PREFIXES = ("ext_", "ext:", "外部编码_", "外部编码:", "外部编码：")


@dataclass(frozen=True, kw_only=True)
class Column:
    """One header of the file and the field it fills; an empty field is not used."""

    header: str
    field: str


def match(headers: Iterable[str]) -> tuple[tuple[Column, ...], tuple[Problem, ...]]:
    """Return the columns of a file and what is wrong with them."""
    columns = tuple(Column(header=h, field=_field(h)) for h in headers if h)
    problems = [*_doubles(columns), *_missing({column.field for column in columns})]
    return columns, tuple(problems)


def _field(header: str) -> str:
    folded = header.casefold()
    for prefix in _PREFIXES:
        if folded.startswith(prefix) and folded != prefix:
            return EXTERNAL + header[len(prefix) :].strip()[:32]
    return _FIELDS.get(folded, "")


def _doubles(columns: tuple[Column, ...]) -> list[Problem]:
    first: dict[str, str] = {}
    found = []
    for column in columns:
        if column.field and column.field in first:
            pair = {"first": first[column.field], "second": column.header}
            found.append(Problem(field=column.field, code="import.same_column", params=pair))
        first.setdefault(column.field, column.header)
    return found


def _missing(fields: set[str]) -> list[Problem]:
    return [
        Problem(
            field=name,
            code="import.missing_column",
            params={"name": LABELS[name], "headers": ", ".join(HEADERS[name])},
        )
        for name in REQUIRED
        if name not in fields
    ]
