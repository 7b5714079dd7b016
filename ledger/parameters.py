"""What stations measure: key, names, unit, and the headers that files use for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One measured quantity."""

    key: str
    name_zh: str
    name_en: str
    unit: str
    kind: str
    headers: tuple[str, ...] = ()

    def name(self, lang: str = "zh") -> str:
        """Return the name in ``zh`` or ``en``."""
        return self.name_zh if lang == "zh" else self.name_en


_AIR = (
    ("pm10", "PM₁₀", "PM10", "µg/m³", ()),
    ("pm25", "PM₂.₅", "PM2.5", "µg/m³", ("pm2_5", "pm2.5")),
    ("o3", "臭氧", "O3", "µg/m³", ()),
    ("no2", "二氧化氮", "NO2", "µg/m³", ()),
    ("so2", "二氧化硫", "SO2", "µg/m³", ()),
    ("co", "一氧化碳", "CO", "mg/m³", ()),
)
_WATER = (
    ("wt", "水温", "water temperature", "℃", ("水温(℃)",)),
    ("ph", "pH", "pH", "", ("ph(无量纲)",)),
    ("do", "溶解氧", "dissolved oxygen", "mg/L", ("溶解氧(mg/l)",)),
    ("ec", "电导率", "conductivity", "µS/cm", ("电导率(μs/cm)",)),
    ("tur", "浊度", "turbidity", "NTU", ("浊度(ntu)",)),
    ("codmn", "高锰酸盐指数", "permanganate index", "mg/L", ("高锰酸盐指数(mg/l)",)),
    ("nh3n", "氨氮", "ammonia nitrogen", "mg/L", ("氨氮(mg/l)", "nh3-n")),
    ("tp", "总磷", "total phosphorus", "mg/L", ("总磷(mg/l)",)),
    ("tn", "总氮", "total nitrogen", "mg/L", ("总氮(mg/l)",)),
    ("chla", "叶绿素", "chlorophyll a", "mg/L", ("叶绿素α(mg/l)",)),
    ("algae", "藻密度", "algal density", "cells/L", ("藻密度(cells/l)",)),
)


def _table() -> dict[str, Parameter]:
    rows = [("air", *row) for row in _AIR] + [("water", *row) for row in _WATER]
    return {
        key: Parameter(
            key=key, name_zh=zh, name_en=en, unit=unit, kind=kind, headers=(key, zh, *headers)
        )
        for kind, key, zh, en, unit, headers in rows
    }


PARAMETERS: Mapping[str, Parameter] = MappingProxyType(_table())
AIR_PARAMETERS = tuple(key for key, row in PARAMETERS.items() if row.kind == "air")
BY_HEADER: Mapping[str, str] = MappingProxyType(
    {header.casefold(): key for key, row in PARAMETERS.items() for header in row.headers}
)
