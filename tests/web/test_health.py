from __future__ import annotations

from ledger.db import engine_for, transaction
from ledger.jobs import enqueue
from settings import Settings
from webapp import create_app


def test_a_running_service_is_alive_and_ready(client):
    assert client.get("/healthz").json == {"status": "ok"}
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert {"database", "media", "broker", "worker"} <= set(answer.json["parts"])


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
