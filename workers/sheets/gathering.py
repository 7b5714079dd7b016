"""From rows and files to the data of a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo import crs
from imagery.sheet import (
    Decision,
    FindingFacts,
    FlightFacts,
    Hash,
    Picture,
    Place,
    SheetData,
)
from ledger import catalog, flights
from ledger.models import Assessment, Finding, Flight, IssueEvent, Photo
from workers.sheets import words
from workers.sheets.frames import best_frame, frame_facts, stored_bytes, whole_photo

_PICTURES: dict[str, Literal["crop", "baseline"]] = {"current": "crop", "baseline": "baseline"}


def sheet_data(
    session: Session, store: Any, finding: Finding, *, made_by: str, made_at: datetime
) -> SheetData:
    """Return all that the sheet of a finding shows.

    Whether ``made_by`` may see the finding is decided before; nothing is asked here.
    """
    frame = best_frame(session, finding)
    photo = frame[0] if frame else None
    pictures = list(_pictures(store, finding))
    whole = whole_photo(store, *frame) if frame else None
    flight = finding.scene.flight
    return SheetData(
        number=f"F-{finding.id}",
        made_at=made_at,
        made_by=made_by,
        finding=_facts(finding),
        place=_place(finding, photo),
        frame=frame_facts(photo) if photo else None,
        flight=_flight(flight) if flight else None,
        pictures=(*pictures, *([whole] if whole else [])),
        decisions=tuple(_decisions(session, finding)),
        not_seen=tuple(dict.fromkeys(_not_seen(session, finding, photo))),
        hashes=tuple(_hashes(finding, photo)),
    )


def _facts(finding: Finding) -> FindingFacts:
    kind = catalog.taxonomy().get(finding.code)
    known = words.STATES.get(finding.state, finding.state)
    person = finding.origin == "person"
    return FindingFacts(
        code=finding.code,
        title={"zh": kind.name_zh, "en": kind.name_en} if kind else finding.code,
        state=known,
        confirmed=finding.state == "accepted",
        origin="person" if person else "machine",
        rule=str(finding.detail.get("rule_ref") or ""),
        area_m2=finding.area_m2,
        distance_m=finding.distance_m,
        confidence=None if person else finding.confidence,
        assessed_fraction=finding.assessed_fraction,
        smallest_object_m=finding.smallest_object_m,
        detector="" if person else f"{finding.detector} {finding.detector_version}",
        note=finding.note,
    )


def _place(finding: Finding, photo: Photo | None) -> Place:
    station = finding.station
    anchor = (station.anchor.x, station.anchor.y)
    sign = next((s for s in catalog.signs() if s.sign == finding.sign), None)
    zones = (crs.buffer_m(anchor, sign.zone_m),) if sign else ()
    return Place(
        station={"zh": station.name_zh, "en": station.name_en or station.name_zh},
        station_code=station.code,
        anchor=anchor,
        anchor_kind="intake" if station.kind == "water" else "inlet",
        finding=finding.geom,
        zones=zones,
        footprint=photo.footprint if photo else None,
    )


def _flight(flight: Flight) -> FlightFacts:
    record = flight.record
    said = {name: str(record.get(name) or "") for name in ("licence", "aircraft", "registration")}
    numbers = [str(record.get(name) or "") for name in ("approval_number", "uom_number")]
    return FlightFacts(
        number=f"{flight.id} {flight.name}".strip(),
        can_be_evidence=flight.can_be_evidence,
        pilot=flights.pilot_of(flight),
        approval=" / ".join(n for n in numbers if n),
        started_at=flight.started_at,
        ended_at=flight.ended_at,
        max_height_m=flight.max_height_m,
        weather=str(record.get("weather") or ""),
        **said,
    )


def _pictures(store: Any, finding: Finding) -> Iterator[Picture]:
    for entry in finding.evidence:
        kind = _PICTURES.get(str(entry.get("kind")))
        data = stored_bytes(store, entry.get("sha256")) if kind else None
        if kind is not None and data is not None:
            rings = entry.get("pixels", {}).get("polygons", ())
            outline = tuple(tuple((float(p[0]), float(p[1])) for p in ring) for ring in rings)
            yield Picture(kind=kind, data=data, outline=outline, caption=_when(entry))


def _when(entry: dict[str, Any]) -> str:
    return str(entry.get("taken_at") or "")[:10]


def _decisions(session: Session, finding: Finding) -> Iterator[Decision]:
    if finding.drawn_by is not None:
        what = words.DRAWN if finding.origin == "person" else words.RESHAPED
        yield Decision(at=finding.created_at, who=finding.drawn_by.name, what=what)
    yield from _other_types(session, finding)
    proposal = finding.proposal or {}
    if proposal.get("at"):
        at = datetime.fromisoformat(str(proposal["at"]))
        note = " ".join(str(proposal.get(key) or "") for key in ("code", "note")).strip()
        yield Decision(at=at, who=str(proposal.get("by") or ""), what=words.PROPOSED, note=note)
    if finding.decided_at is not None:
        who = finding.decided_by.name if finding.decided_by else ""
        what = words.STATES.get(finding.state, {"zh": finding.state, "en": finding.state})
        yield Decision(at=finding.decided_at, who=who, what=what, note=finding.note)


def _other_types(session: Session, finding: Finding) -> Iterator[Decision]:
    """Yield who gave it another type, as the record has it."""
    query = select(IssueEvent).where(
        IssueEvent.finding_id == finding.id, IssueEvent.action == "reclass"
    )
    for event in session.scalars(query.order_by(IssueEvent.position)):
        said = event.payload
        note = f"{said.get('code_before', '')} → {said.get('code', '')} {said.get('note', '')}"
        yield Decision(at=event.at, who=event.actor_name, what=words.RECLASSED, note=note.strip())


def _not_seen(session: Session, finding: Finding, photo: Photo | None) -> Iterator[str]:
    """Yield what limits the finding: of its assessment, its scene, its photo and its flight."""
    query = select(Assessment).where(
        Assessment.scene_id == finding.scene_id,
        Assessment.station_id == finding.station_id,
        Assessment.detector == finding.detector,
        Assessment.detector_version == finding.detector_version,
    )
    assessment = session.scalar(query)
    if assessment is not None:
        yield from (str(flag) for flag in assessment.detail.get("flags", ()))
    yield from (str(flag) for flag in finding.scene.flags)
    if photo is not None:
        yield from (str(code) for code in [*photo.flags, *photo.quality])
    if finding.scene.flight is not None:
        yield from (str(code) for code in finding.scene.flight.checks)


def _hashes(finding: Finding, photo: Photo | None) -> Iterator[Hash]:
    if photo is not None:
        yield Hash(what=words.PHOTO, name=photo.filename, sha256=photo.sha256)
    scene = finding.scene
    yield Hash(what=words.SCENE, name=scene.filename, sha256=scene.sha256)
    if finding.reference is not None:
        earlier = finding.reference
        yield Hash(what=words.REFERENCE, name=earlier.filename, sha256=earlier.sha256)
    for log in scene.flight.logs[:3] if scene.flight else ():
        yield Hash(what=words.LOG, name=log.filename, sha256=log.sha256)
    for entry in finding.evidence[:6]:
        yield Hash(what=words.PICTURE, name=str(entry.get("kind")), sha256=str(entry["sha256"]))
