from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest

from geo.errors import Conflict
from ledger import jobs, people
from ledger.db import transaction
from ledger.models import User
from ops.services import free_port
from webapp import stream
from webapp.stream import Hub, Subscriber


def _subscriber(caller, engine, ids=None) -> Subscriber:
    with transaction(engine) as session:
        key = session.get_one(User, caller.user_id).fs_uniquifier
    return Subscriber(caller.user_id, key, "zh", None if ids is None else frozenset(ids))


def _job(engine, **fields) -> int:
    with transaction(engine) as session:
        return jobs.enqueue(
            session, "scene.intake", subject_kind="scene", subject_id=1, **fields
        ).id


@pytest.fixture
def hub(engine, monkeypatch):
    monkeypatch.setattr(stream, "POLL_S", 0.02)
    made = Hub(engine)
    opened = []

    def subscribe(subscriber):
        made.subscribe(subscriber)
        opened.append(subscriber)
        return subscriber

    made.open = subscribe
    yield made
    for subscriber in opened:
        made.unsubscribe(subscriber)
    if made._thread:
        made._thread.join(5)


def test_a_change_of_a_job_reaches_who_may_see_it(hub, person, engine):
    watcher = hub.open(_subscriber(person("supervisor"), engine))
    job = _job(engine)
    assert watcher.events.get(timeout=10)["state"] == "queued"
    with transaction(engine) as session:
        lease = jobs.take(session, job, worker="w", seconds=30)
        jobs.progress(session, lease, stage="stage.decode", percent=40)
    event = watcher.events.get(timeout=10)
    assert (event["id"], event["state"], event["percent"]) == (job, "running", 40)
    with transaction(engine) as session:
        jobs.finish(session, lease)
    assert watcher.events.get(timeout=10)["state"] == "done"


def test_others_hear_nothing_of_it(hub, person, engine):
    mine, other = person("pilot"), person("pilot")
    own = hub.open(_subscriber(mine, engine))
    foreign = hub.open(_subscriber(other, engine))
    _job(engine, actor_id=mine.user_id)
    own.events.get(timeout=10)
    assert foreign.events.empty()


def test_a_stream_about_some_jobs_hears_of_those_only(hub, person, engine):
    first, second = _job(engine), _job(engine)
    watcher = hub.open(_subscriber(person("supervisor"), engine, ids=[second]))
    assert watcher.events.get(timeout=10)["id"] == second
    with transaction(engine) as session:
        jobs.cancel(session, first)
        jobs.cancel(session, second)
    event = watcher.events.get(timeout=10)
    assert (event["id"], event["state"]) == (second, "cancelled")


def test_a_stream_ends_when_its_account_is_disabled(hub, person, engine):
    caller = person("supervisor")
    watcher = hub.open(_subscriber(caller, engine))
    with transaction(engine) as session:
        people.disable_user(session, session.get_one(User, caller.user_id))
    _job(engine)
    assert watcher.events.get(timeout=10) is None


def test_one_person_has_four_streams_and_a_fifth_ends_the_oldest(hub, person, engine):
    template = _subscriber(person("supervisor"), engine)
    own = [hub.open(Subscriber(1000, template.key, "zh", None)) for _ in range(5)]
    assert own[0] not in hub._subscribers
    told = "".join(stream.events(own[0], []))
    assert told.endswith("event: full\ndata: {}\n\n")
    assert all(kept in hub._subscribers for kept in own[1:])


def test_a_process_has_sixty_streams(hub, person, engine):
    template = _subscriber(person("supervisor"), engine)
    for n in range(15):
        for _ in range(4):
            hub.open(Subscriber(1000 + n, template.key, "zh", None))
    with pytest.raises(Conflict, match=r"stream\.full"):
        hub.subscribe(Subscriber(2000, "", "zh", None))
    hub.open(Subscriber(1000, template.key, "zh", None))
    assert len(hub._subscribers) == stream.IN_TOTAL


def test_a_reader_that_falls_behind_is_ended_not_waited_for(person, engine):
    slow = _subscriber(person("supervisor"), engine)
    for n in range(stream.BACKLOG + 1):
        slow.tell({"id": n})
    assert slow.events.get_nowait() is None


def test_the_poller_rests_when_nobody_listens(hub, person, engine):
    watcher = hub.open(_subscriber(person("supervisor"), engine))
    thread = hub._thread
    hub.unsubscribe(watcher)
    thread.join(10)
    assert not thread.is_alive()


def test_a_stream_begins_with_what_is_now_and_ends_cleanly(person, engine, app):
    job = _job(engine)
    answer = person("supervisor").get(f"/api/v1/jobs/stream?ids={job}", buffered=False)
    assert answer.mimetype == "text/event-stream"
    lines = answer.iter_encoded()
    assert next(lines) == b"retry: 3000\n\n"
    event = next(lines).decode()
    assert event.startswith("event: job\ndata: ")
    assert json.loads(event.partition("data: ")[2])["id"] == job
    answer.close()
    assert app.extensions["xunzhan_hub"]._subscribers == {}


@pytest.mark.parametrize("ids", ["x", "1,,2", "1;2", ",".join(["1"] * 300)])
def test_ids_that_are_no_numbers_are_refused(person, ids):
    answer = person("supervisor").get(f"/api/v1/jobs/stream?ids={ids}")
    assert answer.json["code"] == "request.invalid"


@contextmanager
def _gunicorn(settings, database_url):
    port = free_port()
    env = {k: v for k, v in os.environ.items() if not k.startswith("XUNZHAN_")} | {
        "XUNZHAN_HOME": str(settings.home),
        "XUNZHAN_DATABASE_URL": database_url,
        "XUNZHAN_SECRET_KEY": settings.secret_key,
    }
    command = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "96"]
    command += ["--bind", f"127.0.0.1:{port}", "--no-control-socket", "--graceful-timeout", "1"]
    command += ["webapp:create_app()"]
    process = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
    try:
        _until_alive(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _until_alive(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            _get(port, "/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("gunicorn did not come up")


def _get(port: int, path: str) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return answer.read()


def _open_stream(port: int, token: str) -> tuple[socket.socket, bytes]:
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    head = f"GET /api/v1/jobs/stream HTTP/1.1\r\nHost: x\r\nAuthentication-Token: {token}\r\n\r\n"
    connection.sendall(head.encode())
    return connection, connection.recv(4096)


@pytest.mark.slow
def test_fifty_open_streams_leave_the_site_answering(person, settings, database_url):
    callers = [person("supervisor") for _ in range(13)]
    with _gunicorn(settings, database_url) as port:
        streams = [_open_stream(port, callers[n // 4].token) for n in range(50)]
        assert all(b" 200 " in first for _, first in streams)
        assert b"ok" in _get(port, "/healthz")
        assert b"database" in _get(port, "/readyz")
        for connection, _ in streams:
            connection.close()
