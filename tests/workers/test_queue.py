"""Promises of the bell: light, quick, and silent rather than slow when the broker is away."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection, Queue
from kombu.simple import SimpleQueue

import settings as settings_module
from ledger import jobs
from ledger.db import reading
from ledger.models import Job
from workers import queue


@pytest.fixture
def use(settings, monkeypatch) -> Callable[[str], None]:
    def choose(broker_url: str) -> None:
        mine = replace(settings, broker_url=broker_url)
        monkeypatch.setattr(settings_module, "get", lambda: mine)

    monkeypatch.setattr(queue, "_quiet_until", {})
    return choose


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def broker(home: Path) -> Connection:
    options = queue.folder_options(home)
    return Connection(transport="workers.folder:Transport", transport_options=options)


def box(connection: Connection, name: str) -> SimpleQueue:
    """A queue on the nameless exchange, as the workers have them."""
    return SimpleQueue(connection, Queue(name, routing_key=name))


def test_a_message_holds_the_jobs_number_and_nothing_else(use, tmp_path):
    use("filesystem://")
    queue.send(41, "imagery")
    with broker(tmp_path) as connection, box(connection, "imagery") as waiting:
        message = waiting.get(timeout=5)
    assert message.payload[:2] == [[41], {}]
    assert message.headers["task"] == queue.RUN


@pytest.mark.parametrize("url", ["redis://127.0.0.1:{}/0", "amqp://127.0.0.1:{}//"])
def test_a_broker_that_never_answers_is_left_alone(use, deaf_port, url):
    use(url.format(deaf_port))
    with pytest.raises(ConnectionError):
        queue.send(1, "intake")


def test_after_a_failed_send_the_next_ones_do_not_even_try(use, monkeypatch):
    use("redis://127.0.0.1:1/0")
    with pytest.raises(ConnectionError, match="is away"):
        queue.send(1, "intake")
    monkeypatch.setattr(queue, "_sender", lambda *_: pytest.fail("it tried again"))
    with pytest.raises(ConnectionError, match="a moment ago"):
        queue.send(2, "intake")


def test_a_job_is_kept_although_the_broker_is_away(use, enqueue, engine):
    use("redis://127.0.0.1:1/0")
    jobs.set_notifier(queue.send)
    job_id = enqueue("scene.detect")
    jobs.set_notifier(None)
    with reading(engine) as session:
        assert session.get_one(Job, job_id).state == "queued"


def test_sending_loads_no_task_no_database_and_no_raster_library():
    code = (
        "import sys, json, workers.queue; "
        "print(json.dumps([m for m in sys.modules if m.split('.')[0] in "
        "('sqlalchemy', 'rasterio', 'cv2', 'numpy', 'ledger', 'imagery', 'geo')]))"
    )
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout
    assert json.loads(out) == []


def test_an_unreadable_message_is_dropped_and_the_next_one_comes(tmp_path):
    folder = Path(queue.folder_options(tmp_path)["data_folder_in"])
    with broker(tmp_path) as connection, box(connection, "ledger") as waiting:
        (folder / "0_half.ledger.msg").write_text('{"body": "W1')
        waiting.put("whole")
        message = waiting.get(timeout=5)
        message.ack()
        assert message.payload == "whole"
        with pytest.raises(Empty):
            waiting.get(block=False)
    assert list(folder.iterdir()) == []


def test_a_message_appears_whole_and_leaves_nothing_behind(tmp_path):
    options = queue.folder_options(tmp_path)
    with broker(tmp_path) as connection, box(connection, "ledger") as waiting:
        waiting.put({"n": 1})
        files = list(Path(options["data_folder_in"]).iterdir())
        assert len(files) == 1
        assert json.loads(files[0].read_text())["body"]
        assert list(Path(options["processed_folder"]).iterdir()) == []
        waiting.get(timeout=5).ack()
    assert list(Path(options["processed_folder"]).iterdir()) == []


def test_messages_come_in_the_order_they_were_sent(tmp_path):
    with broker(tmp_path) as connection, box(connection, "ledger") as waiting:
        for n in range(20):
            waiting.put(n)
        assert [waiting.get(timeout=5).payload for _ in range(20)] == list(range(20))
