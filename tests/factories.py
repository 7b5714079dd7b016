"""Rows for tests: valid by default, every field may be given."""

from __future__ import annotations

import itertools
from typing import Any

from shapely.geometry import Point, box
from sqlalchemy.orm import Session

from ledger.models import District, Organisation, RoleGrant, Scene, Station, User

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


def make_scene(session: Session, **fields: Any) -> Scene:
    n = next(_numbers)
    row = Scene(
        **{"sha256": f"{n:064x}", "filename": f"scene{n}.tif", "source_kind": "satellite"} | fields
    )
    session.add(row)
    session.flush()
    return row
