"""``flight.mosaic``: a flight's photos laid on the ground as scenes, then looked at like any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Refused
from imagery.intake import take_in
from ledger import flights, scenes
from ledger.flights.photos import UNCERTAIN
from ledger.models import Flight, Job, Photo, Scene
from ledger.scenes import SceneFacts
from workers import alignment, flight_frames, flight_mosaic, limits
from workers.context import Context
from workers.flight_mosaic import BY_HAND, Made
from workers.scene_facts import facts_of
from workers.scene_inputs import Snapshot

SHOWN = (
    "used",
    "reason",
    "ties",
    "yaw_deg",
    "yaw_flipped",
    "height_m",
    "shift_m",
    "placed_by",
)
"""What a flight's report keeps of each frame; the matrices stay with the photos."""
COMPARED = "green"


@dataclass(frozen=True)
class _Stored:
    """The scenes to write, and the move that would lay the mosaic on the baseline."""

    mosaic: SceneFacts | None
    singles: Mapping[int, SceneFacts]
    nudge: Mapping[str, Any] | None
    dsm_sha: str | None = None


def run(ctx: Context, job: Job) -> None:
    """Make the mosaic of one flight and store it as a scene."""
    with ctx.reading() as session:
        flight = session.get(Flight, job.subject_id)
        if flight is None:
            return
        photos, digest = list(flight.photos), flight_frames.inputs(flight.photos)
        session.expunge_all()
    kept = flight_frames.chosen(photos)
    by_hand = {str(p.id): p.placement for p in kept if p.placement.get("how") == "points"}
    frames = [flight_frames.frame_input(photo, ctx.store) for photo in kept]
    made = flight_mosaic.make(ctx, frames, by_hand)
    stored = _taken_in(ctx, job, kept, made)
    with ctx.finishing() as session:
        flight = session.get_one(Flight, job.subject_id, with_for_update=True)
        report = made.report | {"inputs": digest, "frames": _frames(photos, made.frames)}
        ctx.result = _write(session, flight, report, made, stored)


def _taken_in(ctx: Context, job: Job, photos: Sequence[Photo], made: Made) -> _Stored:
    """Take the rasters in like uploaded ones; a frame alone that is refused says why."""
    nir = any(flight_frames.NIR in photo.flags for photo in photos)
    times = [photo.taken_at for photo in photos if photo.taken_at]
    whole = None
    if made.path is not None:
        whole = _dated(_unnamed(_take(ctx, made.path, 70), nir=nir), times[:1])
    singles = {}
    for number, (name, path) in enumerate(made.singles.items()):
        photo = next(p for p in photos if p.id == int(name))
        ctx.stage("stage.singles", 85 + 5 * number // len(made.singles))
        try:
            facts = _take(ctx, path, 85)
        except Refused as refusal:
            made.frames[name]["reason"] = made.frames[name].get("reason") or refusal.code
            continue
        facts = _unnamed(facts, nir=flight_frames.NIR in photo.flags)
        sure = made.frames[name].get("placed_by") == "hand"
        facts = replace(facts, flags=(*facts.flags, BY_HAND if sure else UNCERTAIN))
        singles[photo.id] = _dated(facts, [photo.taken_at] if photo.taken_at else [])
    dsm = _take(ctx, made.dsm, 84).analysis_sha if made.dsm else None
    return _Stored(whole, singles, _nudge(ctx, job, whole) if whole else None, dsm)


def _take(ctx: Context, path: Path, percent: int) -> SceneFacts:
    stored = take_in(
        path,
        filename=path.name,
        out_dir=ctx.temp / path.stem,
        limits=limits.for_settings(ctx.settings),
        on_stage=lambda stage, _pct: ctx.stage(f"stage.{stage}", percent),
    )
    path.unlink(missing_ok=True)
    facts = facts_of(ctx.store, stored)
    for file in (stored.analysis, stored.display):
        if file is not None:
            file.unlink(missing_ok=True)
    return facts


def _unnamed(facts: SceneFacts, *, nir: bool) -> SceneFacts:
    """Name no band of a camera converted to near infrared: its "red" is not red.

    Detectors that need red, green or blue then say that they lack them, and judge nothing.
    """
    if not nir:
        return facts
    return replace(facts, bands={}, flags=(*facts.flags, flight_frames.NIR))


def _dated(facts: SceneFacts, times: Sequence[Any]) -> SceneFacts:
    taken_at = min(times, default=None)
    return replace(facts, taken_at=taken_at, taken_at_origin="metadata" if taken_at else "")


def _nudge(ctx: Context, job: Job, facts: SceneFacts) -> Mapping[str, Any] | None:
    """Register a mosaic to its station's baseline; nobody moves it but a person."""
    with ctx.reading() as session:
        station = session.get_one(Flight, job.subject_id).station
        fresh = Scene(taken_at=facts.taken_at)
        base = scenes.reference_for(session, fresh, station, (COMPARED,))
        snapshot = Snapshot.of(base) if base else None
    if snapshot is None or COMPARED not in facts.bands:
        return None
    ctx.stage("stage.align", 92)
    found = alignment.proposed(
        ctx.store.local_path(facts.analysis_sha),
        facts.bands[COMPARED],
        snapshot.scene_input(ctx.store, ctx.temp).path,
        snapshot.bands[COMPARED],
    )
    return None if found is None else asdict(found) | {"scene_id": snapshot.id}


def _frames(
    photos: Sequence[Photo], frames: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return what a flight's report says of every photo, those left out beforehand too."""
    rows = []
    for photo in photos:
        known = frames.get(str(photo.id)) or {"reason": flight_frames.left_out(photo)}
        shown = {name: known.get(name) for name in SHOWN}
        shown |= {"used": bool(known.get("used")), "reason": known.get("reason") or ""}
        rows.append({"photo_id": photo.id, "file": photo.filename} | shown)
    return rows


def _write(
    session: Session, flight: Flight, report: dict[str, Any], made: Made, stored: _Stored
) -> dict[str, Any]:
    """Write report, places, scenes and the coverage that follows from them."""
    flights.store_report(session, flight, report, {int(k): v for k, v in made.frames.items()})
    singles = set()
    for photo_id, facts in stored.singles.items():
        photo = session.scalar(select(Photo).where(Photo.id == photo_id))
        if photo is not None:
            singles.add(flights.store_scene(session, flight, facts, photo=photo)[0].id)
    flights.retire_frames(session, flight, but=singles)
    scene = None
    if stored.mosaic is not None:
        scene, _job = flights.store_scene(session, flight, stored.mosaic)
    flight.mosaic = flight.mosaic | {
        "scene_id": scene.id if scene else None,
        "single_scenes": sorted(singles),
        "proposed_nudge": stored.nudge,
        "dsm_sha": stored.dsm_sha,
    }
    flights.summarise(session, flight)
    flights.store_coverage(session, flight)
    return {"scene": flight.mosaic["scene_id"], "singles": len(singles)}
