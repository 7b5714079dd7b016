"""``flask imagery``: bring a raster, a photo or a drone card in from a file."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from geo import messages
from geo.errors import NotFound, Refused
from ledger import flights, jobs, people, scenes, stations, uploads
from ledger.db import new_session, reading, transaction
from ledger.details import FLIGHT_KINDS, SCENE_KINDS
from ledger.models import Flight, Job, RoleGrant, Scene, Upload, User
from ledger.models.base import now as real_now
from webapp import config, db
from webapp.cli_output import Group, answer, refusals

CHUNK = 1 << 20
UPLOADING_ROLES = ("bureau_reviewer", "supervisor", "pilot")
WAIT_AT_MOST = timedelta(minutes=30)
LOOK_EVERY_S = 0.5

group = Group("imagery", help="Bring imagery in.")

messages.register(
    {
        "imagery.bad_bands": (
            "--bands 应写成“波段=序号”，用逗号分隔，例如 green=1,nir=2；给出的是“{value}”。",
            "--bands is role=number, separated by commas, e.g. green=1,nir=2; given was “{value}”.",
        ),
        "imagery.no_owner": (
            "还没有可以上传影像的账号；请先建立账号，或用 --as 指明邮箱。",
            "There is no account yet that may upload imagery; make one, or name it with --as.",
        ),
        "imagery.still_working": (
            "任务 {job} 等了 {minutes} 分钟仍未结束；请确认工作进程在运行，稍后在任务页查看。",
            "Job {job} has not ended after {minutes} minutes; check that workers run, and look at "
            "the jobs page later.",
        ),
    }
)


@group.command("add")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--station", help="Code of the station it shows.")
@click.option("--source-kind", type=click.Choice(SCENE_KINDS + FLIGHT_KINDS), required=True)
@click.option("--taken-at", help="Time of capture, ISO 8601 with its UTC offset.")
@click.option("--baseline", is_flag=True, help="Later images are compared with this one.")
@click.option("--bands", help="Band numbers by role: green=1,nir=2.")
@click.option("--scale", help="reflectance = stored * scale + offset.")
@click.option("--offset", help="See --scale.")
@click.option("--cloud-band", help="Number of the band with the cloud probability in %.")
@click.option("--flight", help="Number of the flight that a photo or card belongs to.")
@click.option("--as", "email", help="E-mail of the account it is uploaded for.")
@click.option("--wait", is_flag=True, help="Wait until the workers are done with it.")
@refusals
def add(file: Path, email: str | None, wait: bool, **said: Any) -> None:  # noqa: FBT001  (click)
    """Bring FILE in like an upload: a raster becomes a scene, photos join a flight."""
    said["bands"] = _bands(said["bands"])
    upload_id = _upload(file, email, said)
    told = _hand_over(upload_id)
    if wait and told["job_id"]:
        told |= _ended(told)
    answer(told)


def _bands(text: str | None) -> str | None:
    if not text:
        return None
    pairs = [pair.partition("=") for pair in text.split(",")]
    if not all(role.strip() and number.strip() for role, _, number in pairs):
        raise Refused("imagery.bad_bands", value=text[:80])
    return json.dumps({role.strip(): number.strip() for role, _, number in pairs})


def _upload(file: Path, email: str | None, said: Mapping[str, Any]) -> str:
    settings = config.current()
    with transaction(db.engine()) as session:
        upload_id = uploads.create(
            session,
            settings,
            owner=_owner(session, email),
            filename=file.name,
            length=file.stat().st_size,
            details=said,
        ).id
    with new_session(db.engine()) as session, closing(file.open("rb")) as source:
        upload = session.get_one(Upload, upload_id)
        uploads.append(
            session, settings, upload, offset=0, data=iter(lambda: source.read(CHUNK), b"")
        )
    return upload_id


def _owner(session: Session, email: str | None) -> User:
    """Return the named account, else the first active one of a role that uploads."""
    if email:
        named = people.find_user(session, email)
        if named is None:
            raise NotFound("people.unknown", email=email)
        return named
    allowed = select(RoleGrant.user_id).where(RoleGrant.role.in_(UPLOADING_ROLES))
    first = select(User).where(User.active, User.id.in_(allowed)).order_by(User.id).limit(1)
    owner = session.scalar(first)
    if owner is None:
        raise Refused("imagery.no_owner")
    return owner


def _hand_over(upload_id: str) -> dict[str, Any]:
    with transaction(db.engine()) as session:
        upload = session.get_one(Upload, upload_id)
        owner = session.get_one(User, upload.owner_id)
        if upload.details["source_kind"] in FLIGHT_KINDS or "flight" in upload.details:
            flight = _flight(session, upload, owner)
            flights.receive_card(session, config.current(), flight, [upload.id], actor=owner)
        else:
            scenes.receive(session, config.current(), upload, actor=owner)
        return {
            "upload_id": upload.id,
            "scene_id": upload.scene_id,
            "flight_id": upload.flight_id,
            "job_id": upload.job_id,
            "duplicate": bool(upload.duplicate),
        }


def _flight(session: Session, upload: Upload, owner: User) -> Flight:
    if number := upload.details.get("flight"):
        return session.get_one(Flight, number)
    station = stations.by_code(session, upload.details["station"])
    return flights.open_flight(session, station=station, name=upload.filename, actor=owner)


def _ended(told: Mapping[str, Any]) -> dict[str, Any]:
    """Wait for the job and those that follow from it; say how it ended or refuse as it did."""
    deadline = real_now() + WAIT_AT_MOST
    while real_now() < deadline:
        with reading(db.engine()) as session:
            mine = list(session.scalars(_jobs_of(told)))
            if not any(job.state in {"queued", "running"} for job in mine):
                return _outcome(session, told, mine)
        time.sleep(LOOK_EVERY_S)
    minutes = int(WAIT_AT_MOST.total_seconds() // 60)
    raise Refused("imagery.still_working", job=told["job_id"], minutes=minutes)


def _jobs_of(told: Mapping[str, Any]) -> Any:
    follows = (Job.subject_kind == "scene") & (Job.subject_id == told["scene_id"])
    mine = (Job.id >= told["job_id"]) & or_(Job.id == told["job_id"], follows)
    return select(Job).where(mine).order_by(Job.id)


def _outcome(session: Session, told: Mapping[str, Any], mine: list[Job]) -> dict[str, Any]:
    failed = next((job for job in mine if job.state == "failed"), None)
    if failed is not None:
        raise Refused(failed.error_code or "job.crashed", **failed.error_params)
    subject = session.get(Scene, told["scene_id"]) if told["scene_id"] else None
    flight = session.get(Flight, told["flight_id"]) if told["flight_id"] else None
    last = jobs.get(session, mine[-1].id)
    return {
        "state": (subject or flight or last).state,
        "findings": sum(job.result.get("new", 0) for job in mine if job.kind == "scene.detect"),
        "refused": list(flight.refused) if flight else [],
    }
