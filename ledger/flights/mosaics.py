"""What the mosaic of a flight found out: kept with the flight and with each of its frames."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from shapely.geometry import Point, shape
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.crs import checked
from ledger import coverage, scenes, withdrawal
from ledger.flights.photos import UNCERTAIN, UNPLACED, locked, mark
from ledger.flights.surface import KEPT
from ledger.models import Finding, Flight, Job, Photo, Scene
from ledger.scenes import SceneFacts

FLIPPED = "photo.yaw_flipped"
MOSAIC, FRAME = "mosaic", "frame"


def store_report(
    session: Session,
    flight: Flight,
    report: Mapping[str, Any],
    frames: Mapping[int, Mapping[str, Any]],
) -> None:
    """Write a mosaic's report and where each photo came to lie; hand-placed photos stay put.

    Parameters
    ----------
    report : mapping
        As ``MosaicResult`` without the frames' matrices: ``gsd_m``, ``tie_median_gsd``, …
    frames : mapping of photo id -> mapping
        As ``FrameResult``: ``placed_by``, ``lonlat``, ``footprint``, ``yaw_flipped``, ….
    """
    # The surface model that a person named is none of the mosaic's findings.
    named = {name: flight.mosaic[name] for name in (KEPT,) if name in flight.mosaic}
    flight.mosaic = dict(report) | named
    for photo in locked(session, flight):
        frame = frames.get(photo.id)
        if frame is None:
            continue
        if photo.placed_by != "hand":
            _settle(photo, frame)
        elif photo.placement.get("how") == "drag" and frame.get("ground_from_pixel"):
            # It stays where the person put it; which pixels show a place is the mosaic's to say.
            seen = ("ground_from_pixel", "crs", "width", "height")
            photo.placement = photo.placement | {name: frame[name] for name in seen}
    session.flush()


def store_scene(
    session: Session, flight: Flight, facts: SceneFacts, *, photo: Photo | None = None
) -> tuple[Scene, Job]:
    """Make or renew the scene of a flight's mosaic, or of one frame, and send it to detection.

    A flight has one mosaic: made again, it is the same scene in a new version, and what people
    decided about its findings stays. The scene's ``sha256`` is of flight, frame and file, since
    the same card in two flights gives two scenes.
    """
    kind = FRAME if photo else MOSAIC
    scene = _scene(session, flight, photo)
    parts = f"{flight.id}:{kind}:{photo.id if photo else ''}:{facts.sha256}"
    sha256 = hashlib.sha256(parts.encode()).hexdigest()
    if scene is None:
        scene = Scene(
            sha256=sha256,
            filename="",
            source_kind=kind,
            uploaded_by_id=flight.pilot_id,
            flight_id=flight.id,
        )
        session.add(scene)
    scene.sha256, scene.flight_id = sha256, flight.id
    scene.filename = photo.filename if photo else f"{flight.name}.tif"
    session.flush()
    coverage.declare(session, scene, [flight.station])
    scene.flags = list(facts.flags)
    job = scenes.store_facts(session, scene, facts)
    if photo is not None:
        photo.placement = {**photo.placement, "scene_id": scene.id}
        session.flush()
    return scene, job


def retire_frames(session: Session, flight: Flight, *, but: set[int]) -> list[Scene]:
    """Take back the scenes of single frames that are part of the mosaic now.

    Parameters
    ----------
    but : ids of scenes that stay
    """
    query = select(Scene).where(Scene.flight_id == flight.id, Scene.source_kind == FRAME)
    gone = [s for s in session.scalars(query) if s.id not in but and s.state == "ready"]
    for scene in gone:
        _retire(session, scene)
    return gone


def _retire(session: Session, scene: Scene) -> None:
    scene.state = "cancelled"
    pairs = session.execute(
        select(Finding.detector, Finding.station_id)
        .where(Finding.scene_id == scene.id, Finding.state == "pending")
        .distinct()
    ).all()
    stations = {link.station_id: link.station for link in scene.station_links}
    for detector, station_id in pairs:
        if station_id in stations:
            withdrawal.withdraw(session, scene, stations[station_id], detector=detector, seen=set())


def _scene(session: Session, flight: Flight, photo: Photo | None) -> Scene | None:
    if photo is not None:
        number = photo.placement.get("scene_id")
        return session.get(Scene, number, with_for_update=True) if number else None
    query = select(Scene).where(Scene.flight_id == flight.id, Scene.source_kind == MOSAIC)
    return session.scalar(query.order_by(Scene.id).limit(1).with_for_update())


def _settle(photo: Photo, frame: Mapping[str, Any]) -> None:
    """Write where a frame came to lie; what the ties confirmed is not uncertain any more."""
    placement = {name: value for name, value in frame.items() if name != "footprint"}
    kept = {"scene_id": photo.placement.get("scene_id"), "start": _start(photo)}
    photo.placement = placement | {name: value for name, value in kept.items() if value}
    mark(photo, add=(FLIPPED,) if frame.get("yaw_flipped") else (), drop=(FLIPPED, UNCERTAIN))
    if frame.get("placed_by") != "ties":
        mark(photo, add=(UNCERTAIN,) if photo.point is not None else ())
        return
    photo.placed_by = "ties"
    mark(photo, drop=(UNPLACED, "photo.between_neighbours"))
    if frame.get("lonlat"):
        photo.point = Point(*checked(tuple(frame["lonlat"])))
    if frame.get("footprint"):
        photo.footprint = shape(frame["footprint"])
    if frame.get("ground_from_pixel"):
        photo.gsd_m, photo.gsd_worst_m = _gsd(frame)


def _gsd(frame: Mapping[str, Any]) -> tuple[float, float]:
    """Return the size of a pixel on the ground, in the middle and at the worst corner, metres."""
    matrix = np.array(frame["ground_from_pixel"], dtype=float)
    width, height = frame["width"], frame["height"]
    spots = [(width / 2, height / 2), (0, 0), (width, 0), (width, height), (0, height)]
    depth = np.abs(np.array([(x, y, 1.0) for x, y in spots]) @ matrix[2])
    # The area a homography gives a pixel is |det| / depth^3.
    sizes = np.sqrt(abs(np.linalg.det(matrix)) / depth**3)
    return float(sizes[0]), float(sizes.max())


def _start(photo: Photo) -> dict[str, Any]:
    """Return what a photo was placed by before any mosaic: the next one begins there again."""
    if "start" in photo.placement:
        return dict(photo.placement["start"])
    pose = ("height_m", "yaw_deg", "pitch_deg")
    logged = photo.placement if photo.placed_by == "log" else {}
    place = {} if photo.point is None else {"lonlat": [photo.point.x, photo.point.y]}
    return {"by": photo.placed_by, **place, **{k: logged[k] for k in pose if k in logged}}
