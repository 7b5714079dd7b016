"""A generated city: districts, a river, a neighbour city, 40 stations. Pure; same seed, same city.

It stands on empty ground far from any real city, so that nobody takes it for one.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator, default_rng
from shapely.geometry import LineString, Point, Polygon, mapping

from geo.crs import LonLat

CODE, NAME_ZH = "990100", "示例市"
NEIGHBOUR_CODE, NEIGHBOUR_ZH = "990200", "邻市"
RESERVOIR, AIR_SITE = "SL-W40", "SL-A39"
WEST, SOUTH = 104.0, 41.6
STEP_LON, STEP_LAT = 0.17, 0.14

_DISTRICTS = (
    ("990101", "西山区", "Xishan"),
    ("990102", "中山区", "Zhongshan"),
    ("990103", "东湖区", "Donghu"),
    ("990201", "界河区", "Jiehe"),
    ("990104", "云溪县", "Yunxi"),
    ("990105", "北塘区", "Beitang"),
    ("990106", "临江县", "Linjiang"),
    ("990202", "石桥县", "Shiqiao"),
)
_AIR = (
    *(
        "文昌",
        "翠湖",
        "学府",
        "新安",
        "临港",
        "石门",
        "松岗",
        "梅园",
        "凤凰",
        "金沙",
        "北岭",
        "南苑",
    ),
    *(
        "长桥",
        "花园",
        "体育场",
        "图书馆",
        "党校",
        "科技园",
        "师范",
        "老城",
        "东门",
        "西站",
        "青山",
        "白马",
    ),
)
_WATER = (
    *(
        "一号桥",
        "三江口",
        "渡口",
        "上游",
        "鹭洲",
        "沙湾",
        "老闸",
        "新闸",
        "柳林",
        "石矶",
        "双桥",
        "汇流",
    ),
    *("南浦", "界桥"),
)
_REMOTE = {4: "仅能乘船到达", 9: "汛期道路中断", 13: "距公路 3 公里，步行进入"}

Key = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class CityDistrict:
    """One generated district."""

    code: str
    name_zh: str
    name_en: str
    city_code: str
    polygon: Polygon


@dataclass(frozen=True, kw_only=True)
class CityStation:
    """One generated station."""

    code: str
    name_zh: str
    kind: str
    network: str
    lonlat: LonLat
    company: str
    height_m: float | None = None
    remote_reason: str = ""
    suspended: bool = False


@dataclass(frozen=True, kw_only=True)
class City:
    """The whole city."""

    districts: tuple[CityDistrict, ...]
    river: LineString
    stations: tuple[CityStation, ...]

    def geojson(self) -> bytes:
        """Return the districts as the district import reads them."""
        names = {CODE: NAME_ZH, NEIGHBOUR_CODE: NEIGHBOUR_ZH}
        features = [
            {
                "type": "Feature",
                "properties": {
                    "code": d.code,
                    "name_zh": d.name_zh,
                    "name_en": d.name_en,
                    "city_code": d.city_code,
                    "city_name": names[d.city_code],
                },
                "geometry": mapping(d.polygon),
            }
            for d in self.districts
        ]
        return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def generate(seed: int) -> City:
    """Return the city of a seed."""
    rng = default_rng(seed)
    districts = _districts(rng)
    river = _river(rng)
    return City(
        districts=districts,
        river=river,
        stations=(*_air_stations(rng, districts), *_water_stations(rng, river)),
    )


def _districts(rng: Generator) -> tuple[CityDistrict, ...]:
    """Cut a lattice of 4 x 2 cells with crooked shared edges; the last column is the neighbour."""
    nodes = {
        (i, j): np.array([WEST + i * STEP_LON, SOUTH + j * STEP_LAT])
        + rng.uniform(-0.18, 0.18, 2) * (STEP_LON, STEP_LAT)
        for i, j in itertools.product(range(5), range(3))
    }
    edges = {
        (a, b): _crooked(rng, nodes[a], nodes[b])
        for a in nodes
        for b in ((a[0] + 1, a[1]), (a[0], a[1] + 1))
        if b in nodes
    }
    return tuple(
        CityDistrict(
            code=code,
            name_zh=zh,
            name_en=en,
            city_code=code[:4] + "00",
            polygon=_cell(edges, number % 4, number // 4),
        )
        for number, (code, zh, en) in enumerate(_DISTRICTS)
    )


def _crooked(rng: Generator, start: np.ndarray, end: np.ndarray) -> list[LonLat]:
    """Return points from ``start`` to ``end`` that wander sideways, but not far."""
    along = np.linspace(0, 1, 13)[:, None]
    side = np.array([start[1] - end[1], end[0] - start[0]])
    wander = (rng.normal(0, 0.035, 13) * np.sin(np.pi * along[:, 0]))[:, None]
    points = start + along * (end - start) + wander * side
    return [(round(float(x), 6), round(float(y), 6)) for x, y in points]


def _cell(edges: dict[tuple[Key, Key], list[LonLat]], i: int, j: int) -> Polygon:
    south = edges[(i, j), (i + 1, j)]
    east = edges[(i + 1, j), (i + 1, j + 1)]
    north = edges[(i, j + 1), (i + 1, j + 1)][::-1]
    west = edges[(i, j), (i, j + 1)][::-1]
    return Polygon([*south, *east[1:], *north[1:], *west[1:]])


def _river(rng: Generator) -> LineString:
    """Return the river, from the west through the city into the neighbour."""
    x = np.linspace(0.05, 3.9, 60)
    phase = rng.uniform(0, 2 * np.pi)
    y = 1.0 + 0.28 * np.sin(1.7 * x + phase) + 0.06 * np.sin(6.1 * x)
    return LineString(np.column_stack([WEST + x * STEP_LON, SOUTH + y * STEP_LAT]).round(6))


def _air_stations(rng: Generator, districts: tuple[CityDistrict, ...]) -> list[CityStation]:
    own = [d for d in districts if d.city_code == CODE]
    stations = [
        CityStation(
            code=f"SL-A{n + 1:02d}",
            name_zh=f"{name}站",
            kind="air",
            network=("national", "provincial", "city")[n % 3],
            lonlat=_inside(rng, own[n % len(own)].polygon),
            company=f"om-{n % 3 + 1}",
            height_m=float(rng.integers(8, 19)),
            suspended=n == 21,
        )
        for n, name in enumerate(_AIR)
    ]
    site = CityStation(
        code=AIR_SITE,
        name_zh="林场示范站",
        kind="air",
        network="city",
        lonlat=_inside(rng, own[3].polygon),
        company="om-1",
        height_m=6.0,
        remote_reason="林区，距公路 2 公里",
    )
    return [*stations, site]


def _water_stations(rng: Generator, river: LineString) -> list[CityStation]:
    places = np.linspace(0.11, 0.62, len(_WATER))
    stations = []
    for n, (name, share) in enumerate(zip(_WATER, places, strict=True)):
        point = river.interpolate(float(share), normalized=True)
        stations.append(
            CityStation(
                code=f"SL-W{n + 25:02d}",
                name_zh=f"{name}水站",
                kind="water",
                network=("national", "provincial", "city")[n % 3],
                lonlat=_rounded(point),
                company=f"om-{n % 3 + 1}",
                remote_reason=_REMOTE.get(n, ""),
            )
        )
    source = Point(WEST + 0.45 * STEP_LON, SOUTH + (1.45 + rng.uniform(-0.05, 0.05)) * STEP_LAT)
    reservoir = CityStation(
        code=RESERVOIR,
        name_zh="龙潭水库",
        kind="water",
        network="provincial",
        lonlat=_rounded(source),
        company="om-1",
        remote_reason="取水口在水库中，仅能乘船到达",
    )
    return [*stations, reservoir]


def _inside(rng: Generator, polygon: Polygon) -> LonLat:
    """Return a position well inside a district."""
    core = polygon.buffer(-0.012)
    west, south, east, north = core.bounds
    while True:
        point = Point(rng.uniform(west, east), rng.uniform(south, north))
        if core.contains(point):
            return _rounded(point)


def _rounded(point: Point) -> LonLat:
    return round(float(point.x), 6), round(float(point.y), 6)
