"""What a person draws gets crop, baseline crop and frames, as the machine's findings do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PIL import Image
from shapely.geometry import Point, box

from geo.crs import to_degrees, to_metres
from ledger import audit, review_draw, review_shape
from ledger.db import reading, transaction
from ledger.media import store_for
from ledger.models import Finding, Job, Scene, Station, User
from tests.factories import make_station, make_user
from tests.workers import rasters
from workers import kinds, runner

AT = rasters.lonlat(80, 60)
THEN, NOW = "2018-07-23T11:00:00+00:00", "2018-10-21T11:00:00+00:00"


@pytest.fixture
def settings(settings):
    return replace(settings, lease_seconds=30)


@pytest.fixture
def scenes(engine, settings, tmp_path, monkeypatch):
    """A baseline and a scene of one lake, taken in; nothing was detected in them."""
    monkeypatch.setitem(kinds._HANDLERS, "scene.detect", lambda _ctx, _job: None)
    with transaction(engine) as session:
        make_station(session, code="W1", kind="water", anchor=Point(*AT))
        user = make_user(session, "image_reviewer").id
    for name, taken, base in (("then", THEN, True), ("now", NOW, False)):
        file = rasters.lake(tmp_path / f"{name}.tif", shore_col=64, seed=len(name))
        told = {"station": "W1", "source_kind": "satellite", "taken_at": taken, "baseline": base}
        rasters.receive(engine, settings, user, file, **told)
        runner.run_pending(engine, settings)
    return user


def _geojson(east_m: float, side_m: float = 60.0) -> dict:
    middle = to_metres(Point(AT), around=AT)
    west, south = middle.x + east_m, middle.y - side_m / 2
    ring = to_degrees(box(west, south, west + side_m, south + side_m), around=AT).exterior
    return {"type": "Polygon", "coordinates": [[list(point) for point in ring.coords]]}


def _drawn(engine, user) -> int:
    with transaction(engine) as session:
        scene = session.query(Scene).filter_by(baseline=False).one()
        finding = review_draw.draw(
            session, scene=scene, station=session.query(Station).one(),
            actor=session.get_one(User, user), code="INT-04", geometry=_geojson(20),
        )  # fmt: skip
        assert finding.evidence == []
        return finding.id


def test_a_drawn_finding_gets_its_own_crop_beside_the_baseline(engine, settings, scenes):
    finding_id = _drawn(engine, scenes)
    with reading(engine) as session:
        version = session.get_one(Finding, finding_id).version
    runner.run_pending(engine, settings)
    with reading(engine) as session:
        finding = session.get_one(Finding, finding_id)
        job = session.query(Job).filter_by(kind="finding.pictures").one()
        assert (job.state, job.result) == ("done", {"pictures": 2})
        assert [entry["kind"] for entry in finding.evidence] == ["current", "baseline"]
        assert finding.reference.baseline
        assert finding.version == version
        assert all(entry["pixels"]["polygons"] for entry in finding.evidence)
        with store_for(settings).open(finding.evidence[0]["sha256"]) as file:
            assert Image.open(file).width == finding.evidence[0]["width"]
        assert audit.verify(session).ok


def test_what_was_redrawn_meanwhile_is_cut_anew_and_the_old_cut_is_left(engine, settings, scenes):
    finding_id = _drawn(engine, scenes)
    with transaction(engine) as session:
        finding = session.get_one(Finding, finding_id)
        review_shape.reshape(
            session, finding, actor=session.get_one(User, scenes),
            geometry=_geojson(0, 80), version=finding.version,
        )  # fmt: skip
    runner.run_pending(engine, settings)
    with reading(engine) as session:
        done = [job.result for job in session.query(Job).filter_by(kind="finding.pictures")]
        assert done == [{"pictures": 2}, {"pictures": 2}]
        ring = session.get_one(Finding, finding_id).evidence[0]["pixels"]["polygons"][0]
        east = [x for x, _ in ring]
        per_px = session.get_one(Finding, finding_id).evidence[0]["pixels"]["m_per_px"]
        assert (max(east) - min(east)) * per_px == pytest.approx(80, abs=2)
