"""``flask imagery add``: the same fields as the API, one JSON line, refusals with their code."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from shapely.geometry import Point

from ledger import jobs
from ledger.db import reading, transaction
from ledger.models import Flight, Photo, Scene, Upload, User
from tests.factories import make_station, make_user
from tests.web import quick
from tests.workers import rasters
from webapp import create_app
from workers import runner


@pytest.fixture
def settings(settings):
    return replace(settings, lease_seconds=30)


@pytest.fixture
def people(engine) -> None:
    with transaction(engine) as session:
        make_user(session, "public")
        make_user(session, "bureau_reviewer", email="reviewer@xunzhan.example")
        make_user(session, "pilot", email="pilot@xunzhan.example")
        anchor = Point(*rasters.lonlat(80, 60))
        make_station(session, code="W1", kind="water", anchor=anchor)


def _work(engine, settings, job_id: int, _queue: str) -> None:
    runner.run(job_id, engine=engine, settings=settings)


@pytest.fixture
def call(engine, settings, people):
    """Call the command; jobs are worked on as soon as they are sent."""
    send = partial(_work, engine, settings)
    with quick.making(documented=False):
        app = create_app(settings, send=send)

    def run(*words: str) -> tuple[int, dict]:
        result = app.test_cli_runner().invoke(args=["imagery", "add", *words])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        lines = [line for line in result.stdout.splitlines() if line]
        return result.exit_code, json.loads(lines[-1])

    yield run
    jobs.set_notifier(None)


@pytest.fixture
def lake(tmp_path) -> Path:
    return rasters.lake(tmp_path / "lake.tif", shore_col=64)


def test_every_declared_field_reaches_the_scene(engine, call, lake):
    code, said = call(
        str(lake),
        *("--station", "W1", "--source-kind", "satellite", "--baseline"),
        *("--taken-at", "2018-07-23T11:00:00+00:00", "--bands", "green=2,nir=1"),
        *("--scale", "0.001", "--offset", "-0.01", "--cloud-band", "2", "--wait"),
    )
    assert (code, said["state"], said["duplicate"]) == (0, "ready", False)
    with reading(engine) as session:
        scene = session.get_one(Scene, said["scene_id"])
        assert (scene.bands, scene.bands_confirmed) == ({"green": 2, "nir": 1}, True)
        assert (scene.scale, scene.offset, scene.cloud_band) == (0.001, -0.01, 2)
        assert (scene.baseline, scene.taken_at_origin) == (True, "declared")
        assert [link.station.code for link in scene.station_links] == ["W1"]


def test_two_dates_give_a_finding_and_the_command_says_so(call, tmp_path, lake):
    later = rasters.lake(tmp_path / "later.tif", shore_col=52, seed=2)
    fixed = ("--station", "W1", "--source-kind", "satellite", "--wait", "--taken-at")
    assert call(str(lake), *fixed, "2018-07-23T11:00:00Z", "--baseline")[1]["findings"] == 0
    assert call(str(later), *fixed, "2018-10-21T11:00:00Z")[1]["findings"] == 1


def test_the_same_file_again_is_the_same_scene(call, lake):
    first = call(str(lake), "--station", "W1", "--source-kind", "satellite")[1]
    code, again = call(str(lake), "--station", "W1", "--source-kind", "satellite")
    assert code == 0
    assert (again["scene_id"], again["duplicate"]) == (first["scene_id"], True)


def test_a_photo_opens_a_flight_and_a_second_one_joins_it(engine, call, tmp_path):
    for name in ("a", "b"):
        values = np.random.default_rng(ord(name)).integers(0, 255, (40, 60, 3)).astype("uint8")
        Image.fromarray(values).save(tmp_path / f"{name}.jpg")
    first = call(str(tmp_path / "a.jpg"), "--station", "W1", "--source-kind", "photo", "--wait")[1]
    flight = str(first["flight_id"])
    second = call(str(tmp_path / "b.jpg"), "--flight", flight, "--source-kind", "photo", "--wait")[
        1
    ]
    assert second["flight_id"] == first["flight_id"]
    with reading(engine) as session:
        assert session.query(Flight).count() == 1
        assert session.query(Photo).count() == 2


def test_it_is_uploaded_for_the_named_person_or_the_first_who_may(engine, call, lake, tmp_path):
    other = rasters.lake(tmp_path / "other.tif", shore_col=50)
    call(str(lake), "--source-kind", "satellite")
    call(str(other), "--source-kind", "satellite", "--as", "pilot@xunzhan.example")
    with reading(engine) as session:
        owners = session.query(User.email).join(Upload).order_by(Upload.created_at).all()
    assert [email for (email,) in owners] == ["reviewer@xunzhan.example", "pilot@xunzhan.example"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--source-kind", "satellite", "--station", "nowhere"), "upload.unknown_station"),
        (("--source-kind", "satellite", "--taken-at", "yesterday"), "upload.wrong_detail"),
        (("--source-kind", "satellite", "--bands", "green"), "imagery.bad_bands"),
        (("--source-kind", "satellite", "--bands", "puce=1"), "upload.wrong_detail"),
        (("--source-kind", "photo"), "upload.no_station"),
        (("--source-kind", "satellite", "--as", "x@xunzhan.example"), "people.unknown"),
        (("--source-kind", "painting"), "command.wrong_option"),
        (("--source-kind", "satellite", "--colour", "red"), "command.wrong_option"),
        ((), "command.wrong_option"),
    ],
)
def test_what_is_wrong_is_refused_with_a_code_and_exit_2(engine, call, lake, words, expected):
    code, said = call(str(lake), *words)
    assert (code, said["code"]) == (2, expected)
    assert said["message"]
    with reading(engine) as session:
        assert session.query(Scene).count() == 0


def test_waiting_for_a_file_that_intake_refuses_is_a_refusal_with_its_code(call, tmp_path):
    file = tmp_path / "broken.tif"
    file.write_bytes(b"this is no image")
    code, said = call(str(file), "--source-kind", "satellite", "--wait")
    assert code == 2
    assert said["code"].startswith("intake.")
