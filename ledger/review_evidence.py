"""What a finding may rest on: its flight's leave to serve, and pictures for a drawn one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from geo.errors import Refused
from ledger import review_frame
from ledger.flights import evidence as flight_evidence
from ledger.models import Finding, Scene, Station

KINDS = ("current", "baseline")


@dataclass(frozen=True)
class Pictures:
    """Evidence entries, and the earlier scene that one of them shows."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    reference_id: int | None = None


def can_be_evidence(finding: Finding) -> bool:
    """Whether a finding rests on an image that may be evidence (its flight was allowed so high)."""
    session = object_session(finding)
    marks = flight_evidence.flags_of(finding)
    if not marks or session is None:
        return not marks
    try:
        flight_evidence.demand(session, finding)
    except Refused:
        return False
    return True


def pictures_of(
    session: Session, scene: Scene, station: Station, shape: BaseGeometry, *, apart_from: int
) -> Pictures:
    """Return the finest pictures of a scene's findings at a station that hold a shape.

    The picture of the place is the same file whichever finding it was cut for; only the outline
    differs, and that is not burned in.
    """
    query = select(Finding).where(
        Finding.scene_id == scene.id,
        Finding.station_id == station.id,
        Finding.id != apart_from,
    )
    best: tuple[float, Finding] | None = None
    for other in session.scalars(query.order_by(Finding.id)):
        entry = _current(other.evidence)
        if entry is None or not review_frame.shows(entry, shape):
            continue
        size = float(entry["pixels"]["m_per_px"])
        if best is None or size < best[0]:
            best = size, other
    return Pictures() if best is None else _copied(best[1], station, shape)


def _current(evidence: list[dict[str, Any]]) -> dict[str, Any] | None:
    return next((entry for entry in evidence if entry.get("kind") == "current"), None)


def _copied(other: Finding, station: Station, shape: BaseGeometry) -> Pictures:
    entries = [
        _outlined(entry, station, shape) for entry in other.evidence if entry.get("kind") in KINDS
    ]
    compared = any(entry["kind"] == "baseline" for entry in entries)
    return Pictures(entries, other.reference_id if compared else None)


def _outlined(entry: Mapping[str, Any], station: Station, shape: BaseGeometry) -> dict[str, Any]:
    around = (station.anchor.x, station.anchor.y)
    drawn = review_frame.outline(entry, shape, around) if review_frame.is_placed(entry) else {}
    return dict(entry) | {"pixels": dict(entry.get("pixels") or {}) | drawn}
