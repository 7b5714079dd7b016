"""Submitting a lead: the same thing is submitted once, whoever says it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack

from shapely.geometry import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Refused
from ledger import acceptance, chain, clock
from ledger.deadlines import local_date
from ledger.leads import messages as _messages  # noqa: F401  (registers the texts of lead.*)
from ledger.models import Lead, Station, User
from ledger.numbering import numbered_at
from ledger.sensitive import is_sensitive
from ledger.words import cleaned

SOURCES = ("onsite", "online", "data", "blind", "qc", "cctv", "hotline", "audit")
TYPED = ("hotline", "cctv")
"""Sources whose leads a person types in."""
IMAGERY = ("drone", "satellite")


class Said(TypedDict, total=False):
    """What may be said beside station, code and source."""

    subject: str
    """What it is about: order:<no>, rule:<id>:…, visit:<no>:<item>, hotline:<id>."""
    note: str
    evidence: Sequence[Mapping[str, Any]]
    """[{"sha256", "kind", "mime", ...}] of files already stored."""
    actor: User | None
    """None: a rule said it."""
    detail: Mapping[str, Any]
    """``key`` (what makes it the same again; default: source, subject, code and station),
    ``rule``, ``measured``, ``limit``, ``lon`` and ``lat`` (WGS-84), ``found_at`` (aware),
    ``period`` (YYYY-MM), ``order_id``, ``company_id``; anything else is kept as it is."""


_COLUMNS = ("key", "rule", "measured", "limit", "lon", "lat", "found_at", "period")
_IDS = ("order_id", "company_id")


def submit(
    session: Session, *, station: Station, code: str, source: str, **said: Unpack[Said]
) -> Lead:
    """Return the lead of this subject, written now unless it was there already.

    A lead that was rejected is not written again either: the same thing has been judged.

    Raises
    ------
    Refused
        ``lead.unknown_source``, ``lead.imagery``, ``finding.unknown_code``,
        ``finding.wrong_kind``.
    """
    _check_source(source)
    kind = acceptance.checked_type(code, station)
    detail = dict(said.get("detail") or {})
    subject = cleaned(said.get("subject", ""), 160)
    key = chain.digest([detail.get("key") or [source, subject, kind.code, station.code]])
    known = session.scalar(select(Lead).where(Lead.key == key))
    if known is not None:
        return known
    lead = _lead(session, station, detail)
    lead.key, lead.code, lead.source, lead.subject = key, kind.code, source, subject
    lead.withheld = is_sensitive(kind.code)
    lead.note = cleaned(said.get("note", ""))
    lead.evidence = [dict(entry) for entry in said.get("evidence") or ()]
    actor = said.get("actor")
    lead.created_by_id = actor.id if actor else None
    session.add(lead)
    session.flush()
    _record(session, lead, actor)
    return lead


def _check_source(source: str) -> None:
    if source in IMAGERY:
        raise Refused("lead.imagery")
    if source not in SOURCES:
        raise Refused("lead.unknown_source", value=cleaned(source, 32), known=", ".join(SOURCES))


def _lead(session: Session, station: Station, detail: Mapping[str, Any]) -> Lead:
    at = clock.now(session)
    found_at = detail.get("found_at") or at
    kept = {k: v for k, v in detail.items() if k not in (*_COLUMNS, *_IDS)}
    return Lead(
        number=numbered_at(session, "XS", station, local_date(at).year),
        station_id=station.id,
        company_id=detail.get("company_id") or station.company_id,
        order_id=detail.get("order_id"),
        period=detail.get("period") or f"{local_date(found_at):%Y-%m}",
        rule=cleaned(detail.get("rule"), 64),
        point=_point(station, detail),
        measured=cleaned(detail.get("measured"), 96),
        limit=cleaned(detail.get("limit"), 96),
        detail=chain.plain(kept),
        found_at=found_at,
    )


def _point(station: Station, detail: Mapping[str, Any]) -> Any:
    lon, lat = detail.get("lon"), detail.get("lat")
    return station.anchor if lon is None or lat is None else Point(lon, lat)


def _record(session: Session, lead: Lead, actor: User | None) -> None:
    chain.append(
        session,
        actor=actor,
        action="lead.submit",
        from_state=None,
        to_state=lead.state or "triage",
        payload={
            "subject": f"lead:{lead.number}",
            "about": lead.subject,
            "source": lead.source,
            "code": lead.code,
            "station_id": lead.station_id,
            "measured": lead.measured,
            "limit": lead.limit,
            "note": lead.note,
            "evidence": [entry.get("sha256") for entry in lead.evidence],
        },
    )
