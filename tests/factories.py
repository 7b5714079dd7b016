"""Rows for tests: valid by default, every field may be given."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from shapely.geometry import Point, box
from sqlalchemy.orm import Session

from ledger import chain, credit
from ledger.models import (
    CreditAppeal,
    CreditEntry,
    CreditRestriction,
    District,
    Draw,
    DrawnStation,
    DrawRecord,
    Finding,
    Flight,
    Inspector,
    Issue,
    Lead,
    Notice,
    Organisation,
    RoleGrant,
    Scene,
    SceneStation,
    Station,
    Upload,
    User,
    WorkOrder,
)
from ledger.models.base import now

_numbers = itertools.count(1)


def make_organisation(session: Session, **fields: Any) -> Organisation:
    n = next(_numbers)
    row = Organisation(
        **{"key": f"org-{n}", "kind": "om_company", "name_zh": f"运维{n}公司", "name_en": ""}
        | fields
    )
    session.add(row)
    session.flush()
    return row


def make_user(session: Session, *roles: str | tuple[str, str, str], **fields: Any) -> User:
    """A person with roles: plain keys, or (role, scope, scope_key)."""
    n = next(_numbers)
    grants = [
        RoleGrant(role=r)
        if isinstance(r, str)
        else RoleGrant(role=r[0], scope=r[1], scope_key=r[2])
        for r in roles
    ]
    row = User(
        **{
            "email": f"person{n}@xunzhan.example",
            "name": f"人员{n}",
            "password": "!",
            "fs_uniquifier": f"u{n}",
        }
        | fields,
        grants=grants,
    )
    session.add(row)
    session.flush()
    return row


def make_district(session: Session, **fields: Any) -> District:
    n = next(_numbers)
    row = District(
        **{
            "code": f"33040{n}",
            "name_zh": f"区{n}",
            "geom": box(120.6, 30.6, 120.9, 30.9),
            "datum_claimed": "wgs84",
        }
        | fields
    )
    session.add(row)
    session.flush()
    return row


def make_station(session: Session, **fields: Any) -> Station:
    n = next(_numbers)
    row = Station(
        **{
            "code": f"{1000 + n}A",
            "name_zh": f"站点{n}",
            "kind": "air",
            "anchor": Point(120.75, 30.75),
            "datum_claimed": "wgs84",
        }
        | fields
    )
    session.add(row)
    session.flush()
    return row


def make_scene(session: Session, *stations: Station, **fields: Any) -> Scene:
    """A scene that covers the given stations."""
    n = next(_numbers)
    row = Scene(
        **{"sha256": f"{n:064x}", "filename": f"scene{n}.tif", "source_kind": "satellite"} | fields
    )
    row.station_links = [SceneStation(station=station, covered=1.0) for station in stations]
    session.add(row)
    session.flush()
    return row


def make_upload(session: Session, owner: User, **fields: Any) -> Upload:
    """A complete upload; its bytes are not on disk."""
    n = next(_numbers)
    row = Upload(
        **{
            "id": str(uuid.UUID(int=n)),
            "owner_id": owner.id,
            "filename": f"scene{n}.tif",
            "length": 10,
            "offset": 10,
            "state": "complete",
            "details": {},
            "sha256": f"{n:064x}",
            "expires_at": now() + timedelta(hours=72),
        }
        | fields
    )
    session.add(row)
    session.flush()
    return row


def make_flight(session: Session, station: Station, **fields: Any) -> Flight:
    row = Flight(**{"name": f"飞行{next(_numbers)}"} | fields, station=station)
    session.add(row)
    session.flush()
    return row


def make_finding(session: Session, station: Station, scene: Scene, **fields: Any) -> Finding:
    """A pending finding 10 m north-east of the station's anchor."""
    n = next(_numbers)
    x, y = station.anchor.x + 1e-4, station.anchor.y + 1e-4
    row = Finding(
        **{
            "key": f"{n:064x}",
            "detector": "water" if station.kind == "water" else "vegetation",
            "detector_version": "1",
            "code": "INT-04" if station.kind == "water" else "ENV-01",
            "sign": "DRY" if station.kind == "water" else "VEG",
            "geom": box(x, y, x + 1e-4, y + 1e-4),
            "lon": x + 5e-5,
            "lat": y + 5e-5,
            "confidence": 0.7,
            "area_m2": 100.0,
            "distance_m": 12.0,
            "assessed_fraction": 0.93,
            "detail": {"rule_ref": "W-10", "measured": "0.21", "limit": "0.30"},
            "evidence": [{"sha256": "e" * 64, "kind": "current", "mime": "image/jpeg"}],
        }
        | fields,
        station_id=station.id,
        scene_id=scene.id,
    )
    session.add(row)
    session.flush()
    return row


