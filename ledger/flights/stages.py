"""How far a flight is: six stages from the upload to the review, each with its counts."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from ledger import access
from ledger.flights.covering import usable
from ledger.models import Finding, Flight, FlightLog, Job, Photo, Scene, Sighting, Upload, User
from ledger.models.base import Base

STAGES = ("receive", "check", "place", "mosaic", "detect", "review")
_STATES = {"queued": "waiting"}


def stages(session: Session, flight: Flight, *, actor: User | None) -> list[dict[str, Any]]:
    """Return the stages of a flight in their order.

    Returns
    -------
    list of dict
        ``stage`` (:data:`STAGES`), ``state`` (none, waiting, running, done, failed, cancelled),
        ``percent``, ``job_id``, ``code`` (why it failed) and ``counts``. Findings that are kept
        back from ``actor`` do not count.
    """
    scene_ids = list(session.scalars(select(Scene.id).where(Scene.flight_id == flight.id)))
    counts = {
        "receive": _received(session, flight),
        "check": _checked(session, flight),
        "place": _placed(session, flight),
        "mosaic": _mosaic(flight),
        **_found(session, scene_ids, actor),
    }
    jobs = {
        "check": _latest(session, "card.intake", "flight", [flight.id]),
        "place": _latest(session, "flight.place", "flight", [flight.id]),
        "mosaic": _latest(session, "flight.mosaic", "flight", [flight.id]),
        "detect": _slowest(session, scene_ids),
    }
    rows = [_entry(name, jobs.get(name), counts[name]) for name in STAGES]
    rows[0]["state"] = "running" if counts["receive"]["receiving"] else rows[0]["state"]
    if rows[0]["state"] == "none" and counts["receive"]["files"]:
        rows[0]["state"] = "done"
    review = counts["review"]
    if review and rows[4]["state"] == "done":
        rows[5]["state"] = "waiting" if review["pending"] else "done"
    return rows


def _entry(name: str, job: Job | None, counts: dict[str, int]) -> dict[str, Any]:
    return {
        "stage": name,
        "state": _STATES.get(job.state, job.state) if job else "none",
        "percent": job.percent if job else 0,
        "job_id": job.id if job else None,
        "code": job.error_code if job else None,
        "counts": counts,
    }


def _received(session: Session, flight: Flight) -> dict[str, int]:
    states = Counter(session.scalars(select(Upload.state).where(Upload.flight_id == flight.id)))
    return {"files": sum(states.values()), "receiving": states["receiving"]}


def _checked(session: Session, flight: Flight) -> dict[str, int]:
    return {
        "photos": _number(session, Photo, flight),
        "logs": _number(session, FlightLog, flight),
        "refused": len(flight.refused),
    }


def _number(session: Session, model: type[Base], flight: Flight) -> int:
    table: Any = model
    query = select(func.count()).select_from(table).where(table.flight_id == flight.id)
    return session.scalar(query) or 0


def _placed(session: Session, flight: Flight) -> dict[str, int]:
    photos = session.scalars(select(Photo).where(Photo.flight_id == flight.id)).all()
    by = Counter(photo.placed_by for photo in photos)
    return {
        "placed": sum(n for name, n in by.items() if name),
        "unplaced": by[""],
        **{name: by[name] for name in ("gps", "log", "ties", "hand", "neighbours")},
        "duplicates": sum(1 for photo in photos if photo.duplicate_of),
        "usable": sum(1 for photo in photos if usable(photo)),
    }


def _mosaic(flight: Flight) -> dict[str, int]:
    frames = flight.mosaic.get("frames", [])
    used = sum(1 for frame in frames if frame.get("used"))
    return {"frames": len(frames), "used": used, "left_out": len(frames) - used}


def _found(session: Session, scene_ids: list[int], actor: User | None) -> dict[str, dict[str, int]]:
    if not access.can(actor, "finding.view"):
        # Whoever may not see findings is not told that there are none.
        return {"detect": {"scenes": len(scene_ids)}, "review": {}}
    again = select(Sighting.finding_id).where(Sighting.scene_id.in_(scene_ids))
    seen = select(Finding.state, func.count()).where(
        or_(Finding.scene_id.in_(scene_ids), Finding.id.in_(again)),
        access.visible(actor, Finding),
    )
    by = Counter[str]()
    for state, number in session.execute(seen.group_by(Finding.state)):
        by[state] += number
    waiting = by["pending"] + by["refly"]
    shown = sum(by.values()) - by["withdrawn"]
    return {
        "detect": {"scenes": len(scene_ids), "findings": shown},
        "review": {"pending": waiting, "decided": shown - waiting},
    }


def _latest(session: Session, kind: str, subject: str, ids: list[int]) -> Job | None:
    query = select(Job).where(
        Job.kind == kind, Job.subject_kind == subject, Job.subject_id.in_(ids)
    )
    return session.scalar(query.order_by(Job.id.desc()).limit(1))


def _slowest(session: Session, scene_ids: list[int]) -> Job | None:
    """Return the newest detection that is not done yet, or else the newest."""
    newest = [_latest(session, "scene.detect", "scene", [number]) for number in scene_ids]
    jobs = [job for job in newest if job is not None]
    open_ = [job for job in jobs if job.state != "done"]
    return max(open_ or jobs, key=lambda job: job.id, default=None)
