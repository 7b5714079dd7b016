"""A flight's frames become scenes of its own, are looked at, and show their findings."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import rasterio
from PIL import Image
from rasterio.transform import from_origin
from rasterio.warp import transform
from shapely.geometry import Point, box
from sqlalchemy import select

from geo import messages
from geo.errors import Refused
from imagery import mosaic
from imagery.mosaic.camera import lens_of
from ledger import flights, jobs
from ledger.db import reading, transaction
from ledger.findings import DetectionRecord, FindingRecord
from ledger.flights import PhotoRecord
from ledger.media import store_for
from ledger.models import Assessment, Flight, Job, Photo, Scene, User
from tests.factories import make_scene, make_station, make_user
from tests.workers import nodeodm
from workers import alignment, flight_frames, flight_mosaic, kinds, odm, runner
from workers import messages as _messages  # noqa: F401  (registers the words)
from workers.context import Stopped
from workers.flight_seen import FlightFrames
from workers.scene_inputs import Snapshot
from workers.shifting import moved_view

T0 = datetime(2026, 3, 1, 2, tzinfo=UTC)
CRS, WEST, NORTH, STEP, SIDE = "EPSG:32651", 284_600.0, 3_404_000.0, 0.2, 300


def lonlat(x, y):
    (lon,), (lat,) = transform(CRS, "EPSG:4326", [x], [y])
    return lon, lat


HERE = lonlat(WEST + SIDE * STEP / 2, NORTH - SIDE * STEP / 2)


def ground(seed=1, *, side=SIDE):
    rng = np.random.default_rng(seed)
    coarse = rng.integers(40, 200, (3, side // 4, side // 4))
    return np.kron(coarse, np.ones((1, 4, 4))).astype("uint8")


def write(path, values, *, east=0.0, north=0.0):
    grid = from_origin(WEST + east, NORTH + north, STEP, STEP)
    profile = {"driver": "GTiff", "count": 3, "dtype": "uint8", "crs": CRS, "transform": grid}
    with rasterio.open(
        path,
        "w",
        height=values.shape[1],
        width=values.shape[2],
        photometric="RGB",
        **profile,
    ) as file:
        file.write(values)
    return path


@pytest.fixture
def settings(settings):
    return replace(settings, lease_seconds=30, job_attempts=1)


@pytest.fixture
def work(engine, settings):
    return lambda: runner.run_pending(engine, settings)


@pytest.fixture
def unseen(monkeypatch):
    """Leave the looking out where only the laying out matters."""
    monkeypatch.setitem(kinds._HANDLERS, "scene.detect", lambda _ctx, _job: None)


@pytest.fixture
def flight(engine, settings):
    """Three photos over a station; the last is blurred."""
    out = io.BytesIO()
    Image.fromarray(np.moveaxis(ground(5), 0, 2)).save(out, "JPEG")
    with transaction(engine) as session:
        station = make_station(session, anchor=Point(*HERE))
        pilot = make_user(session, "pilot")
        opened = flights.open_flight(session, station=station, name="巡检", actor=pilot)
        stored = store_for(settings).put_bytes(out.getvalue())
        for number in (1, 2, 3):
            record = PhotoRecord(
                sha256=f"{number:064x}",
                filename=f"{number}.jpg",
                taken_at=T0,
                lon=HERE[0],
                lat=HERE[1],
                stored_sha=stored,
                quality=("quality.blurred",) if number == 3 else (),
            )
            flights.store_photo(session, opened, record)
        return opened.id


def test_the_mosaic_draws_through_the_lens_that_the_file_tells_of():
    lens = {"focal_px": 3000.0, "width": 4000, "height": 3000, "k1": -0.1, "cx": 2010.0}
    facts = {"focal_px": 3000.0, "lens": lens, "mount": "body"}
    photo = Photo(id=1, stored_sha="a" * 64, facts=facts, placement={}, placed_by="gps")
    told = flight_frames.frame_input(photo, SimpleNamespace(local_path=Path))
    kept = lens_of(told.focal_px, (4000, 3000), told.lens)
    assert (kept.k1, kept.cx, told.mount) == (-0.1, 2010.0, "body")


def result(name, *, used=True, reason="", placed_by="ties"):
    return mosaic.FrameResult(
        name=name,
        used=used,
        reason=reason,
        ties=40,
        placed_by=placed_by,
        lonlat=HERE,
        ground_from_pixel=[[STEP, 0, WEST], [0, -STEP, NORTH], [0, 0, 1]],
        crs=CRS,
        width=SIDE,
        height=SIDE,
    )


def report(*frames):
    return mosaic.MosaicResult(
        gsd_m=STEP,
        area_m2=900.0,
        tie_median_gsd=0.5,
        tie_p90_gsd=1.0,
        ties_held_out=9,
        frames=frames,
        crs=CRS,
        absolute_shift_m=0.3,
    )


@pytest.fixture
def made(monkeypatch):
    """Have the mosaic take the first frame in and leave the second out."""

    def together(frames, out, *, on_stage, **_rest):
        on_stage("ties", 50)
        write(out, ground())
        first, second = (frame.name for frame in frames)
        lone = result(second, used=False, reason="mosaic.no_neighbour", placed_by="gps")
        return report(result(first), lone)

    def alone(frame, out, **_rest):
        write(out, ground(2))
        return report(result(frame.name, reason="mosaic.one_frame", placed_by="gps"))

    monkeypatch.setattr(flight_mosaic, "mosaic", together)
    monkeypatch.setattr(flight_mosaic, "rectified", alone)


def start(engine, flight):
    with transaction(engine) as session:
        return flights.mosaic_again(session, session.get_one(Flight, flight)).id


def scenes_of(engine):
    with reading(engine) as session:
        rows = {scene.source_kind: scene for scene in session.scalars(select(Scene))}
        session.expunge_all()
        return rows


def test_a_flight_becomes_a_mosaic_and_a_lone_frame_and_both_are_looked_at(
    engine, flight, made, work, row
):
    job_id = start(engine, flight)
    work()
    assert (row(job_id).state, row(job_id).error_code) == ("done", None)
    scenes = scenes_of(engine)
    assert set(scenes) == {"mosaic", "frame"}
    assert scenes["mosaic"].taken_at == T0
    assert scenes["mosaic"].bands == {"red": 1, "green": 2, "blue": 3}
    assert "photo.position_uncertain" in scenes["frame"].flags
    with reading(engine) as session:
        stored = session.get_one(Flight, flight)
        frames = {f["file"]: (f["used"], f["reason"]) for f in stored.mosaic["frames"]}
        assert frames == {
            "1.jpg": (True, ""),
            "2.jpg": (False, "mosaic.no_neighbour"),
            "3.jpg": (False, "quality.blurred"),
        }
        assert stored.mosaic["scene_id"] == scenes["mosaic"].id
        first, second, _ = session.scalars(select(Photo).order_by(Photo.id))
        assert (first.placed_by, second.placed_by) == ("ties", "gps")
        assert second.placement["scene_id"] == scenes["frame"].id
        looked_at = set(session.scalars(select(Assessment.scene_id)))
        assert looked_at == {scene.id for scene in scenes.values()}


def test_a_second_run_makes_no_second_scene(engine, flight, made, unseen, work):
    for _ in range(2):
        start(engine, flight)
        work()
    with reading(engine) as session:
        assert len(session.scalars(select(Scene)).all()) == 2
        stored = session.get_one(Flight, flight)
        assert session.get_one(Scene, stored.mosaic["scene_id"]).version == 2
    with transaction(engine) as session:
        flights.place_again(session, session.get_one(Flight, flight))
    work()
    with reading(engine) as session:
        kinds = session.scalars(select(Job.kind)).all()
        assert kinds.count("flight.mosaic") == 2  # nothing new: placing asks for no third


def test_a_cancelled_mosaic_leaves_the_flight_as_it_was(
    engine, flight, made, work, row, monkeypatch
):
    job_id = start(engine, flight)
    together = flight_mosaic.mosaic

    def asked(*args, **rest):
        with transaction(engine) as session:
            jobs.cancel(session, job_id)
        return together(*args, **rest)

    monkeypatch.setattr(flight_mosaic, "mosaic", asked)
    work()
    assert row(job_id).state == "cancelled"
    assert scenes_of(engine) == {}


def test_frames_that_do_not_fit_together_become_scenes_one_by_one(
    engine, flight, made, unseen, work, monkeypatch
):
    def apart(frames, _out, **_rest):
        told = [result(f.name, used=False, reason="mosaic.no_ties").as_json() for f in frames]
        raise Refused("mosaic.nothing_fits", count=2, frames=told)

    monkeypatch.setattr(flight_mosaic, "mosaic", apart)
    start(engine, flight)
    work()
    with reading(engine) as session:
        kinds = session.scalars(select(Scene.source_kind)).all()
        assert kinds == ["frame", "frame"]
        stored = session.get_one(Flight, flight).mosaic
        assert stored["refused"]["code"] == "mosaic.nothing_fits"
        assert {f["reason"] for f in stored["frames"]} == {"mosaic.no_ties", "quality.blurred"}


def test_a_camera_converted_to_infrared_names_no_band(engine, flight, made, work):
    with transaction(engine) as session:
        for photo in session.scalars(select(Photo)):
            photo.flags = [*photo.flags, "photo.nir_converted"]
    start(engine, flight)
    work()
    scenes = scenes_of(engine)
    assert scenes["mosaic"].bands == {}
    assert "photo.nir_converted" in scenes["mosaic"].flags
    with reading(engine) as session:
        rows = session.scalars(select(Assessment)).all()
        assert rows
        assert all(row.abstained and not row.found for row in rows)


def test_a_photo_with_control_points_becomes_a_scene_where_they_lie(
    engine, flight, made, unseen, work
):
    with transaction(engine) as session:
        photo = session.scalars(select(Photo).order_by(Photo.id)).first()
        photo.facts = {"width": SIDE, "height": SIDE}
        points = [
            {"x": x, "y": y} | dict(zip(("lon", "lat"), lonlat(WEST + x, NORTH - y), strict=True))
            for x, y in ((0, 0), (300, 0), (300, 300), (0, 300))
        ]
        pilot = session.get_one(User, session.get_one(Flight, flight).pilot_id)
        flights.place_through(session, photo, points, actor=pilot)
    work()
    with reading(engine) as session:
        photo = session.scalars(select(Photo).order_by(Photo.id)).first()
        scene = session.get_one(Scene, photo.placement["scene_id"])
        assert scene.gsd_m == pytest.approx(1.0, rel=0.01)
        assert scene.footprint.symmetric_difference(photo.footprint).area < (
            0.05 * photo.footprint.area
        )
        assert "photo.placed_by_hand" in scene.flags
        assert photo.placed_by == "hand"


class Ctx(SimpleNamespace):
    """As much of a job's context as is needed here."""

    def check_cancel(self):
        if self.stopped:
            raise Stopped

    def stage(self, *_args):
        self.check_cancel()


