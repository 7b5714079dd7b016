"""``demo.render``: the generated demo's images, brought in like anybody's upload.

The renderer plants known problems, so the demo shows findings without sample data. The same seed
gives the same bytes, and the same bytes are the same scene: running twice brings nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.crs import LonLat
from imagery import render
from ledger import clock, scenes, uploads
from ledger.db import new_session, transaction
from ledger.models import Job, Station, Upload, User
from workers.context import Context

CHUNK = 1 << 20
SEED = 20260724


@dataclass(frozen=True)
class _Site:
    code: str
    lonlat: LonLat


def run(ctx: Context, job: Job) -> None:
    """Render the demo's images and hand them to the ledger.

    ``job.payload``: ``reservoir`` and ``air_site`` (station codes; by default the first of each
    kind) and ``seed``.
    """
    with ctx.reading() as session:
        reservoir = _site(session, "water", job.payload.get("reservoir"))
        air = _site(session, "air", job.payload.get("air_site"))
        flown_at = clock.now(session).replace(minute=0, second=0, microsecond=0)
    seed = int(job.payload.get("seed", SEED))
    made = []
    for number, (path, details) in enumerate(_files(ctx, reservoir, air, seed)):
        ctx.stage("stage.store", 30 * (number + 1))
        details.setdefault("taken_at", flown_at.isoformat())
        made.append(_bring(ctx, job, path, details))
    ctx.result = {"scenes": made}


def _site(session: Session, kind: str, code: str | None) -> _Site | None:
    query = select(Station).where(Station.kind == kind).order_by(Station.code).limit(1)
    if code:
        query = query.where(Station.code == code)
    station = session.scalar(query)
    return _Site(station.code, (station.anchor.x, station.anchor.y)) if station else None


def _files(
    ctx: Context, reservoir: _Site | None, air: _Site | None, seed: int
) -> Iterator[tuple[Path, dict[str, Any]]]:
    if reservoir:
        ctx.stage("stage.render", 5)
        pair = render.satellite_pair(ctx.temp, intake_lonlat=reservoir.lonlat, seed=seed)
        said = {"station": reservoir.code, "source_kind": "satellite"}
        then, now = (moment.isoformat() for moment in pair.taken)
        yield pair.baseline, said | {"taken_at": then, "baseline": True}
        yield pair.image, said | {"taken_at": now}
    if air:
        ctx.stage("stage.render", 65)
        ortho = render.orthomosaic(ctx.temp, inlet_lonlat=air.lonlat, seed=seed)
        yield ortho.path, {"station": air.code, "source_kind": "orthomosaic"}


def _bring(ctx: Context, job: Job, path: Path, details: dict[str, Any]) -> int:
    with transaction(ctx.engine) as session:
        upload_id = uploads.create(
            session,
            ctx.settings,
            owner=session.get_one(User, job.created_by_id),
            filename=path.name,
            length=path.stat().st_size,
            details=details,
        ).id
    with new_session(ctx.engine) as session, path.open("rb") as file:
        upload = session.get_one(Upload, upload_id)
        data = iter(lambda: file.read(CHUNK), b"")
        uploads.append(session, ctx.settings, upload, offset=0, data=data)
    with transaction(ctx.engine) as session:
        upload = session.get_one(Upload, upload_id)
        owner = session.get_one(User, upload.owner_id)
        scene, _job = scenes.receive(session, ctx.settings, upload, actor=owner)
        return scene.id
