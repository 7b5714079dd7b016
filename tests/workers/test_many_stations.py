"""A scene with many stations: one pass over the file, progress, an end when cancelled."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import Point

from ledger import coverage, jobs
from ledger.db import reading, transaction
from ledger.models import Assessment, Finding, Job, Station
from tests.factories import make_station, make_user
from tests.workers import rasters
from workers import detection, runner
from workers.tasks import scene_detect

THEN, NOW = "2018-07-23T11:00:00+00:00", "2018-10-21T11:00:00+00:00"
PLACES = [(row, col) for row in (30, 80, 130) for col in (56, 61, 66)]


@pytest.fixture
def settings(settings):
    return replace(settings, lease_seconds=30)


@pytest.fixture
def work(engine, settings):
    return lambda: runner.run_pending(engine, settings)


@pytest.fixture
def bring(engine, settings, tmp_path):
    """Nine stations along a shore, and their lake on two dates."""
    with transaction(engine) as session:
        user = make_user(session, "bureau_reviewer").id
        for number, place in enumerate(PLACES):
            anchor = Point(*rasters.lonlat(*place))
            make_station(session, code=f"W{number}", kind="water", anchor=anchor)
    then = rasters.lake(tmp_path / "then.tif", shore_col=72)
    now = rasters.lake(tmp_path / "now.tif", shore_col=52, seed=2)

    def both(work):
        given = {"source_kind": "satellite"}
        rasters.receive(engine, settings, user, then, taken_at=THEN, baseline=True, **given)
        work()
        rasters.receive(engine, settings, user, now, taken_at=NOW, **given)

    return both


def rows(engine, model):
    with reading(engine) as session:
        found = session.query(model).order_by(model.id).all()
        session.expunge_all()
        return found


def test_all_stations_of_one_baseline_are_one_pass_and_all_are_recorded(
    engine, bring, work, monkeypatch
):
    passes = []
    real = detection.detect_many

    def counted(name, image, zones, *, reference):
        passes.append((name, len(zones), reference is not None))
        return real(name, image, zones, reference=reference)

    monkeypatch.setattr(detection, "detect_many", counted)
    bring(work)
    work()
    assert passes == [("water", 9, False), ("water", 9, True)]
    with reading(engine) as session:
        looked = session.query(Station.code).join(Assessment).distinct().count()
        found = session.query(Station.code).join(Finding).distinct().count()
    assert (looked, found) == (9, 9)


def test_the_row_shows_how_many_stations_are_done(engine, bring, work, monkeypatch):
    seen = []
    real = scene_detect.recorded

    def watched(look, *rest):
        seen.append([job.percent for job in rows(engine, Job)][-1])
        return real(look, *rest)

    monkeypatch.setattr(scene_detect, "recorded", watched)
    monkeypatch.setattr("workers.context.PROGRESS_EVERY_S", 0)
    bring(work)
    seen.clear()
    work()
    assert len(seen) == 9
    assert seen == sorted(seen)
    assert 5 <= seen[0] < seen[-1] <= 95


def test_a_cancelled_job_stops_between_stations_and_records_none(engine, bring, work, monkeypatch):
    looked = []
    real = scene_detect.recorded

    def cancel_after_two(look, *rest):
        looked.append(1)
        if len(looked) == 2:
            with transaction(engine) as session:
                jobs.cancel(session, rows(engine, Job)[-1].id)
        return real(look, *rest)

    bring(work)
    monkeypatch.setattr(scene_detect, "recorded", cancel_after_two)
    monkeypatch.setattr("workers.context.PROGRESS_EVERY_S", 0)
    before = len(rows(engine, Assessment))
    work()
    assert len(looked) == 2
    assert rows(engine, Job)[-1].state == "cancelled"
    assert len(rows(engine, Assessment)) == before
    assert rows(engine, Finding) == []


def test_what_is_kept_of_a_station_holds_no_pixels(engine, bring, work, monkeypatch):
    kept = []
    real = scene_detect._record

    def watched(session, scene, done):
        kept.extend(done)
        return real(session, scene, done)

    monkeypatch.setattr(scene_detect, "_record", watched)
    bring(work)
    work()
    assert len(kept) == 18
    for item in kept:
        assert not hasattr(item.record, "mask")
        assert not hasattr(item, "seen")


def test_a_plan_looks_in_the_zone_that_the_map_shows(engine, bring, work):
    bring(work)
    water = next(plan for plan in detection.PLANS if plan.detector == "water")
    with reading(engine) as session:
        station = session.query(Station).first()
        shown = next(zone for zone in coverage.zones_of(station) if zone.sign == "DRY")
        assert detection.zone_for(water, station) == shown
