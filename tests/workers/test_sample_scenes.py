"""The real dates of the reservoir go through the workers' code."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import Point

from geo.crs import distance_m
from ledger.db import reading, transaction
from ledger.media import store_for
from ledger.models import Assessment, Finding, Scene
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
