"""Two uploaded dates go through real workers and come out as a finding.

The suite's in-process tests cannot show that raster libraries, the intake's child process and a
forked Celery child get along; this one does, in both modes.
"""

from __future__ import annotations

import pytest
from shapely.geometry import Point

from ledger.db import reading, transaction
from ledger.models import Finding, Job, Scene
from tests.factories import make_station, make_user
from tests.workers import rasters
from tests.workers.processes import until

pytestmark = [pytest.mark.slow]

DATES = {"then": "2018-07-23T11:00:00+00:00", "now": "2018-10-21T11:00:00+00:00"}


def all_ended(engine) -> bool:
    with reading(engine) as session:
        waiting = session.query(Job).filter(Job.state.in_(["queued", "running"])).count()
        return session.query(Job).count() > 0 and waiting == 0


def test_two_dates_become_one_finding_through_two_real_workers(
    engine, settings, processes, tmp_path
):
    with transaction(engine) as session:
        owner = make_user(session, "bureau_reviewer").id
        anchor = Point(*rasters.lonlat(80, 60))
        make_station(session, code="W1", kind="water", anchor=anchor)
    processes.worker("a"), processes.worker("b"), processes.beat()
    for name, shore_col in (("then", 64), ("now", 52)):
        file = rasters.lake(tmp_path / f"{name}.tif", shore_col=shore_col, seed=shore_col)
        details = {"station": "W1", "taken_at": DATES[name], "baseline": name == "then"}
        rasters.receive(engine, settings, owner, file, **details)
        until(lambda: all_ended(engine), within=90, what=processes.said())
    with reading(engine) as session:
        assert {job.state for job in session.query(Job)} == {"done"}
        assert {scene.state for scene in session.query(Scene)} == {"ready"}
        assert [finding.code for finding in session.query(Finding)] == ["INT-04"]
        workers = {job.worker for job in session.query(Job)}
    assert all(worker for worker in workers)
