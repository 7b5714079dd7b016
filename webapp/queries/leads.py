"""Leads as the caller sees them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from geo.crs import distance_m
from geo.datum import parse_datum, to_wgs84
from geo.errors import Refused
from ledger import clock, leads
from ledger.models import Issue, Lead, Organisation, Station
from ledger.models.base import now
from webapp import db, lang, media, security
from webapp.fetch import fetch, listing
from webapp.queries.evidence import from_uploads
from webapp.serial.leads import lead_json

FARTHEST_KM = 30.0
"""A lead farther from its station than this has a wrong coordinate or the wrong station."""
_EQUAL = ("source", "rule", "code", "period")


def lead_list(query: Mapping[str, Any]) -> dict[str, Any]:
    """Return the leads that a query asks for, newest first, with counts by state and source."""
    rows, state = chosen(query), query.get("state", "all")
    shown = rows if state == "all" else rows.where(Lead.state == state)
    session = db.session()
    total = session.scalar(select(func.count()).select_from(shown.subquery()))
    page = (
        shown.options(
            joinedload(Lead.station),
            joinedload(Lead.company),
            joinedload(Lead.issue),
            selectinload(Lead.created_by),
            selectinload(Lead.decided_by),
        )
        .order_by((Lead.state != "triage"), Lead.found_at.desc(), Lead.id.desc())
        .limit(query["limit"])
        .offset(query["offset"])
    )
    way = lang.current()
    return {
        "items": [lead_json(lead, way) for lead in session.scalars(page)],
        "total": total,
        "counts": _counts(rows, Lead.state.key),
        "sources": _counts(rows, Lead.source.key),
    }


def chosen(query: Mapping[str, Any]) -> Select[Lead]:
    """Return the select of the visible leads that a query asks for, its state aside."""
    rows = listing(Lead, "lead.view")
    wanted = dict(query) | {"period": query.get("month")}
    for name in _EQUAL:
        if value := wanted.get(name):
            rows = rows.where(getattr(Lead, name) == value)
    if query.get("orders"):
        rows = rows.where(Lead.rule.like("WO-%"))
    if order := query.get("order"):
        rows = rows.where(Lead.order_id == order)
    if key := query.get("company"):
        mine = select(Organisation.id).where(Organisation.key == key)
        rows = rows.where(Lead.company_id.in_(mine))
    if code := query.get("station"):
        rows = rows.where(Lead.station_id.in_(select(Station.id).where(Station.code == code)))
    if mode := query.get("mode"):
        rows = rows.where(Lead.issue_id.in_(select(Issue.id).where(Issue.mode == mode)))
    return rows


def _counts(rows: Select[Lead], column: str) -> dict[str, int]:
    inner = rows.subquery()
    query = select(inner.c[column], func.count()).group_by(inner.c[column])
    return dict(db.session().execute(query).all())


def typed(said: Mapping[str, Any]) -> Lead:
    """Write down what the hotline or a camera told; its photos are complete uploads."""
    station = fetch(Station, "lead.submit", code=said["station"])
    if not said["note"].strip():
        raise Refused("lead.note_missing")
    actor, at = security.the_actor(), said["found_at"] or clock.now(db.session())
    detail: dict[str, Any] = {"found_at": at, "key": _own_key(actor.id)}
    if said["lon"] is not None and said["lat"] is not None:
        detail |= _place(station, said)
    return leads.submit(
        db.session(),
        station=station,
        code=said["code"],
        source=said["source"],
        subject=f"{said['source']}:{station.code}:{at:%Y%m%d%H%M}",
        note=said["note"],
        evidence=from_uploads(said["evidence"]),
        actor=actor,
        detail=detail,
    )


def _own_key(actor_id: int) -> str:
    """Two callers may say the same of one station: each call is a lead of its own."""
    return f"typed:{actor_id}:{now().isoformat()}"


def _place(station: Station, said: Mapping[str, Any]) -> dict[str, Any]:
    lon, lat = to_wgs84((said["lon"], said["lat"]), parse_datum(said["datum"]))
    km = distance_m((lon, lat), (station.anchor.x, station.anchor.y)) / 1000
    if km > FARTHEST_KM:
        raise Refused("lead.far_away", distance_km=round(km, 1), limit_km=FARTHEST_KM)
    return {"lon": lon, "lat": lat, "datum": said["datum"]}


def _of_lead(key: str, sha256: str) -> str | None:
    lead = fetch(Lead, "lead.view", number=key)
    entries = (entry for entry in lead.evidence if entry.get("sha256") == sha256)
    return next((entry.get("mime", "image/jpeg") for entry in entries), None)


media.OWNERS["lead"] = _of_lead