@pytest.fixture
def ctx(settings, tmp_path):
    return Ctx(settings=settings, store=store_for(settings), temp=tmp_path, stopped=False)


def test_a_finding_is_shown_by_the_frames_that_see_it_also_in_a_nudged_scene(
    engine, flight, ctx, monkeypatch
):
    asked = []

    def seeing(polygon, frames):
        asked.append(polygon)
        return [(frame["name"], [[10, 10], [20, 10], [20, 20]], 0.25) for frame in frames]

    monkeypatch.setattr(mosaic, "frames_seeing", seeing)
    monkeypatch.setattr(mosaic, "crop", lambda *_args: b"jpeg")
    with transaction(engine) as session:
        stored = session.get_one(Flight, flight)
        for photo in stored.photos:
            photo.placement = result("x").as_json()
        scene = make_scene(session, stored.station, flight_id=flight, source_kind="mosaic")
        frames = FlightFrames.of(scene)
        plain = Snapshot.of(scene)
    place = box(HERE[0], HERE[1], HERE[0] + 1e-5, HERE[1] + 1e-5)
    entries = frames.showing(ctx, place, plain)
    assert [entry["filename"] for entry in entries] == ["1.jpg", "2.jpg"]  # not the blurred one
    assert {entry["kind"] for entry in entries} == {"frame"}
    assert ctx.store.exists(entries[0]["sha256"])
    frames.showing(ctx, place, replace(plain, shift_m=(10.0, 0.0)))
    east = [shape["coordinates"][0][0][0] for shape in asked]
    assert (east[0] - east[1]) * 95_600 == pytest.approx(10, rel=0.02)
    assert frames.showing(ctx, None, plain) == []


