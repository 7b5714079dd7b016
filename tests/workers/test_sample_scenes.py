"""The real dates of the reservoir and the real drone card go through the workers' code."""

from __future__ import annotations

import zipfile
from dataclasses import replace

import pytest
from shapely.geometry import Point

from geo.crs import distance_m
from ledger import flights
from ledger.db import reading, transaction
from ledger.media import store_for
from ledger.models import Assessment, Finding, Flight, Photo, Scene, Station, User
from tests.factories import make_station, make_user
from tests.workers import rasters
from workers import runner

pytestmark = pytest.mark.slow

INTAKE_AT = (-1.32343, 42.88030)


@pytest.fixture
def settings(settings):
    return replace(settings, lease_seconds=30)


@pytest.fixture
def owner(engine) -> int:
    with transaction(engine) as session:
        make_station(session, code="ITOIZ", kind="water", anchor=Point(*INTAKE_AT))
        return make_user(session, "bureau_reviewer").id


def test_the_reservoirs_two_dates_give_a_finding_at_the_lost_shore(
    engine, settings, owner, sample_data
):
    for name, baseline in (("2018-07-23", True), ("2018-10-21", False)):
        file = sample_data / "satellite" / "itoiz_s2" / f"itoiz_s2_{name}.tif"
        rasters.receive(engine, settings, owner, file, station="ITOIZ", baseline=baseline)
        runner.run_pending(engine, settings)
    with reading(engine) as session:
        scenes = session.query(Scene).order_by(Scene.taken_at).all()
        assert [scene.state for scene in scenes] == ["ready", "ready"]
        assert {"green", "nir"} <= set(scenes[0].bands)
        assert [str(scene.taken_at)[:10] for scene in scenes] == ["2018-07-23", "2018-10-21"]
        (finding,) = session.query(Finding).all()
        assert (finding.code, finding.reference_id) == ("INT-04", scenes[0].id)
        assert distance_m((finding.lon, finding.lat), INTAKE_AT) < 600
        assert finding.detail["measured"] < finding.detail["limit"]
        assert [entry["kind"] for entry in finding.evidence] == ["current", "baseline"]
        store = store_for(settings)
        assert all(store.exists(entry["sha256"]) for entry in finding.evidence)
        abstained = [row.abstained for row in session.query(Assessment).order_by(Assessment.id)]
    assert abstained == ["detect.needs_reference", None]


def test_the_drone_card_gives_placed_uncertain_photos(
    engine, settings, owner, sample_data, tmp_path
):
    photos = sorted((sample_data / "drone/photos/brighton_beach").glob("*.JPG"))[:2]
    assert len(photos) == 2
    with zipfile.ZipFile(tmp_path / "card.zip", "w") as archive:
        for path in photos:
            archive.write(path, f"DCIM/100MEDIA/{path.name}")
    upload_id = rasters.upload(engine, settings, owner, tmp_path / "card.zip", station="ITOIZ")
    with transaction(engine) as session:
        actor = session.get_one(User, owner)
        station = session.query(Station).one()
        flight = flights.open_flight(session, station=station, name="海滩", actor=actor)
        flights.receive_card(session, settings, flight, [upload_id], actor=actor)
    runner.run_pending(engine, settings)
    with reading(engine) as session:
        assert session.query(Flight).one().state == "ready"
        stored = session.query(Photo).order_by(Photo.filename).all()
        assert [photo.filename for photo in stored] == [path.name for path in photos]
        for photo in stored:
            assert "photo.position_uncertain" in photo.flags
            assert photo.facts["height_agl_m"] == pytest.approx(40, abs=2)
