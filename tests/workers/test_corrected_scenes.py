"""A corrected scene is looked at again, and nobody is asked about what the older bands showed."""

from __future__ import annotations

import pytest
from shapely.geometry import Point
from sqlalchemy import Engine

from ledger import scenes
from ledger.db import reading, transaction
from ledger.models import Assessment, Finding, Scene, User
from tests.factories import make_station, make_user
from tests.workers import rasters
from workers import detection, runner

INTAKE_AT = rasters.lonlat(80, 60)
THEN, NOW = "2018-07-23T11:00:00+00:00", "2018-10-21T11:00:00+00:00"


@pytest.fixture
def user_id(engine: Engine) -> int:
    with transaction(engine) as session:
        make_station(session, code="W1", kind="water", anchor=Point(*INTAKE_AT))
        return make_user(session, "bureau_reviewer").id


@pytest.fixture
def found(engine, settings, user_id, tmp_path):
    """The id of the newer of two scenes, whose shore is a pending finding."""
    for name, col, taken in (("then", 64, THEN), ("now", 52, NOW)):
        file = rasters.lake(tmp_path / f"{name}.tif", shore_col=col, seed=1 + (col == 52))
        told = {"source_kind": "satellite", "taken_at": taken, "baseline": name == "then"}
        rasters.receive(engine, settings, user_id, file, **told)
        runner.run_pending(engine, settings)
    assert _states(engine) == ["pending"]
    with reading(engine) as session:
        return session.query(Finding).one().scene_id


def _states(engine):
    with reading(engine) as session:
        return [finding.state for finding in session.query(Finding).order_by(Finding.id)]


def _correct(engine, settings, user_id, scene_id, changes):
    with transaction(engine) as session:
        scene = session.get_one(Scene, scene_id)
        scenes.correct(session, scene, changes, actor=session.get_one(User, user_id))
    runner.run_pending(engine, settings)


@pytest.mark.parametrize("changes", [{"bands": {"red": 1, "green": 2}}, {"scale": 0.01}])
def test_a_lead_of_older_bands_is_withdrawn_when_the_right_ones_cannot_be_judged(
    engine, settings, user_id, found, changes
):
    before = {"bands": {"green": 1, "nir": 2}, "scale": 0.0001}
    _correct(engine, settings, user_id, found, changes)
    assert _states(engine) == ["withdrawn"]
    with reading(engine) as session:
        row = session.query(Assessment).filter_by(scene_id=found, detector="water").one()
        assert row.abstained in {"detect.missing_bands", "detect.wrong_scale"}
        assert (row.found, row.assessed_fraction) == (0, 0)
    _correct(engine, settings, user_id, found, before)
    assert _states(engine) == ["pending"]


def test_a_decided_lead_stays(engine, settings, user_id, found):
    with transaction(engine) as session:
        session.query(Finding).one().state = "accepted"
    _correct(engine, settings, user_id, found, {"bands": {"red": 1, "green": 2}})
    assert _states(engine) == ["accepted"]


def test_who_looked_before_looks_again_and_says_what_is_lacking():
    rgb = {"red": 1, "green": 2, "blue": 3}
    signs = {plan.sign for plan in detection.plans_for("water", rgb, {"algae", "burn"})}
    assert signs == {"DRY", "DEBRIS", "ALGAE"}  # burn is no sign of a water station
