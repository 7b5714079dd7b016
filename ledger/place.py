"""Which finding a detection is: its key (what made it, and where), and the place it repeats."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.crs import cell_of, to_metres
from ledger.models import Finding, Scene, Sighting, Station

SAME_PLACE_M = 10.0
"""Two shapes of one code that overlap or lie within this distance are one place (DESIGN §4)."""

Cell = tuple[int, int]
"""A 5 m cell in the station's metre grid."""


def cell(polygon: BaseGeometry, station: Station) -> Cell:
    """Return the cell of a WGS-84 polygon's inner point."""
    point = polygon.representative_point()
    return cell_of((point.x, point.y), anchor_lonlat=(station.anchor.x, station.anchor.y))


def key(
    scene: Scene,
    reference: Scene | None,
    station: Station,
    *,
    made_by: tuple[str, str, dict[str, Any]],
    cell: Cell,
    ordinal: int,
) -> str:
    """Return the digest of what produced a finding and where it lies.

    Parameters
    ----------
    made_by : (detector, version, parameters)
    ordinal : int
        Which one of its code in the cell, from 0.
    """
    detector, version, params = made_by
    parts = [
        scene.sha256,
        reference.sha256 if reference else None,
        detector,
        version,
        params,
        station.code,
        [*cell, ordinal],
    ]
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def known(session: Session, key: str) -> int | None:
    """Return the id of the finding that this key wrote or added evidence to."""
    own = session.scalar(select(Finding.id).where(Finding.key == key))
    if own is not None:
        return own
    return session.scalar(select(Sighting.finding_id).where(Sighting.key == key))


def seen_before(
    session: Session, station: Station, code: str, polygon: BaseGeometry, *, fresh: list[Finding]
) -> Finding | None:
    """Return the finding of the same code that an earlier run left here, nearest first.

    A finding to which a person gave another type is still what the machine saw.
    """
    around = (station.anchor.x, station.anchor.y)
    shape = to_metres(polygon, around=around)
    candidates = session.scalars(
        select(Finding).where(Finding.station_id == station.id).order_by(Finding.id)
    )
    near = [
        (to_metres(row.geom, around=around).distance(shape), row.id, row)
        for row in candidates
        if code in {row.code, row.detail.get("code_before")} and row not in fresh
    ]
    near = [entry for entry in near if entry[0] <= SAME_PLACE_M]
    return min(near)[2] if near else None
