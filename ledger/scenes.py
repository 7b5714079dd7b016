"""Scenes after intake: facts stored, stations linked, guesses corrected, detection asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from geo.errors import Conflict, Refused
from ledger import comparison, coverage, jobs
from ledger import details as declared
from ledger.comparison import reference_for
from ledger.models import Job, Scene, Station, User
from ledger.receipt import receive

__all__ = [
    "SceneFacts",
    "correct",
    "receive",
    "reference_for",
    "refuse",
    "store_facts",
]

CORRECTABLE = ("bands", "scale", "offset", "cloud_band", "taken_at", "baseline", "stations")
BAND_FIELDS = ("bands", "scale", "offset", "cloud_band")


@dataclass(frozen=True, kw_only=True)
class SceneFacts:
    """What intake found out about an image that it stored."""

    sha256: str
    """Of the file as it came in."""
    flags: tuple[str, ...] = ()
    crs: str | None = None
    width: int
    height: int
    band_count: int
    gsd_m: float | None = None
    footprint: BaseGeometry | None = None
    """WGS-84; None for a raster without a place."""
    analysis_sha: str
    display_sha: str | None = None
    minzoom: int | None = None
    maxzoom: int | None = None
    bands: Mapping[str, int] = field(default_factory=dict)
    scale: float = 1.0
    offset: float = 0.0
    cloud_band: int | None = None
    taken_at: datetime | None = None
    taken_at_origin: str = ""
    """metadata or filename; what the uploader declared wins over both."""


def store_facts(session: Session, scene: Scene, facts: SceneFacts) -> Job:
    """Fill in a scene in the worker's transaction, link its stations, send it to detection.

    Raises
    ------
    Refused
        ``scene.no_position``: the raster has no place on the ground.
    """
    if facts.footprint is None or facts.footprint.is_empty:
        raise Refused("scene.no_position")
    if scene.state == "ready":
        scene.version += 1
    _copy(scene, facts)
    scene.state, scene.refusal = "ready", {}
    coverage.place(session, scene, flags=facts.flags)
    job = comparison.detect(session, scene, actor_id=scene.uploaded_by_id)
    comparison.look_again(session, scene)
    return job


def refuse(session: Session, scene: Scene, code: str, params: Mapping[str, Any]) -> None:
    """Mark a scene as refused with its reason; the file may be sent again."""
    scene.state = "refused"
    scene.refusal = {"code": code, "params": dict(params)}
    session.flush()


def stop(session: Session, job: Job) -> None:
    """Say of a scene that its intake was cancelled: nothing is on its way any more."""
    scene = session.get(Scene, job.subject_id, with_for_update=True)
    if scene is not None and scene.state == "received":
        scene.state = "cancelled"
        session.flush()


def wait_again(session: Session, job: Job) -> None:
    """Say of a scene whose cancelled or refused intake is tried again that it is on its way."""
    scene = session.get(Scene, job.subject_id, with_for_update=True)
    if scene is not None and scene.state in {"cancelled", "refused"}:
        scene.state, scene.refusal = "received", {}
        session.flush()


jobs.on_cancelled("scene.intake", stop)
jobs.on_retried("scene.intake", wait_again)


def correct(session: Session, scene: Scene, changes: Mapping[str, Any], *, actor: User) -> Job:
    """Correct what was guessed or declared and look at the scene again.

    Parameters
    ----------
    changes : mapping
        Any of :data:`CORRECTABLE`; ``stations`` is the whole list of declared station codes,
        ``cloud_band`` and ``taken_at`` may be None.

    Raises
    ------
    Conflict
        ``scene.not_ready``.
    Refused
        ``upload.unknown_detail``, ``upload.wrong_detail``, ``upload.unknown_station``,
        ``upload.future_date``, ``scene.band_out_of_range``.
    """
    if scene.state != "ready":
        raise Conflict("scene.not_ready", state=scene.state)
    values = _checked(session, scene, changes)
    stations = values.pop("stations", None)
    before = (scene.taken_at, scene.baseline)
    for name, value in values.items():
        setattr(scene, name, value)
    if "taken_at" in values:
        scene.taken_at_origin = "declared" if scene.taken_at else ""
    scene.bands_confirmed = scene.bands_confirmed or any(name in values for name in BAND_FIELDS)
    if stations is not None:
        _replace_declared(session, scene, stations)
    coverage.place(session, scene, flags=scene.flags)
    job = comparison.detect(session, scene, actor_id=actor.id)
    if before != (scene.taken_at, scene.baseline):
        comparison.look_again(session, scene)
    return job


def _copy(scene: Scene, facts: SceneFacts) -> None:
    for name in (
        "crs",
        "width",
        "height",
        "band_count",
        "gsd_m",
        "footprint",
        "analysis_sha",
        "display_sha",
        "minzoom",
        "maxzoom",
    ):
        setattr(scene, name, getattr(facts, name))
    said = scene.declared
    bands = said.get("bands") or dict(facts.bands)
    _check_bands(bands | {"cloud_band": said.get("cloud_band")}, facts.band_count)
    scene.bands, scene.bands_confirmed = bands, "bands" in said
    scene.scale = said.get("scale", facts.scale)
    scene.offset = said.get("offset", facts.offset)
    scene.cloud_band = said.get("cloud_band", facts.cloud_band)
    if scene.taken_at_origin != "declared":
        scene.taken_at, scene.taken_at_origin = facts.taken_at, facts.taken_at_origin


def _checked(session: Session, scene: Scene, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the corrections as column values, and ``stations`` as rows."""
    unknown = sorted(set(changes) - set(CORRECTABLE))
    if unknown:
        raise Refused("upload.unknown_detail", field=unknown[0][:64])
    plain = {name: value for name, value in changes.items() if name != "stations"}
    values: dict[str, Any] = declared.parsed(session, plain)
    if "taken_at" in values:
        values["taken_at"] = declared.taken_at(values)
    for name in ("taken_at", "cloud_band"):
        if name in changes and changes[name] in (None, ""):
            values[name] = None
    numbers = dict(values.get("bands", {})) | {"cloud_band": values.get("cloud_band")}
    _check_bands(numbers, scene.band_count or 0)
    if "stations" in changes:
        values["stations"] = _station_rows(session, changes["stations"])
    return values


def _station_rows(session: Session, codes: Any) -> list[Station]:
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise Refused(
            "upload.wrong_detail", field="stations", value=str(codes)[:80], expected='["1742A"]'
        )
    return declared.stations_by_code(session, codes)


def _check_bands(numbers: Mapping[str, int | None], count: int) -> None:
    for name, number in numbers.items():
        if number is not None and number > count:
            raise Refused("scene.band_out_of_range", field=name, value=number, count=count)


def _replace_declared(session: Session, scene: Scene, stations: list[Station]) -> None:
    for link in scene.station_links:
        link.declared = False
    coverage.declare(session, scene, stations)
