"""The demo without sample data: the generated city, written to the database."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

from shapely.geometry import Point
from sqlalchemy.orm import Session

from ledger import jobs, stations
from ledger.demo import city as cities
from ledger.demo.measurements import measure, plan_gaps
from ledger.demo.written import Written
from ledger.district_import import import_districts
from ledger.models import Organisation, Station, User
from ledger.readings_import import write_readings

SEED = 20260630
NOW = datetime(2026, 6, 30, 8, tzinfo=UTC)
"""The last hour of the generated readings; every generated scene is older."""
DISTRICT, NEIGHBOUR = "990103", "990201"


def own_districts() -> list[tuple[str, str]]:
    """Return (code, name) of the city's districts, the demo account's first."""
    rows = [
        (d.code, d.name_zh) for d in cities.generate(SEED).districts if d.city_code == cities.CODE
    ]
    return sorted(rows, key=lambda row: (row[0] != DISTRICT, row[0]))


def load(session: Session, companies: dict[str, Organisation]) -> Written:
    """Write districts, stations and readings of the generated city."""
    city = cities.generate(SEED)
    import_districts(
        session, city.geojson(), "wgs84", source="生成的示例城市", own_city=cities.CODE
    )
    rows = _stations(session, city, companies)
    ids = {row.code: row.id for row in rows}
    gaps = plan_gaps(city.stations, NOW, SEED)
    count = 0
    for batch in itertools.batched(measure(city.stations, NOW, gaps, SEED), 20_000):
        values = [
            {
                "station_id": ids[item.code],
                "parameter": item.parameter,
                "observed_at": item.observed_at,
                "value": item.value,
                "flag": "",
            }
            for item in batch
        ]
        write_readings(session, values)
        count += len(values)
    return Written(now=NOW, stations=len(rows), readings=count)


def _stations(
    session: Session, city: cities.City, companies: dict[str, Organisation]
) -> list[Station]:
    where = stations.locate_all(session, [s.lonlat for s in city.stations])
    rows = [
        _station(item, code, companies[item.company])
        for item, code in zip(city.stations, where, strict=True)
    ]
    session.add_all(rows)
    session.flush()
    return rows


def _station(item: cities.CityStation, code: str | None, company: Organisation) -> Station:
    values: dict[str, Any] = {
        "name_zh": item.name_zh,
        "kind": item.kind,
        "network": item.network,
        "anchor": Point(item.lonlat),
        "anchor_height_m": item.height_m,
        "stands_in_code": code,
        "counts_for_code": code,
        "company_id": company.id,
        "remote": bool(item.remote_reason),
        "remote_reason": item.remote_reason,
        "suspended": item.suspended,
        "period_min": 60 if item.kind == "air" else 240,
        "access": {"mode": "boat" if "船" in item.remote_reason else "road"},
        "datum_claimed": "wgs84",
    }
    row = Station(code=item.code, external_codes={}, **values)
    row.search_text = stations.search_text_of(row)
    return row


def enqueue_scenes(session: Session, actor: User) -> None:
    """Ask the workers to render the generated scenes of the reservoir and the air site."""
    jobs.enqueue(
        session,
        "demo.render",
        subject_kind="demo",
        subject_id=0,
        payload={"seed": SEED, "reservoir": cities.RESERVOIR, "air": cities.AIR_SITE},
        actor_id=actor.id,
    )
