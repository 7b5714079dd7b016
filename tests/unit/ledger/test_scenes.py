"""Promises of scenes: received once, placed on stations, compared with the right one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from shapely.geometry import Point, box
from sqlalchemy import func, select

from geo import messages
from geo.errors import Conflict, Refused
from ledger import jobs, scenes, uploads
from ledger.db import new_session, transaction
from ledger.models import Job, Scene, Upload, User
from ledger.scenes import SceneFacts
from settings import Settings
from tests.factories import make_scene, make_station, make_upload, make_user

JULY = datetime(2018, 7, 23, 11, tzinfo=UTC)
ITOIZ = Point(-1.32343, 42.88030)
AROUND = box(-1.35, 42.86, -1.30, 42.90)


@pytest.fixture
def home(tmp_path):
    return Settings(home=tmp_path / "home")


@pytest.fixture
def actor(session):
    return make_user(session, "image_reviewer")


@pytest.fixture
def reservoir(session):
    return make_station(session, code="ITOIZ", kind="water", anchor=ITOIZ)


def facts(**fields):
    return SceneFacts(
        **{
            "sha256": "a" * 64,
            "width": 500,
            "height": 400,
            "band_count": 7,
            "gsd_m": 10.0,
            "footprint": AROUND,
            "analysis_sha": "b" * 64,
            "bands": {"green": 2, "nir": 4},
            "taken_at": JULY,
            "taken_at_origin": "filename",
        }
        | fields
    )


def taken(session, home, actor, **fields):
    return scenes.receive(session, home, make_upload(session, actor, **fields), actor=actor)


def kinds(session):
    return [job.kind for job in session.scalars(select(Job).order_by(Job.id))]


def test_a_complete_upload_becomes_a_scene_with_one_job(session, home, actor, reservoir):
    details = {"station": "ITOIZ", "source_kind": "satellite", "baseline": True}
    upload = make_upload(session, actor, details=details, filename="a.tif")
    scene, job = scenes.receive(session, home, upload, actor=actor)
    assert (scene.state, scene.filename, scene.baseline) == ("received", "a.tif", True)
    assert (job.kind, job.subject_id, job.payload) == (
        "scene.intake",
        scene.id,
        {"upload_id": upload.id},
    )
    assert [link.station.code for link in scene.station_links] == ["ITOIZ"]
    assert (upload.state, upload.scene_id, upload.job_id) == ("taken", scene.id, job.id)


def test_the_same_bytes_again_are_the_same_scene_without_a_second_job(session, home, actor):
    first, _ = taken(session, home, actor, sha256="c" * 64)
    upload = make_upload(session, actor, sha256="c" * 64, filename="other name.tif")
    path = uploads.path_of(home, upload.id)
    path.write_bytes(b"x")
    again, job = scenes.receive(session, home, upload, actor=actor)
    session.commit()
    assert (again.id, job, upload.duplicate) == (first.id, None, True)
    assert kinds(session) == ["scene.intake"]
    assert not path.exists()


def test_racing_uploads_of_the_same_bytes_make_one_scene(engine, home):
    with transaction(engine) as session:
        actor = make_user(session, "image_reviewer")
        ids = [make_upload(session, actor, sha256="d" * 64).id for _ in range(4)]
        actor_id = actor.id
    start = Barrier(4)

    def race(upload_id):
        with new_session(engine) as session:
            start.wait()
            upload, actor = session.get(Upload, upload_id), session.get(User, actor_id)
            scene, job = scenes.receive(session, home, upload, actor=actor)
            session.commit()
            return scene.id, job is not None

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(race, ids))
    assert len({scene_id for scene_id, _ in results}) == 1
    assert sum(sent for _, sent in results) == 1


def test_a_refused_scene_may_come_again(session, home, actor):
    scene, _ = taken(session, home, actor, sha256="c" * 64)
    scenes.refuse(session, scene, "scene.no_position", {})
    again, job = taken(session, home, actor, sha256="c" * 64)
    assert again is scene
    assert job is not None
    assert (scene.state, scene.refusal) == ("received", {})


def test_a_scene_whose_intake_was_given_up_or_cancelled_may_come_again(session, home, actor):
    _, job = taken(session, home, actor, sha256="c" * 64)
    jobs.cancel(session, job.id)
    assert taken(session, home, actor, sha256="c" * 64)[1] is not None


def test_the_same_file_for_another_station_is_looked_at_there(session, home, actor, reservoir):
    scene, _ = taken(session, home, actor, sha256="c" * 64)
    scenes.store_facts(session, scene, facts(footprint=box(0, 0, 1, 1)))
    jobs.cancel(session, session.scalars(select(Job.id).where(Job.kind == "scene.detect")).one())
    _, job = taken(session, home, actor, sha256="c" * 64, details={"station": "ITOIZ"})
    assert job.kind == "scene.detect"
    assert [link.station.code for link in scene.station_links] == ["ITOIZ"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"state": "receiving", "offset": 3}, "upload.not_complete"),
        ({"state": "taken"}, "upload.not_receiving"),
        ({"state": "expired"}, "upload.not_receiving"),
        ({"details": {"source_kind": "photo", "station": "x"}}, "upload.not_a_scene"),
    ],
)
def test_only_a_complete_raster_becomes_a_scene(session, home, actor, fields, code):
    with pytest.raises((Conflict, Refused), match=code):
        taken(session, home, actor, **fields)
    assert session.scalar(select(func.count()).select_from(Scene)) == 0


def test_facts_make_a_scene_ready_link_its_stations_and_ask_for_detection(session, reservoir):
    make_station(session, code="FAR", anchor=Point(120.75, 30.75))
    scene = make_scene(session)
    job = scenes.store_facts(session, scene, facts())
    assert (scene.state, scene.bands, scene.bands_confirmed) == (
        "ready",
        {"green": 2, "nir": 4},
        False,
    )
    assert [(link.station.code, link.covered) for link in scene.station_links] == [("ITOIZ", 1.0)]
    assert (job.kind, job.queue, job.subject_id) == ("scene.detect", "imagery", scene.id)


def test_storing_the_same_facts_twice_asks_for_detection_once(session, reservoir):
    scene = make_scene(session)
    first = scenes.store_facts(session, scene, facts())
    assert scenes.store_facts(session, scene, facts()) is first
    assert len(scene.station_links) == 1


def test_what_was_declared_wins_over_what_the_file_says(session, home, actor):
    details = {"taken_at": "2018-10-21T11:00:00+00:00", "bands": {"green": 3}, "scale": 0.0001}
    scene, _ = taken(session, home, actor, details=details)
    scenes.store_facts(session, scene, facts(scale=1.0, offset=-0.1))
    assert (scene.taken_at.month, scene.taken_at_origin) == (10, "declared")
    assert (scene.bands, scene.bands_confirmed) == ({"green": 3}, True)
    assert (scene.scale, scene.offset) == (0.0001, -0.1)


def test_an_image_without_a_place_is_refused_with_what_to_do(session):
    with pytest.raises(Refused, match="scene.no_position") as refusal:
        scenes.store_facts(session, make_scene(session), facts(footprint=None))
    assert "GeoTIFF" in refusal.value.text("zh")


def test_a_declared_band_that_the_file_lacks_is_refused(session, home, actor):
    scene, _ = taken(session, home, actor, details={"bands": {"nir": 9}})
    with pytest.raises(Refused, match="scene.band_out_of_range"):
        scenes.store_facts(session, scene, facts())


def test_a_scene_says_what_stands_in_the_way(session, home, actor, reservoir):
    far = make_station(session, code="FAR", anchor=Point(120.75, 30.75))
    scene, _ = taken(session, home, actor, details={"station": far.code})
    scenes.store_facts(session, scene, facts(taken_at=None, flags=("intake.no_nodata",)))
    assert scene.flags == ["intake.no_nodata", "scene.no_date", "scene.station_not_covered"]
    links = {link.station.code: (link.declared, link.covered) for link in scene.station_links}
    assert links == {"FAR": (True, 0.0), "ITOIZ": (False, 1.0)}
    assert all(messages.known(flag) for flag in scene.flags if flag.startswith("scene."))


def test_a_zone_on_the_edge_is_covered_in_part(session, reservoir):
    scene = make_scene(session)
    scenes.store_facts(session, scene, facts(footprint=box(ITOIZ.x, 42.86, -1.30, 42.90)))
    assert scene.station_links[0].covered == pytest.approx(0.5, abs=0.01)


def at(days):
    return JULY + timedelta(days=days)


def ready(session, station, days, **fields):
    bands = {"green": 2, "nir": 4}
    values = {"state": "ready", "taken_at": at(days), "bands": bands} | fields
    return make_scene(session, station, **values)


def reference(session, scene, station, roles=("green", "nir")):
    found = scenes.reference_for(session, scene, station, roles)
    return found.taken_at if found else None


def test_the_newest_older_baseline_is_compared_else_the_oldest_of_a_year(session, reservoir):
    now = ready(session, reservoir, 0)
    assert reference(session, now, reservoir) is None
    ready(session, reservoir, -400)
    assert reference(session, now, reservoir) is None
    ready(session, reservoir, -300)
    ready(session, reservoir, -10)
    assert reference(session, now, reservoir) == at(-300)
    ready(session, reservoir, -900, baseline=True)
    ready(session, reservoir, -800, baseline=True)
    assert reference(session, now, reservoir) == at(-800)
    ready(session, reservoir, 5, baseline=True)
    assert reference(session, now, reservoir) == at(-800)


@pytest.mark.parametrize(
    "fields",
    [{"bands": {"red": 1}}, {"state": "received"}, {"state": "refused"}, {"taken_at": None}],
)
def test_what_cannot_be_compared_is_no_reference(session, reservoir, fields):
    ready(session, reservoir, -30, baseline=True, **fields)
    assert reference(session, ready(session, reservoir, 0), reservoir) is None


def test_a_scene_that_does_not_cover_the_station_is_no_reference(session, reservoir):
    ready(session, reservoir, -30).station_links[0].covered = 0.0
    session.flush()
    assert reference(session, ready(session, reservoir, 0), reservoir) is None


def test_without_a_capture_time_there_is_no_reference(session, reservoir):
    ready(session, reservoir, -30)
    assert reference(session, ready(session, reservoir, 0, taken_at=None), reservoir) is None


def test_an_older_scene_that_comes_late_sends_the_newer_one_to_detection(session, reservoir):
    newer, other = make_scene(session), make_scene(session)
    scenes.store_facts(session, newer, facts(taken_at=at(90)))
    jobs.cancel(session, session.scalars(select(Job.id)).one())
    scenes.store_facts(session, other, facts(taken_at=at(0)))
    waiting = session.scalars(select(Job.subject_id).where(Job.state == "queued"))
    assert sorted(waiting) == sorted([newer.id, other.id])


def test_an_older_scene_that_is_not_compared_sends_nothing(session, reservoir):
    ready(session, reservoir, -200, baseline=True)
    ready(session, reservoir, 0)
    scenes.store_facts(session, make_scene(session), facts(taken_at=at(-100)))
    assert kinds(session) == ["scene.detect"]


def test_a_correction_is_stored_confirmed_and_looked_at_again(session, actor, reservoir):
    scene = ready(session, reservoir, 0, footprint=AROUND, band_count=7)
    changes = {
        "bands": {"green": 3, "nir": 5},
        "scale": 0.0001,
        "cloud_band": 7,
        "taken_at": "2018-07-24T00:00:00Z",
        "baseline": True,
    }
    job = scenes.correct(session, scene, changes, actor=actor)
    assert (scene.bands, scene.scale, scene.cloud_band) == ({"green": 3, "nir": 5}, 0.0001, 7)
    assert (scene.bands_confirmed, scene.baseline, scene.taken_at_origin) == (
        True,
        True,
        "declared",
    )
    assert (job.kind, job.created_by_id) == ("scene.detect", actor.id)


def test_a_correction_can_take_back_cloud_band_time_and_stations(session, actor, reservoir):
    far = make_station(session, code="FAR")
    scene = ready(session, reservoir, 0, footprint=AROUND, band_count=7, cloud_band=7)
    scenes.correct(session, scene, {"stations": ["FAR"]}, actor=actor)
    assert "scene.station_not_covered" in scene.flags
    scenes.correct(
        session, scene, {"stations": [], "cloud_band": None, "taken_at": None}, actor=actor
    )
    assert (scene.cloud_band, scene.taken_at) == (None, None)
    assert far.id not in {link.station_id for link in scene.station_links}
    assert scene.flags == ["scene.no_date"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bands": {"nir": 8}}, "scene.band_out_of_range"),
        ({"cloud_band": 8}, "scene.band_out_of_range"),
        ({"state": "ready"}, "upload.unknown_detail"),
        ({"stations": ["nowhere"]}, "upload.unknown_station"),
        ({"stations": "ITOIZ"}, "upload.wrong_detail"),
        ({"baseline": True, "scale": "x"}, "upload.wrong_detail"),
    ],
)
def test_a_wrong_correction_changes_nothing(session, actor, reservoir, changes, code):
    scene = ready(session, reservoir, 0, footprint=AROUND, band_count=7)
    with pytest.raises(Refused, match=code):
        scenes.correct(session, scene, changes, actor=actor)
    assert (scene.baseline, scene.bands, kinds(session)) == (False, {"green": 2, "nir": 4}, [])


def test_a_scene_in_work_cannot_be_corrected(session, actor):
    with pytest.raises(Conflict, match="scene.not_ready"):
        scenes.correct(session, make_scene(session), {"baseline": True}, actor=actor)
