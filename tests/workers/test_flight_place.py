"""A flight's logs, photos and videos meet: clocks compared, places found, hours near flagged."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from shapely.geometry import Point
from sqlalchemy import select

from geo.crs import distance_m, to_degrees, to_metres
from imagery import logs
from ledger import flights
from ledger.db import reading, transaction
from ledger.flights import PhotoRecord
from ledger.media import store_for
from ledger.models import Flight, FlightLog, Job, Photo, StationEvent, User
from tests.factories import make_station, make_user
from tests.workers import rasters
from workers import card_logs, kinds, runner

T0 = datetime(2026, 3, 1, 2, tzinfo=UTC)
HERE = (120.75, 30.75)
LATE_S = 97


@pytest.fixture
def settings(settings):
    return replace(settings, lease_seconds=30)


@pytest.fixture
def flight(engine):
    with transaction(engine) as session:
        pilot = make_user(session, "pilot")
        opened = flights.open_flight(
            session, station=make_station(session), name="巡检", actor=pilot
        )
        return opened.id


@pytest.fixture
def work(engine, settings, monkeypatch):
    """Run what waits; the mosaic has tests of its own."""
    monkeypatch.setitem(kinds._HANDLERS, "flight.mosaic", lambda _ctx, _job: None)
    return lambda: runner.run_pending(engine, settings)


def at(seconds):
    """Where the drone is: east at 5 m/s, then north, so that only one clock fits."""
    x, y = to_metres(Point(*HERE), around=HERE).coords[0]
    east, north = min(seconds, 40) * 5.0, max(0.0, seconds - 40) * 5.0
    there = to_degrees(Point(x + east, y + north), around=HERE)
    return there.x, there.y


def gpx(seconds=120):
    points = "".join(
        f'<trkpt lat="{at(s)[1]:.8f}" lon="{at(s)[0]:.8f}"><ele>60</ele>'
        f"<time>{(T0 + timedelta(seconds=s)).isoformat().replace('+00:00', 'Z')}</time></trkpt>"
        for s in range(seconds)
    )
    head = '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'
    return f"<?xml version='1.0'?>{head}<trk><trkseg>{points}</trkseg></trk></gpx>".encode()


def add_log(engine, settings, flight, tmp_path):
    path = tmp_path / "log.gpx"
    path.write_bytes(gpx())
    with transaction(engine) as session:
        store_for(settings).put_file(path)
        record = card_logs.record_of(logs.take_log(path, filename="log.gpx"), "log.gpx")
        flights.store_log(session, session.get_one(Flight, flight), record)


def add_photos(engine, flight, **places):
    """Photos by name: seconds into the flight, and whether they know their place."""
    with transaction(engine) as session:
        for number, (name, (seconds, placed)) in enumerate(places.items()):
            lon, lat = at(seconds) if placed else (None, None)
            record = PhotoRecord(
                sha256=f"{number + 1:064x}",
                filename=name,
                taken_at=T0 + timedelta(seconds=seconds - LATE_S),
                lon=lon,
                lat=lat,
                flags=() if placed else ("photo.unplaced",),
            )
            flights.store_photo(session, session.get_one(Flight, flight), record)


def placed(engine):
    with reading(engine) as session:
        rows = {photo.filename: photo for photo in session.scalars(select(Photo))}
        session.expunge_all()
        return rows


def start(engine, flight):
    with transaction(engine) as session:
        return flights.place_again(session, session.get_one(Flight, flight)).id


def bring(engine, settings, flight, card):
    with reading(engine) as session:
        owner = session.get_one(Flight, flight).pilot_id
    upload = rasters.upload(engine, settings, owner, card, flight=flight)
    with transaction(engine) as session:
        stored, actor = session.get_one(Flight, flight), session.get_one(User, owner)
        flights.receive_card(session, settings, stored, [upload], actor=actor)


def test_the_log_places_a_photo_by_the_camera_s_own_clock(
    engine, settings, flight, work, row, tmp_path
):
    add_log(engine, settings, flight, tmp_path)
    known = {f"{s}.jpg": (s, True) for s in (5, 20, 38, 50, 70, 90)}
    add_photos(engine, flight, **known, lost=(60, False), outside=(4000, False))
    for _ in range(2):
        job_id = start(engine, flight)
        work()
        assert row(job_id).state == "done"
    photos = placed(engine)
    lost = photos["lost"]
    assert (lost.placed_by, lost.placement["how"]) == ("log", "log")
    assert distance_m((lost.point.x, lost.point.y), at(60)) < 3
    assert photos["outside"].point is None
    with reading(engine) as session:
        stored = session.get_one(Flight, flight)
        assert stored.clock_offset["seconds"] == pytest.approx(LATE_S, abs=1)
        assert stored.clock_offset["log"] == "log.gpx"
        (event,) = session.scalars(select(StationEvent))
        # By the log's clock, not the camera's: 100 m away after 20 seconds.
        assert (event.ended_at - T0).total_seconds() == pytest.approx(20, abs=1)
        assert event.hours == ["2026-03-01T10"]
        assert stored.track.geom_type == "LineString"


def test_without_a_log_neighbours_in_time_place_a_photo(engine, flight, work):
    add_photos(engine, flight, a=(0, True), b=(10, False), c=(20, True))
    start(engine, flight)
    work()
    lost = placed(engine)["b"]
    assert lost.placed_by == "neighbours"
    assert distance_m((lost.point.x, lost.point.y), at(10)) < 0.1


def test_a_card_brings_its_logs_beside_its_photos(engine, settings, flight, work, tmp_path):
    card = tmp_path / "card.zip"
    with zipfile.ZipFile(card, "w") as archive:
        archive.writestr("DCIM/log.gpx", gpx(20))
        archive.writestr("DCIM/broken.gpx", gpx(20)[:200])
        archive.writestr("notes.txt", "hello")
    bring(engine, settings, flight, card)
    work()
    with reading(engine) as session:
        stored = session.get_one(Flight, flight)
        (log,) = session.scalars(select(FlightLog))
        assert (log.filename, log.kind, log.points) == ("log.gpx", "gpx", 20)
        assert store_for(settings).exists(log.sha256)
        assert {entry["file"] for entry in stored.refused} == {"broken.gpx", "notes.txt"}
        assert (stored.state, stored.flown_at) == ("ready", T0)
        assert stored.track is not None
        assert session.scalars(select(Job.kind).order_by(Job.id)).all() == [
            "card.intake",
            "flight.place",
        ]


FILM = """
import sys, av, numpy
with av.open(sys.argv[1], "w") as out:
    stream = out.add_stream("mpeg4", rate=10)
    stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
    for n in range(50):
        values = numpy.random.default_rng(n).integers(0, 255, (96, 128, 3), dtype=numpy.uint8)
        out.mux(stream.encode(av.VideoFrame.from_ndarray(values, "rgb24")))
    out.mux(stream.encode(None))