def make_issue(session: Session, station: Station, found_by: User, **fields: Any) -> Issue:
    """An open issue at the station's anchor, without events."""
    n = next(_numbers)
    row = Issue(
        **{
            "number": f"WT-000000-2026-9{n:04d}",
            "code": "INT-04" if station.kind == "water" else "ENV-01",
            "kind": "support",
            "grade": 2,
            "title": f"问题{n}",
            "mode": "time_limit",
            "found_at": now(),
            "found_way": "satellite",
            "point": station.anchor,
            "responsible_kind": "om_company",
            "responsible_org_id": station.company_id,
        }
        | fields,
        station_id=station.id,
        found_by_id=found_by.id,
    )
    session.add(row)
    session.flush()
    return row


def make_order(
    session: Session, station: Station, company: Organisation, **fields: Any
) -> WorkOrder:
    """A weekly visit of one hour, done on its day."""
    n = next(_numbers)
    start = datetime(2026, 6, 3, 1, tzinfo=UTC) + timedelta(days=n % 20)
    row = WorkOrder(
        **{
            "number": f"GD-{n:05d}",
            "kind": "weekly_visit",
            "planned_at": start,
            "due_at": start + timedelta(hours=24),
            "started_at": start,
            "finished_at": start + timedelta(hours=1),
            "closed_at": start + timedelta(hours=2),
            "person": f"运维员{n}",
            "text": f"巡检第{n}次",
            "digest": f"{n:064x}",
            "month": "2026-06",
        }
        | fields,
        station_id=station.id,
        company_id=company.id,
    )
    session.add(row)
    session.flush()
    return row


def make_draw(session: Session, station: Station, party: User, **fields: Any) -> Draw:
    """A drawn draw of one station with one inspector; ``party`` is both parties."""
    n = next(_numbers)
    draw = Draw(
        **{
            "number": f"CC-000000-2026-9{n:04d}",
            "title": f"抽查{n}",
            "state": "drawn",
            "announced_at": now(),
            "steps": 1,
        }
        | fields,
        announced_by_id=party.id,
        party_a_id=party.id,
        party_b_id=party.id,
    )
    home = party.organisation or make_organisation(session, kind="city_bureau")
    person = Inspector(number=f"JC-9{n:04d}", name=f"检查员{n}", organisation=home)
    session.add_all([draw, person])
    session.flush()
    session.add(
        DrawRecord(
            draw_id=draw.id,
            seq=1,
            kind="announcement",
            body="{}",
            sha256=f"{n:064x}",
            actor_id=party.id,
            at=now(),
        )
    )
    session.add(
        DrawnStation(
            draw_id=draw.id,
            station_id=station.id,
            place=1,
            how="weighted",
            drawn_on=now().date(),
            inspectors=[person.number],
        )
    )
    session.flush()
    return draw


def make_notice(session: Session, user: User, issue: Issue | None = None, **fields: Any) -> Notice:
    """An unread notice of a person."""
    n = next(_numbers)
    row = Notice(
        **{
            "key": f"{n:064x}",
            "kind": "notice.assign",
            "params": {"number": f"WT-{n}", "station": "站", "name": "题", "due": "2026-03-12"},
            "link": "/issues",
            "at": now(),
        }
        | fields,
        user_id=user.id,
        issue_id=issue.id if issue else None,
    )
    session.add(row)
    session.flush()
    return row


def make_lead(session: Session, station: Station, **fields: Any) -> Lead:
    n = next(_numbers)
    row = Lead(
        **{
            "number": f"XS-000000-2026-{n:05d}",
            "key": f"{n:064x}",
            "period": "2026-06",
            "code": "OPS-01",
            "source": "online",
            "subject": f"rule:test:{n}",
            "point": station.anchor,
            "found_at": now(),
        }
        | fields,
        station_id=station.id,
    )
    session.add(row)
    session.flush()
    return row


def make_credit(session: Session, company: Organisation, by: User) -> CreditEntry:
    """Three points of a company for an event, appealed against, and a proposed restriction."""
    event = chain.append(
        session, actor=by, action="test", from_state=None, to_state=None, payload={}
    )
    entry = credit.charge(session, company=company, points=3, event=event, reason_code="SMP-01")
    appeal = CreditAppeal(
        entry=entry, company_id=company.id, text="不服", filed_by_id=by.id, filed_at=now()
    )
    restriction = CreditRestriction(
        number=f"XZ-2026-9{next(_numbers):03d}",
        company=company,
        points=50,
        edition="1",
        proposed_at=now(),
    )
    session.add_all([appeal, restriction])
    session.flush()
    return entry
