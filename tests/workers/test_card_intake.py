"""A drone card becomes the photos of a flight; what is not a photo is listed with its reason."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from geo import messages
from geo.crs import distance_m
from imagery import render
from ledger import flights, jobs
from ledger.db import reading, transaction
from ledger.media import store_for
from ledger.models import Flight, Job, Photo, Upload, User
from tests.factories import make_station, make_user
from tests.workers import rasters
from workers import kinds, runner
from workers.tasks import card_intake


def jpeg(seed: int) -> bytes:
    values = np.random.default_rng(seed).integers(0, 255, (48, 64, 3)).astype("uint8")
    out = io.BytesIO()
    Image.fromarray(values).save(out, "JPEG")
    return out.getvalue()


def zipped(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return path


@pytest.fixture
def settings(settings):
    return replace(settings, lease_seconds=30)


@pytest.fixture
def flight(engine) -> dict[str, int]:
    with transaction(engine) as session:
        pilot = make_user(session, "pilot")
        station = make_station(session)
        opened = flights.open_flight(session, station=station, name="巡检一", actor=pilot)
        return {"id": opened.id, "pilot": pilot.id}


@pytest.fixture
def bring(engine, settings, flight):
    """Upload files into the flight and hand all of them over as one job."""

    def all_of(*files: Path) -> int:
        ids = [
            rasters.upload(engine, settings, flight["pilot"], file, flight=flight["id"])
            for file in files
        ]
        with transaction(engine) as session:
            return flights.receive_card(
                session,
                settings,
                session.get_one(Flight, flight["id"]),
                ids,
                actor=session.get_one(User, flight["pilot"]),
            ).id

    return all_of


@pytest.fixture
def work(engine, settings, monkeypatch):
    """Run what waits; the mosaic that follows a card has tests of its own."""
    monkeypatch.setitem(kinds._HANDLERS, "flight.mosaic", lambda _ctx, _job: None)
    return lambda: runner.run_pending(engine, settings)


def photos(engine) -> list[Photo]:
    with reading(engine) as session:
        rows = session.query(Photo).order_by(Photo.filename).all()
        session.expunge_all()
        return rows


def the_flight(engine) -> Flight:
    with reading(engine) as session:
        found = session.query(Flight).one()
        session.expunge(found)
        return found


def test_a_card_becomes_placed_photos_marked_uncertain(
    engine, settings, bring, work, row, tmp_path
):
    card = render.drone_card(tmp_path, centre_lonlat=(120.75, 30.75), seed=3, count=2)
    job_id = bring(card.path)
    work()
    assert (row(job_id).state, row(job_id).error_code) == ("done", None)
    stored = photos(engine)
    assert len(stored) == len(card.frames)
    for photo, frame in zip(stored, card.frames, strict=True):
        assert photo.filename == Path(frame.name).name
        if photo.point is None:
            assert "photo.unplaced" in photo.flags
        else:
            placed = (photo.point.x, photo.point.y)
            assert distance_m(placed, frame.lonlat) < 5
            assert "photo.position_uncertain" in photo.flags
        assert photo.facts["height_agl_m"] > 0
        assert photo.facts["origins"]
        assert store_for(settings).exists(photo.stored_sha)
        assert store_for(settings).exists(photo.thumb_sha)
    assert any(photo.point for photo in stored)
    assert the_flight(engine).state == "ready"
    assert the_flight(engine).flown_at == min(photo.taken_at for photo in stored)
    assert list((settings.home / "uploads").iterdir()) == []


def test_a_bad_file_is_listed_with_its_reason_and_the_others_go_on(
    engine, bring, work, row, tmp_path
):
    good, cut = jpeg(1), jpeg(2)[:300]
    job_id = bring(zipped(tmp_path / "card.zip", a__jpg=good, b__jpg=cut, notes__txt=b"hello"))
    work()
    assert [photo.filename for photo in photos(engine)] == ["a.jpg"]
    refused = {entry["file"]: entry["code"] for entry in the_flight(engine).refused}
    assert set(refused) == {"b.jpg", "notes.txt"}
    assert all(messages.known(code) for code in refused.values())
    assert row(job_id).result == {"files": 3, "refused": 2}


def test_single_photos_and_a_card_go_into_one_flight_once_each(engine, bring, work, tmp_path):
    (tmp_path / "one.jpg").write_bytes(jpeg(1))
    bring(tmp_path / "one.jpg", zipped(tmp_path / "card.zip", two__jpg=jpeg(2), same__jpg=jpeg(1)))
    work()
    assert [photo.filename for photo in photos(engine)] == ["one.jpg", "two.jpg"]


def test_a_file_that_breaks_the_code_is_listed_too(engine, bring, work, tmp_path, monkeypatch):
    real = card_intake.take_photo

    def breaks(path, *, filename, **rest):
        if filename == "a.jpg":
            raise RuntimeError
        return real(path, filename=filename, **rest)

    monkeypatch.setattr(card_intake, "take_photo", breaks)
    bring(zipped(tmp_path / "card.zip", a__jpg=jpeg(1), b__jpg=jpeg(2)))
    work()
    assert [photo.filename for photo in photos(engine)] == ["b.jpg"]
    assert [entry["code"] for entry in the_flight(engine).refused] == ["card.unreadable"]


@pytest.mark.parametrize("content", [b"PK\x03\x04 this is not a zip", b"neither photo nor zip"])
def test_an_upload_that_is_nothing_leaves_a_refused_flight_with_its_reason(
    engine, bring, work, tmp_path, content
):
    (tmp_path / "card.zip").write_bytes(content)
    bring(tmp_path / "card.zip")
    work()
    assert the_flight(engine).state == "refused"
    (entry,) = the_flight(engine).refused
    assert entry["file"] == "card.zip"
    assert messages.known(entry["code"])


def test_a_second_attempt_goes_on_where_the_first_ended(
    engine, settings, bring, work, row, tmp_path, monkeypatch
):
    job_id = bring(zipped(tmp_path / "card.zip", a__jpg=jpeg(1), b__jpg=jpeg(2)))
    real, taken = card_intake.take_photo, []

    def counted(path, **rest):
        taken.append(rest["filename"])
        return real(path, **rest)

    def database_goes_away(ctx, job, name, photo):
        if name == "b.jpg" and taken.count("b.jpg") == 1:
            raise ConnectionError
        real_store(ctx, job, name, photo)

    real_store = card_intake._store
    monkeypatch.setattr(card_intake, "take_photo", counted)
    monkeypatch.setattr(card_intake, "_store", database_goes_away)
    work()
    assert (row(job_id).state, row(job_id).attempts) == ("done", 2)
    assert taken == ["a.jpg", "b.jpg", "b.jpg"]
    assert [photo.filename for photo in photos(engine)] == ["a.jpg", "b.jpg"]


def test_a_photo_of_a_lost_lease_is_not_stored(engine, bring, work, row, tmp_path, monkeypatch):
    job_id = bring(zipped(tmp_path / "card.zip", a__jpg=jpeg(1)))
    real = card_intake.take_photo

    def slow(path, **rest):
        with transaction(engine) as session:
            session.get_one(Job, job_id).lease_token += 1
        return real(path, **rest)

    monkeypatch.setattr(card_intake, "take_photo", slow)
    work()
    assert photos(engine) == []
    assert row(job_id).state == "running"


def test_a_card_that_is_given_up_closes_its_flight_with_the_reason(
    engine, bring, work, row, tmp_path, monkeypatch
):
    monkeypatch.setattr(card_intake, "open_card", lambda *_: 1 / 0)
    job_id = bring(zipped(tmp_path / "card.zip", a__jpg=jpeg(1)))
    work()
    assert row(job_id).error_code == "job.crashed"
    assert the_flight(engine).state == "refused"
    assert [entry["code"] for entry in the_flight(engine).refused] == ["job.crashed"]
    with reading(engine) as session:
        assert session.query(Upload).one().state == "taken"
        assert session.query(jobs.Job).count() == 1
