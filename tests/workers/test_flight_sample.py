"""Four frames of the sample flight, from the zipped card to findings that every frame shows."""

from __future__ import annotations

import zipfile
from dataclasses import replace

import pytest
from shapely.geometry import Point
from sqlalchemy import select

from ledger import flights
from ledger.db import reading, transaction
from ledger.media import store_for
from ledger.models import Finding, Flight, Job, Scene, StationEvent, User
from tests.factories import make_station, make_user
from tests.workers import rasters
from workers import runner

FRAMES = ("DJI_0026.JPG", "DJI_0027.JPG", "DJI_0028.JPG", "DJI_0029.JPG")
INLET = (-91.99433, 46.84243)


@pytest.mark.slow
def test_a_real_card_becomes_a_mosaic_and_findings_with_the_frames_that_show_them(
    engine, settings, sample_data, tmp_path
):
    settings = replace(settings, lease_seconds=30)
    card = tmp_path / "card.zip"
    with zipfile.ZipFile(card, "w") as archive:
        for name in FRAMES:
            archive.write(sample_data / "drone/photos/brighton_beach" / name, f"DCIM/{name}")
    with transaction(engine) as session:
        pilot = make_user(session, "pilot")
        station = make_station(session, anchor=Point(*INLET))
        flight = flights.open_flight(session, station=station, name="Brighton", actor=pilot)
        ids = (flight.id, pilot.id)
    upload = rasters.upload(engine, settings, ids[1], card, flight=ids[0])
    with transaction(engine) as session:
        flight, pilot = session.get_one(Flight, ids[0]), session.get_one(User, ids[1])
        flights.receive_card(session, settings, flight, [upload], actor=pilot)
    runner.run_pending(engine, settings)
    with reading(engine) as session:
        states = dict(session.execute(select(Job.kind, Job.state)).all())
        assert states == dict.fromkeys(
            ("card.intake", "flight.place", "flight.mosaic", "scene.detect"), "done"
        )
        flight = session.get_one(Flight, ids[0])
        assert [photo.placed_by for photo in flight.photos] == ["ties"] * 4
        assert all("photo.yaw_flipped" in photo.flags for photo in flight.photos)
        assert flight.mosaic["tie_median_gsd"] < 3
        scene = session.get_one(Scene, flight.mosaic["scene_id"])
        assert (scene.source_kind, scene.state) == ("mosaic", "ready")
        sharpest = {e["sign"]: e["covered"] for e in flight.coverage if e["gsd_limit_m"] == 0.03}
        assert sharpest["VEG"] > 0.9 > sharpest["BLD"]
        (near,) = session.scalars(select(StationEvent))
        assert near.hours == ["2016-06-24T06"]
        findings = session.scalars(select(Finding)).all()
        shown = [[e for e in row.evidence if e["kind"] == "frame"] for row in findings]
        assert max(len({e["photo_id"] for e in entries}) for entries in shown) > 1
        assert all(store_for(settings).exists(e["sha256"]) for es in shown for e in es)
