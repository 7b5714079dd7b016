from __future__ import annotations

import pytest
from celery.signals import worker_init

from geo.errors import Refused
from imagery.sandbox import checking, running
from imagery.sandbox.confinement import landlock_version
from imagery.sandbox.gdal import NEEDED, READING
from ops import run
from workers.app import celery


def test_this_machine_s_gdal_keeps_the_promised_drivers_and_no_other():
    build = checking.check_build()
    assert set(NEEDED) < set(build.kept)
    assert set(build.kept) == set(READING)
    assert build.skipped > 50
    assert build.gdal.startswith("3.")
    assert build.landlock == landlock_version()


def test_a_gdal_without_a_needed_driver_is_refused_by_its_name():
    with pytest.raises(Refused) as refusal:
        checking.check_build(needed=("GTiff", "NoSuchDriver"))
    assert refusal.value.code == "intake.build"
    assert "NoSuchDriver" in refusal.value.text("en")
    assert "GTiff" not in refusal.value.text("en")


def test_nothing_is_started_on_a_gdal_that_lacks_a_driver(monkeypatch):
    told = {"gdal": "3.0.0", "kept": ["GTiff"], "skipped": 9, "missing": ["PNG"]}
    monkeypatch.setattr(running, "run", lambda *_args, **_more: told)
    with pytest.raises(run.CannotStart, match=r"GDAL 3\.0\.0.*PNG"):
        run.check_gdal()


def test_a_worker_ends_at_once_on_a_gdal_that_lacks_a_driver(monkeypatch):
    told = {"gdal": "3.0.0", "kept": ["GTiff"], "skipped": 9, "missing": ["PNG"]}
    monkeypatch.setattr(running, "run", lambda *_args, **_more: told)
    with pytest.raises(SystemExit, match=r"PNG"):
        worker_init.send(sender=celery)
