"""A ledger of any size, generated: the same rows every time."""

from __future__ import annotations

import base64
import json
import random
from datetime import UTC, date, datetime, timedelta
from itertools import batched
from typing import Any

from shapely.geometry import Point
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from ledger import catalog, schema, stations
from ledger.db import engine_for, transaction
from ledger.models import Issue, Organisation, RoleGrant, Station, User
from ledger.models.issues import SOURCES, STATES
from ledger.people import hash_password

EMAIL, PASSWORD = "bench@xunzhan.example", "a password of the benchmark alone"
NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)
DISTRICTS = ("330402", "330411", "330421", "330424", "330481", "330482", "330483")


def filled(url: str, count: int) -> str:
    """Fill an empty database and return the place of the list 50,000 rows deep."""
    engine = engine_for(url)
    schema.migrate(engine)
    with transaction(engine) as session:
        if session.scalar(select(func.count()).select_from(Issue)) == 0:
            _fill(session, count)
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    deep = NOW - timedelta(hours=count // 2)
    text = json.dumps([0, deep.isoformat(), 2**31 - 1])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _fill(session: Session, count: int) -> None:
    places, company, person = _people_and_places(session)
    chance = random.Random(5)  # noqa: S311  (the same rows every time)
    rows = (_issue(chance, n, places, company, person) for n in range(count))
    for batch in batched(rows, 5000):
        session.execute(insert(Issue), list(batch))


def _people_and_places(session: Session) -> tuple[list[Station], list[int], int]:
    organisations = [
        Organisation(key=f"om-{n}", kind="om_company", name_zh=f"运维{n}公司") for n in range(6)
    ]
    session.add_all(organisations)
    grant = RoleGrant(role="supervisor")
    person = User(email=EMAIL, name="督办员", fs_uniquifier="bench", grants=[grant])
    person.password = hash_password(PASSWORD)
    session.add(person)
    session.flush()
    places = [_station(n, organisations[n % 6]) for n in range(120)]
    session.add_all(places)
    session.flush()
    return places, [row.id for row in organisations], person.id


def _station(n: int, company: Organisation) -> Station:
    code, name = f"{1000 + n}A", f"站点{n}"
    return Station(
        code=code,
        name_zh=name,
        search_text=stations.search_text(code=code, name_zh=name),
        kind="water" if n % 3 else "air",
        anchor=Point(120.5 + n * 0.004, 30.5 + n % 10 * 0.04),
        datum_claimed="wgs84",
        company_id=company.id,
        counts_for_code=DISTRICTS[n % 7],
        stands_in_code=DISTRICTS[n % 7],
    )


def _issue(
    chance: random.Random, n: int, places: list[Station], company: list[int], person: int
) -> dict[str, Any]:
    place = chance.choice(places)
    kinds = [kind for kind in catalog.taxonomy().values() if kind.fits(place.kind)]
    kind = chance.choice(kinds)
    state = chance.choice((*STATES, *("closed",) * 30))
    found = NOW - timedelta(hours=n)
    due: date = found.date() + timedelta(days=chance.randint(1, 60))
    return {
        "number": f"WT-330400-{found:%Y}-{n:06d}",
        "station_id": place.id,
        "code": kind.code,
        "kind": kind.kind,
        "grade": kind.grade,
        "principled": kind.principled,
        "title": f"{place.name_zh}：{kind.name_zh}",
        "description": "现场发现，需整改。" * chance.randint(1, 20),
        "state": state,
        "mode": kind.default_mode,
        "found_at": found,
        "found_by_id": person,
        "found_way": chance.choice(SOURCES),
        "point": place.anchor,
        "evidence": [{"sha256": f"{n:064x}", "kind": "before", "mime": "image/jpeg"}] * 3,
        "responsible_kind": kind.responsible_default,
        "responsible_org_id": chance.choice(company),
        "deadline_on": due,
        "deadline_days": kind.deadline_days,
        "deadline_unit": kind.deadline_unit,
    }
