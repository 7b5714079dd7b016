"""From an uploaded raster to assessments and findings, in this process."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from shapely.geometry import Point

from ledger import jobs, scenes, uploads
from ledger.db import reading, transaction
from ledger.media import store_for
from ledger.models import Assessment, Finding, Job, Scene, Sighting, Station, User
from tests.factories import make_station, make_user
from tests.workers import rasters
from workers import detection, runner
from workers.tasks import scene_detect, scene_intake

INTAKE_AT = rasters.lonlat(80, 60)
THEN, NOW = "2018-07-23T11:00:00+00:00", "2018-10-21T11:00:00+00:00"


@pytest.fixture
def settings(settings):
    return replace(settings, lease_seconds=30)


@pytest.fixture
def people(engine) -> dict[str, int]:
    """A reservoir station at the lake, and somebody who uploads."""
    with transaction(engine) as session:
        station = make_station(session, code="W1", kind="water", anchor=Point(*INTAKE_AT))
        return {"station": station.id, "user": make_user(session, "bureau_reviewer").id}


@pytest.fixture
def bring(engine, settings, people):
    def one(file, **details):
        return rasters.receive(engine, settings, people["user"], file, **details)

    return one


@pytest.fixture
def work(engine, settings):
    return lambda: runner.run_pending(engine, settings)


@pytest.fixture
def dates(tmp_path):
    """The lake before, and after its shore has gone back past the intake."""
    return (
        rasters.lake(tmp_path / "then.tif", shore_col=64),
        rasters.lake(tmp_path / "now.tif", shore_col=52, seed=2),
    )


def all_of(engine, model):
    with reading(engine) as session:
        rows = session.query(model).order_by(model.id).all()
        session.expunge_all()
        return rows


def both(bring, work, dates):
    bring(dates[0], station="W1", source_kind="satellite", taken_at=THEN, baseline=True)
    work()
    bring(dates[1], station="W1", source_kind="satellite", taken_at=NOW)
    work()


def test_an_uploaded_scene_becomes_ready_with_its_own_files(engine, settings, bring, work, dates):
    scene_id, job_id = bring(dates[0], source_kind="satellite")
    work()
    (scene,) = all_of(engine, Scene)
    assert (scene.id, scene.state, scene.bands) == (scene_id, "ready", {"green": 1, "nir": 2})
    store = store_for(settings)
    assert store.exists(scene.analysis_sha)
    assert store.exists(scene.display_sha)
    assert scene.footprint.contains(Point(*INTAKE_AT))
    intake, detect = all_of(engine, Job)
    assert (intake.id, intake.state, intake.percent) == (job_id, "done", 100)
    assert (detect.kind, detect.state) == ("scene.detect", "done")


def test_the_uploaded_file_is_gone_once_the_scene_is_stored(engine, settings, bring, work, dates):
    bring(dates[0], source_kind="satellite")
    assert len(list((settings.home / "uploads").iterdir())) == 1
    work()
    assert list((settings.home / "uploads").iterdir()) == []
    assert list((settings.home / "work").iterdir()) == []


def test_what_the_uploader_declared_wins_over_the_guess(engine, bring, work, dates):
    bring(dates[0], bands={"green": 2, "nir": 1}, scale=0.001, taken_at=THEN)
    work()
    (scene,) = all_of(engine, Scene)
    assert (scene.bands, scene.scale) == ({"green": 2, "nir": 1}, 0.001)
    assert (scene.taken_at.isoformat(), scene.taken_at_origin) == (THEN, "declared")


def test_a_first_date_alone_is_shown_as_not_assessed(engine, bring, work, dates):
    bring(dates[0], taken_at=THEN)
    work()
    (seen,) = all_of(engine, Assessment)
    assert (seen.detector, seen.abstained, seen.found) == ("water", "detect.needs_reference", 0)
    assert all_of(engine, Finding) == []


def test_the_lost_shore_is_found_at_the_right_place_with_evidence(
    engine, settings, bring, work, dates
):
    both(bring, work, dates)
    (finding,) = all_of(engine, Finding)
    assert (finding.code, finding.sign) == ("INT-04", "DRY")
    assert finding.detail["rule_ref"] == "W-10"
    assert finding.detail["measured"] < finding.detail["limit"]
    assert finding.geom.contains(Point(*rasters.lonlat(80, 58)))
    assert not finding.geom.intersects(Point(*rasters.lonlat(80, 46)))
    assert not finding.geom.intersects(Point(*rasters.lonlat(80, 70)))
    assert {entry["kind"] for entry in finding.evidence} >= {"current", "baseline"}
    for entry in finding.evidence:
        assert store_for(settings).exists(entry["sha256"])
        assert entry["taken_at"] == (THEN if entry["kind"] == "baseline" else NOW)


def test_a_baseline_that_comes_late_makes_the_newer_scene_looked_at_again(
    engine, bring, work, dates
):
    bring(dates[1], taken_at=NOW)
    work()
    assert all_of(engine, Finding) == []
    bring(dates[0], taken_at=THEN, baseline=True)
    work()
    assert [finding.code for finding in all_of(engine, Finding)] == ["INT-04"]


def test_looking_twice_writes_nothing_twice(engine, bring, work, dates):
    both(bring, work, dates)
    newest = all_of(engine, Scene)[-1]
    with transaction(engine) as session:
        jobs.enqueue(session, "scene.detect", subject_kind="scene", subject_id=newest.id)
    work()
    assert len(all_of(engine, Finding)) == 1
    assert all_of(engine, Sighting) == []
    assert len(all_of(engine, Assessment)) == 2


def test_a_picture_without_the_bands_is_not_assessed_rather_than_fine(
    engine, bring, work, tmp_path
):
    values = np.random.default_rng(3).integers(20, 200, (3, 160, 160)).astype("uint8")
    bring(rasters.write(tmp_path / "rgb.tif", values, ("red", "green", "blue")), taken_at=NOW)
    work()
    (seen,) = [row for row in all_of(engine, Assessment) if row.detector == "water"]
    assert seen.abstained == "detect.missing_bands"
    assert seen.assessed_fraction == 0


RGB = {"red": 1, "green": 2, "blue": 3}
RADAR = {"vv": 1, "vh": 2}


@pytest.mark.parametrize(
    ("kind", "bands", "expected"),
    [
        ("air", RGB, {"VEG", "BLD", "SOIL"}),
        ("air", {"nir": 1, "swir22": 2}, {"VEG", "FIRE"}),
        ("water", RGB, {"DRY", "DEBRIS"}),
        ("water", RADAR, {"DRY", "FLOOD"}),
        ("air", RADAR, {"VEG", "FLOOD"}),
    ],
)
def test_a_station_is_looked_at_for_what_its_kind_can_have_and_the_image_can_show(
    kind, bands, expected
):
    assert {plan.sign for plan in detection.plans_for(kind, bands)} == expected


def test_what_needs_a_baseline_says_so_instead_of_guessing_from_one_image(
    engine, bring, work, people, tmp_path
):
    with transaction(engine) as session:
        session.query(Station).one().kind = "air"
    values = np.random.default_rng(3).integers(20, 200, (3, 160, 160)).astype("uint8")
    bring(rasters.write(tmp_path / "rgb.tif", values, ("red", "green", "blue")), taken_at=NOW)
    work()
    seen = {row.detector: row.abstained for row in all_of(engine, Assessment)}
    assert seen["land-change"] == seen["bare-soil"] == "detect.no_baseline"


@pytest.mark.parametrize("content", [b"not an image at all", b"II*\x00\x08\x00\x00\x00broken"])
def test_a_broken_file_is_refused_with_its_reason_and_stores_nothing(
    engine, settings, bring, work, tmp_path, content
):
    file = tmp_path / "broken.tif"
    file.write_bytes(content)
    bring(file)
    work()
    (scene,), (job,) = all_of(engine, Scene), all_of(engine, Job)
    assert scene.state == "refused"
    assert scene.refusal["code"].startswith("intake.")
    assert (job.state, job.error_code) == ("failed", scene.refusal["code"])
    assert [p for p in (settings.home / "media").rglob("*") if p.is_file()] == []


def test_an_image_of_nothing_is_refused_for_that_and_not_for_its_place(
    engine, bring, work, tmp_path
):
    file = tmp_path / "nothing.tif"
    rasters.write(file, np.full((2, 60, 60), np.nan, "float32"), ("green", "nir"))
    bring(file)
    work()
    assert all_of(engine, Scene)[0].refusal["code"] == "intake.shows_nothing"


def test_a_raster_in_an_unknown_system_is_refused_as_such(engine, bring, work, tmp_path):
    file = tmp_path / "plain.tif"
    values = np.random.default_rng(5).integers(1, 900, (2, 60, 60)).astype("uint16")
    rasters.write(file, values, ("green", "nir"), crs=None)
    bring(file)
    work()
    assert all_of(engine, Scene)[0].refusal["code"] == "intake.crs_missing"


def test_a_picture_without_a_place_is_refused_and_stores_nothing(
    engine, settings, bring, work, tmp_path
):
    values = np.random.default_rng(5).integers(1, 250, (80, 80, 3)).astype("uint8")
    Image.fromarray(values).save(tmp_path / "plain.png")
    bring(tmp_path / "plain.png")
    work()
    assert all_of(engine, Scene)[0].refusal["code"] == "scene.no_position"
    assert [p for p in (settings.home / "media").rglob("*") if p.is_file()] == []


def test_a_retry_after_the_upload_expired_says_so(engine, settings, bring, work, dates):
    _, job_id = bring(dates[0])
    for path in (settings.home / "uploads").iterdir():
        path.unlink()
    work()
    assert all_of(engine, Job)[0].error_code == "scene.file_gone"
    with transaction(engine) as session:
        jobs.retry(session, job_id)
    work()
    assert all_of(engine, Job)[0].state == "failed"


def test_an_intake_that_is_not_needed_any_more_ends_early(engine, bring, work, dates, monkeypatch):
    scene_id, _ = bring(dates[0])
    with transaction(engine) as session:
        session.get_one(Scene, scene_id).state = "ready"
    monkeypatch.setattr(scene_intake, "take_in", lambda *_a, **_k: pytest.fail("it was done"))
    work()
    assert all_of(engine, Job)[0].state == "done"


def test_a_scene_corrected_while_it_is_looked_at_is_recorded_once_as_corrected(
    engine, settings, bring, work, dates, people, monkeypatch
):
    real = scene_detect.looks
    corrected = []

    def look_while_somebody_corrects(*args):
        if not corrected:
            corrected.append(True)
            with transaction(engine) as session:
                scene = session.query(Scene).one()
                user = session.get_one(User, people["user"])
                scenes.correct(session, scene, {"bands": {"green": 2, "nir": 1}}, actor=user)
        return real(*args)

    monkeypatch.setattr(scene_detect, "looks", look_while_somebody_corrects)
    bring(dates[0], taken_at=THEN)
    work()
    detections = [job for job in all_of(engine, Job) if job.kind == "scene.detect"]
    assert detections[0].result == {"superseded": True}
    assert len(all_of(engine, Assessment)) == 1


def test_a_cancelled_intake_stops_in_the_middle_and_leaves_no_file(
    engine, settings, bring, work, dates, row
):
    _, job_id = bring(dates[0])
    seen = []

    def stage(ctx, name, percent):
        seen.append(name)
        if name == "copy":
            with transaction(engine) as session:
                jobs.cancel(session, job_id)
        ctx.stage(f"stage.{name}", percent)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scene_intake, "_tell", stage)
        work()
    assert row(job_id).state == "cancelled"
    assert [scene.state for scene in all_of(engine, Scene)] == ["cancelled"]
    assert "display" not in seen
    assert list((settings.home / "work").iterdir()) == []
    assert [p for p in (settings.home / "media").rglob("*") if p.is_file()] == []


def test_numbers_that_are_not_finite_are_stored_as_unknown():
    stored = detection.plain({"a": np.float32(1.5), "b": float("nan"), "c": "text", "d": np.inf})
    assert stored == {"a": 1.5, "b": None, "c": "text", "d": None}


def test_every_station_of_a_scene_is_looked_at(engine, bring, work, dates):
    with transaction(engine) as session:
        make_station(session, code="W2", kind="water", anchor=Point(*rasters.lonlat(40, 60)))
        make_station(session, code="W3", kind="water", anchor=Point(2.0, 41.0))
    both(bring, work, dates)
    with reading(engine) as session:
        looked = session.query(Station.code).join(Assessment).distinct().all()
        found = session.query(Station.code).join(Finding).distinct().all()
    assert {code for (code,) in looked} == {"W1", "W2"}
    assert {code for (code,) in found} == {"W1", "W2"}


def test_uploads_that_nobody_finished_are_tidied(engine, settings, people, tmp_path):
    file = tmp_path / "left.tif"
    file.write_bytes(b"x" * 10)
    rasters.upload(engine, replace(settings, upload_keep_hours=-1), people["user"], file)
    with transaction(engine) as session:
        assert uploads.expire(session, settings, jobs.real_now()) == 1
    assert list((settings.home / "uploads").iterdir()) == []