def test_a_finding_in_a_frame_of_uncertain_place_says_so():
    scene = Scene(flags=["photo.position_uncertain"])
    found = FindingRecord(
        code="ENV-01",
        sign="VEG",
        polygon=box(0, 0, 1, 1),
        confidence=0.5,
        area_m2=1.0,
        distance_m=2.0,
        assessed_fraction=1.0,
        smallest_object_m=0.3,
        detail={"measured": "1"},
    )
    record = DetectionRecord(
        detector="vegetation", version="1", params={}, assessed_fraction=1.0, findings=[found]
    )
    (noted,) = FlightFrames.of(scene).noted(record).findings
    assert noted.detail == {"measured": "1", "position": "photo.position_uncertain"}
    assert FlightFrames.of(Scene(flags=[])).noted(record) is record


def test_a_nudged_scene_is_read_where_it_is_shown(tmp_path):
    file = write(tmp_path / "scene.tif", ground())
    view = moved_view(file, (3.0, -2.0), tmp_path)
    assert moved_view(file, (3.0, -2.0), tmp_path) == view
    with rasterio.open(file) as stored, rasterio.open(view) as seen:
        moved = (seen.transform.c - stored.transform.c, seen.transform.f - stored.transform.f)
        assert moved == pytest.approx((3.0, -2.0), abs=0.15)  # grid north is not true north
        assert np.array_equal(seen.read(), stored.read())


