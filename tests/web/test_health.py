from __future__ import annotations

from datetime import UTC, datetime

from ledger import heartbeat
from ledger.db import engine_for, transaction
from ledger.jobs import enqueue, take
from settings import Settings
from webapp import create_app


def test_a_running_service_is_alive_and_ready(client):
    assert client.get("/healthz").json == {"status": "ok"}
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert {"database", "media", "broker", "worker"} <= set(answer.json["parts"])


def test_pages_are_ready_without_workers_and_say_when_one_was_last_seen(client, engine):
    parts = client.get("/readyz").json["parts"]
    assert (parts["worker"], parts["schedule"]) == ("not seen yet", "not seen yet")
    with transaction(engine) as session:
        heartbeat.beat(session, datetime(2026, 7, 24, 8, tzinfo=UTC))
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json["parts"]["worker"] == "last seen 2026-07-24T08:00:00Z"
    assert answer.json["parts"]["schedule"] == "last seen 2026-07-24T08:00:00Z"
    with transaction(engine) as session:
        heartbeat.beat(session)
    parts = client.get("/readyz").json["parts"]
    assert (parts["worker"], parts["schedule"]) == ("ok", "ok")


def test_a_worker_busy_with_a_long_job_is_there_though_nothing_is_swept(client, engine):
    with transaction(engine) as session:
        job = enqueue(session, "scene.intake", subject_kind="scene", subject_id=1).id
        take(session, job, worker="here/1", seconds=60)
    parts = client.get("/readyz").json["parts"]
    assert (parts["worker"], parts["schedule"]) == ("ok", "not seen yet")


def test_a_database_that_was_not_migrated_is_named(tmp_path):
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    app = create_app(
        Settings(home=tmp_path, database_url=url, broker_url="filesystem://"),
        send=lambda _job, _queue: None,
    )
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["parts"]["database"] == "not migrated"
    assert answer.json["parts"]["media"] == "ok"
    engine_for(url).dispose()


def test_a_broker_that_is_away_is_named(tmp_path, database_url):
    app = create_app(
        Settings(home=tmp_path, database_url=database_url, broker_url="redis://127.0.0.1:1/0"),
        send=lambda _job, _queue: None,
    )
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["parts"]["broker"] == "ConnectionError"


def test_metrics_count_requests_and_jobs(client, engine):
    with transaction(engine) as session:
        enqueue(session, "scene.intake", subject_kind="scene", subject_id=1)
    client.get("/healthz")
    text = client.get("/metrics").text
    assert 'xunzhan_requests_total{method="GET",route="/healthz",status="200"} 1.0' in text
    assert 'xunzhan_jobs{kind="scene.intake",state="queued"} 1.0' in text
