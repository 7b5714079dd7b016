"""Promises of the Celery app's settings, its small tasks and its schedule."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import settings as settings_module

ASK = """
import json
from workers.app import celery
names = ("task_acks_late", "worker_prefetch_multiplier", "task_ignore_result", "accept_content",
         "task_serializer", "result_backend", "worker_enable_remote_control")
print(json.dumps({
    "conf": {name: celery.conf[name] for name in names},
    "queues": sorted(celery.amqp.queues),
    "tasks": sorted(name for name in celery.tasks if name.startswith("xunzhan.")),
    "climbs": "issues.ladder" in celery.tasks,
    "schedule": {
        entry["task"]: [entry["schedule"], entry["options"]]
        for entry in celery.conf.beat_schedule.values()
    },
    "heavy": [m for m in ("rasterio", "cv2", "lightgbm") if m in __import__("sys").modules],
}, default=str))
"""


def asked(tmp_path) -> dict:
    env = {k: v for k, v in os.environ.items() if not k.startswith("XUNZHAN_")}
    out = subprocess.run(
        [sys.executable, "-c", ASK],
        check=True,
        capture_output=True,
        cwd=settings_module.ROOT,
        env=env | {"XUNZHAN_HOME": str(tmp_path)},
    ).stdout
    return json.loads(out)


def test_the_app_is_json_only_early_acknowledging_and_keeps_no_results(tmp_path):
    answer = asked(tmp_path)
    assert answer["conf"] == {
        "task_acks_late": False,
        "worker_prefetch_multiplier": 1,
        "task_ignore_result": True,
        "accept_content": ["json"],
        "task_serializer": "json",
        "result_backend": None,
        "worker_enable_remote_control": False,
    }
    assert answer["queues"] == ["imagery", "intake", "ledger"]
    assert answer["tasks"] == ["xunzhan.run", "xunzhan.sweep", "xunzhan.tidy"]


def test_the_sweeper_comes_every_five_seconds_and_a_missed_round_is_not_made_up(tmp_path):
    every, options = asked(tmp_path)["schedule"]["xunzhan.sweep"]
    assert every == 5.0
    assert options["expires"] <= 10
    assert options["queue"] == "ledger"


def test_unfinished_uploads_are_tidied_hourly(tmp_path):
    assert asked(tmp_path)["schedule"]["xunzhan.tidy"][0] == 3600


def test_deadlines_are_climbed_daily_just_after_midnight_in_the_city(tmp_path):
    answer = asked(tmp_path)
    every, options = answer["schedule"]["issues.ladder"]
    assert answer["climbs"]
    assert every.startswith("<crontab: 5 16 * * *")
    assert options["queue"] == "ledger"


def test_no_raster_library_is_loaded_before_a_worker_forks(tmp_path):
    assert asked(tmp_path)["heavy"] == []


def test_freed_memory_is_kept_where_glibc_allows_it():
    out = subprocess.run(
        [sys.executable, "-c", "from workers import memory; print(memory.keep_freed_memory())"],
        check=True,
        capture_output=True,
        cwd=settings_module.ROOT,
        text=True,
    ).stdout
    assert out.strip() == str(sys.platform == "linux" and os.confstr("CS_GNU_LIBC_VERSION") != "")
