"""Photos of work orders: read in the sandbox, kept by hash, known again when they come twice."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from sqlalchemy import select

from geo.errors import Refused
from ledger import jobs, uploads
from ledger.db import reading, transaction
from ledger.media import store_for
from ledger.models import Job, Lead, OrderImport, OrderPhoto, Upload, User, WorkOrder
from ledger.orders import importing
from tests.factories import make_organisation, make_station, make_user
from tests.workers import rasters
from workers import hooks, runner
from workers.tasks import orders_check

TABLE = """工单号,站点编码,工单类型,计划时间,到站时间,离站时间,照片
GD-1,S1,周巡检,2026-06-01,2026-06-01 09:00,2026-06-01 10:00,door.jpg
GD-2,S1,周巡检,2026-06-08,2026-06-08 09:00,2026-06-08 10:00,door2.jpg
GD-3,S1,周巡检,2026-06-15,2026-06-15 09:00,2026-06-15 10:00,other.jpg;gone.jpg
GD-4,S1,周巡检,2026-06-22,2026-06-22 09:00,2026-06-22 10:00,broken.jpg
"""


def picture(seed: int, quality: int) -> bytes:
    """Soft hills of brightness, as a room's photo has, coded as JPEG."""
    small = np.random.default_rng(seed).integers(0, 255, (9, 12, 3)).astype("uint8")
    soft = cv2.resize(small, (640, 480), interpolation=cv2.INTER_CUBIC)
    out = io.BytesIO()
    Image.fromarray(soft).save(out, "JPEG", quality=quality)
    return out.getvalue()


@pytest.fixture
def job(engine, settings, tmp_path: Path) -> int:
    """An import of four orders with its archive of photos, handed to the workers."""
    files = {
        "六月/door.jpg": picture(1, 95),
        "六月/DOOR2.JPG": picture(1, 60),
        "other.jpg": picture(2, 90),
        "unnamed.jpg": picture(3, 90),
        "broken.jpg": picture(4, 90)[:2000],
    }
    archive = tmp_path / "photos.zip"
    with zipfile.ZipFile(archive, "w") as out:
        for name, data in files.items():
            out.writestr(name, data)
    with transaction(engine) as session:
        company = make_organisation(session)
        make_station(session, code="S1", company_id=company.id)
        boss = make_user(session, "supervisor")
        boss_id, company_id = boss.id, company.id
    upload = rasters.upload(engine, settings, boss_id, archive)
    with transaction(engine) as session:
        boss = session.get_one(User, boss_id)
        company = session.get_one(type(company), company_id)
        seen = importing.preview(session, TABLE.encode(), "a.csv", company=company, actor=boss)
        assert seen.ok
        importing.commit(session, seen, sha256="a" * 64, photos_upload=upload, actor=boss)
        return session.scalars(select(Job.id)).one()


def test_photos_are_kept_a_reused_one_is_a_lead_and_what_did_not_come_is_said(
    engine, settings, job
):
    assert runner.run_pending(engine, settings)
    with reading(engine) as session:
        done = session.get_one(Job, job)
        assert (done.state, done.queue) == ("done", "intake")
        made = session.scalars(select(OrderImport)).one()
        assert made.state == "done"
        assert made.photos == {"stored": 3, "missing": 1, "refused": 1, "unused": 1}
        photos = {p.name: p for p in session.scalars(select(OrderPhoto))}
        assert photos["broken.jpg"].why == "intake.truncated"
        first, again = photos["door.jpg"], photos["door2.jpg"]
        assert first.sha256 != again.sha256
        assert (int(first.look_hash, 16) ^ int(again.look_hash, 16)).bit_count() <= 4
        store = store_for(settings)
        assert store.exists(first.stored_sha)
        assert store.exists(first.thumb_sha)
        found = session.scalars(select(Lead).where(Lead.rule == "WO-03")).all()
        assert [lead.subject for lead in found] == ["order:GD-2"]
        shown = [entry["sha256"] for entry in found[0].evidence]
        assert shown == [first.stored_sha, again.stored_sha]
        covered = {
            o.number for o in session.scalars(select(WorkOrder)) if _photo_verdict(o) == "pass"
        }
        assert covered == {"GD-1"}
        upload = session.scalars(select(Upload)).one()
        assert (upload.state, upload.job_id) == ("taken", job)
        assert not uploads.path_of(settings, upload.id).exists()


def _photo_verdict(order: WorkOrder) -> str:
    return next(entry["verdict"] for entry in order.checks if entry["rule"] == "WO-03")


def test_an_import_whose_job_ends_badly_says_so_and_waits_again_after_a_retry(
    engine, settings, job, monkeypatch
):
    def breaks(*_args, **_more):
        raise Refused("order.bad_month", value="x")

    monkeypatch.setattr(orders_check.orders, "check", breaks)
    hooks.install()
    runner.run_pending(engine, settings)
    with transaction(engine) as session:
        made = session.scalars(select(OrderImport)).one()
        assert (session.get_one(Job, job).state, made.state) == ("failed", "failed")
        jobs.retry(session, job)
        assert made.state == "waiting"