"""


def film(path):
    """Five seconds; made elsewhere, since OpenCV here brings an FFmpeg of its own."""
    subprocess.run([sys.executable, "-c", FILM, str(path)], check=True)
    return path.read_bytes()


def subtitles(seconds=6):
    return "".join(
        f"{s + 1}\n00:00:{s:02d},000 --> 00:00:{s + 1:02d},000\n"
        f"{(T0 + timedelta(hours=8, seconds=s)).strftime('%Y-%m-%d %H:%M:%S.000')}\n"
        f"[latitude: {at(s)[1]:.8f}] [longitude: {at(s)[0]:.8f}] "
        "[rel_alt: 50.0 abs_alt: 60.0] [gb_yaw: 12.0 gb_pitch: -90.0 gb_roll: 0.0]\n\n"
        for s in range(seconds)
    ).encode()


def test_a_video_s_stills_lie_where_its_subtitles_say(engine, settings, flight, work, tmp_path):
    card = tmp_path / "card.zip"
    with zipfile.ZipFile(card, "w") as archive:
        archive.writestr("DJI_0001.MP4", film(tmp_path / "film.mp4"))
        archive.writestr("DJI_0001.SRT", subtitles())
    bring(engine, settings, flight, card)
    work()
    stills = placed(engine)
    assert len(stills) == 3
    for photo in stills.values():
        assert photo.placed_by == "log"
        offset = photo.facts["video_offset_s"]
        assert distance_m((photo.point.x, photo.point.y), at(offset)) < 6
        assert photo.placement["height_m"] == pytest.approx(50)
        assert photo.taken_at == T0 + timedelta(seconds=offset)


def test_a_log_of_unproven_order_is_read_where_the_station_stands(
    engine, settings, flight, work, tmp_path
):
    cues = "".join(
        f"{n + 1}\n00:00:{n:02d},000 --> 00:00:{n + 1:02d},000\n"
        f"F/3.2, SS 100, ISO 100, EV 0, GPS ({30.75 + n / 1e5:.4f}, 60.75, 12), D 5m, H 20.00m\n\n"
        for n in range(30)
    )
    path = tmp_path / "a.srt"
    path.write_text(cues)
    with transaction(engine) as session:
        store_for(settings).put_file(path)
        record = card_logs.record_of(logs.take_log(path, filename="a.srt"), "a.srt")
        assert (record.points, set(record.asked)) == (0, {"lonlat", "latlon"})
        stored = session.get_one(Flight, flight)
        stored.station.anchor = Point(60.76, 30.75)
        flights.store_log(session, stored, record)
    for _ in range(2):
        start(engine, flight)
        work()
    with reading(engine) as session:
        (log,) = session.scalars(select(FlightLog))
        assert (log.order, log.points) == ("latlon", 30)
        assert "flight.order_by_places" in log.reasons
        assert set(log.asked) == {"lonlat", "latlon"}
        assert session.get_one(Flight, flight).track.bounds[0] == pytest.approx(60.75)


def test_a_photo_moved_by_hand_gets_its_ground_from_its_pose(engine, flight, work):
    add_photos(engine, flight, a=(0, False))
    with transaction(engine) as session:
        (photo,) = session.scalars(select(Photo))
        photo.facts = {
            "width": 4000,
            "height": 3000,
            "height_agl_m": 60.0,
            "pitch_deg": -90.0,
            "yaw_deg": 0.0,
            "lens": {"focal_px": 3000.0, "width": 4000, "height": 3000},
        }
        actor = session.get_one(User, session.get_one(Flight, flight).pilot_id)
        flights.place_at(session, photo, lon=HERE[0], lat=HERE[1], yaw_deg=90, actor=actor)
        assert photo.footprint is None
    work()
    photo = placed(engine)["a"]
    assert photo.gsd_m == pytest.approx(0.02)
    west, south, east, north = photo.footprint.bounds
    assert distance_m((west, HERE[1]), (east, HERE[1])) == pytest.approx(60, rel=0.01)
    assert distance_m((HERE[0], south), (HERE[0], north)) == pytest.approx(80, rel=0.01)
    assert "photo.footprint_outdated" not in photo.flags
