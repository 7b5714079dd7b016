"""The generated demo's images arrive like anybody's and show what was planted in them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import Point

from ledger import jobs
from ledger.db import reading, transaction
from ledger.models import Assessment, Finding, Scene, Station
from tests.factories import make_station, make_user
from workers import runner

INTAKE_AT, INLET_AT = (120.60, 30.50), (120.76, 30.75)


@pytest.fixture
def rendered(engine, settings):
    """Run the job twice, as after a killed worker, and everything that follows from it."""
    with transaction(engine) as session:
        owner = make_user(session, "bureau_reviewer")
        make_station(session, code="G1", kind="water", anchor=Point(*INTAKE_AT))
        make_station(session, code="G2", kind="air", anchor=Point(*INLET_AT))
        make_station(session, code="G3", kind="air", anchor=Point(121.5, 31.2))
        for _ in range(2):
            jobs.enqueue(
                session,
                "demo.render",
                subject_kind="demo",
                subject_id=0,
                payload={"reservoir": "G1", "air_site": "G2", "seed": 5},
                actor_id=owner.id,
            )
    runner.run_pending(engine, replace(settings, lease_seconds=30))
    return engine


def test_the_demo_shows_findings_at_both_sites_and_brings_nothing_twice(rendered):
    with reading(rendered) as session:
        kinds = sorted(scene.source_kind for scene in session.query(Scene))
        states = {job.state for job in session.query(jobs.Job)}
        found = session.query(Station.code, Finding.code).join(Finding).distinct().all()
        looked = session.query(Station.code).join(Assessment).distinct().all()
        baselines = [scene.baseline for scene in session.query(Scene).order_by(Scene.taken_at)]
    assert kinds == ["orthomosaic", "satellite", "satellite"]
    assert states == {"done"}
    assert set(found) == {("G1", "INT-04"), ("G2", "ENV-01")}
    assert {code for (code,) in looked} == {"G1", "G2"}
    assert baselines == [True, False, False]