def test_registration_proposes_the_move_to_the_baseline(tmp_path):
    wide = ground(9, side=400)
    base = write(tmp_path / "base.tif", wide)
    ours = write(tmp_path / "ours.tif", wide[:, 40:340, 40:340], east=8 - 1.4, north=-8 + 0.8)
    found = alignment.proposed(ours, 2, base, 2)
    assert (found.east_m, found.north_m) == pytest.approx((1.4, -0.8), abs=0.1)
    other = write(tmp_path / "other.tif", ground(77))
    assert alignment.proposed(ours, 2, other, 2) is None
    far = write(tmp_path / "far.tif", ground(9), east=9000)
    assert alignment.proposed(ours, 2, far, 2) is None


@pytest.fixture
def node(ctx):
    with nodeodm.served() as server:
        ctx.settings = replace(ctx.settings, nodeodm_url=server.url)
        yield server


@pytest.fixture
def frames(tmp_path, monkeypatch):
    monkeypatch.setattr(odm, "EVERY_S", 0.01)
    (tmp_path / "stored").write_bytes(b"jpeg bytes")
    unknown = dict.fromkeys(("yaw_deg", "pitch_deg", "roll_deg", "focal_px", "taken_at"))
    return [
        mosaic.FrameInput(
            path=tmp_path / "stored",
            name=str(n),
            lon=HERE[0],
            lat=HERE[1],
            height_m=50.0,
            **unknown,
        )
        for n in (7, 8)
    ]


def test_nodeodm_gets_photos_and_places_and_gives_orthophoto_and_surface(
    ctx, node, frames, tmp_path
):
    node.result = {odm.ORTHOPHOTO: b"ortho", odm.DSM: b"dsm"}
    out, dsm = tmp_path / "out.tif", tmp_path / "dsm.tif"
    odm.orthophoto(ctx, frames, out, dsm)
    assert (out.read_bytes(), dsm.read_bytes()) == (b"ortho", b"dsm")
    assert set(node.uploads) == {"7.jpg", "8.jpg", "geo.txt"}
    assert node.uploads["7.jpg"] == b"jpeg bytes"
    assert node.uploads["geo.txt"].startswith(b"EPSG:4326\n7.jpg 120.7")
    assert node.tasks == {}


def test_a_second_attempt_goes_on_with_the_task_the_first_began(ctx, node, frames, tmp_path):
    node.result = {odm.ORTHOPHOTO: b"ortho"}
    node.tasks[odm._name(frames)] = nodeodm.RUNNING
    odm.orthophoto(ctx, frames, tmp_path / "out.tif", tmp_path / "dsm.tif")
    assert node.made == 0
    assert not (tmp_path / "dsm.tif").exists()


@pytest.mark.parametrize("trouble", ["failed", "empty", "gone"])
def test_a_server_that_fails_is_a_refusal_with_words(ctx, node, frames, tmp_path, trouble):
    if trouble == "failed":
        node.ends = nodeodm.FAILED
    if trouble == "gone":
        ctx.settings = replace(ctx.settings, nodeodm_url="http://127.0.0.1:9")
    with pytest.raises(Refused) as told:
        odm.orthophoto(ctx, frames, tmp_path / "out.tif", tmp_path / "dsm.tif")
    assert told.value.code == ("odm.unreachable" if trouble == "gone" else "odm.failed")
    assert messages.known(told.value.code)


def test_stopping_the_job_stops_the_server_s_task(ctx, node, frames, tmp_path):
    node.tasks[odm._name(frames)] = nodeodm.RUNNING
    node.ends = nodeodm.RUNNING
    told = []

    def stage(*_args):
        told.append(node.tasks)
        if len(told) > 2:
            raise Stopped

    ctx.stage = stage
    with pytest.raises(Stopped):
        odm.orthophoto(ctx, frames, tmp_path / "out.tif", tmp_path / "dsm.tif")
    assert node.tasks == {}
