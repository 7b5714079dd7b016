"""Wakes workers: sends a job's number by task name. The web process imports this and no task.

The broker is only a bell; the job row is the truth. So a send never waits long, and one that fails
is logged by the job store and made good by the sweeper.
"""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path
from typing import Any

from celery import Celery
from kombu.entity import Queue

import settings as settings_module
from settings import Settings

QUEUES = ("intake", "imagery", "ledger")
RUN = "xunzhan.run"
QUIET_S = 5.0
"""After a failed send nobody tries again for so long: fifty jobs must not wait fifty times."""
CONNECT_S = 1.0

_quiet_until: dict[str, float] = {}


def send(job_id: int, queue: str) -> None:
    """Tell the workers of ``queue`` that a job is waiting.

    Raises
    ------
    ConnectionError
        The broker is away; the sweeper sends the job later.
    """
    current = settings_module.get()
    url = current.broker_url
    if time.monotonic() < _quiet_until.get(url, 0.0):
        raise ConnectionError("the broker was away a moment ago")
    try:
        _sender(url, current.home).send_task(
            RUN, args=[job_id], queue=queue, retry=False, ignore_result=True
        )
    except Exception as error:
        _quiet_until[url] = time.monotonic() + QUIET_S
        raise ConnectionError(f"the broker is away: {type(error).__name__}") from error


def configure(app: Celery, settings: Settings) -> None:
    """Give a Celery app the broker, the queues and the manners that both sides share."""
    # Queues hang on the nameless exchange: no binding tables to keep, on any broker.
    app.conf.update(
        broker_url=settings.broker_url,
        broker_connection_timeout=CONNECT_S,
        task_queues=[Queue(name, routing_key=name) for name in QUEUES],  # type: ignore[no-untyped-call]
        task_default_queue="ledger",
        task_default_exchange="",
        task_default_routing_key="ledger",
        task_create_missing_queues=False,
        task_ignore_result=True,
        result_backend=None,
        task_serializer="json",
        result_serializer="json",
        accept_content=["json"],
        enable_utc=True,
        timezone="UTC",
        event_serializer="json",
    )
    if settings.embedded_broker:
        app.conf.update(broker_transport="workers.folder:Transport")
        app.conf.broker_transport_options = folder_options(settings.home)


def folder_options(home: Path) -> dict[str, Any]:
    """Return the folder transport's options and make its folders."""
    root = home / "queue"
    folders = {name: root / name for name in ("messages", "taken", "control")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(folders["messages"]),
        "data_folder_out": str(folders["messages"]),
        "processed_folder": str(folders["taken"]),
        "control_folder": str(folders["control"]),
        "polling_interval": 0.2,
    }


@cache
def _sender(_url: str, _home: Path) -> Celery:
    app = Celery("xunzhan-sender", set_as_current=False)
    current = settings_module.get()
    configure(app, current)
    impatient = {
        "max_retries": 0,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
        "connect_retries_timeout": CONNECT_S,
        "socket_connect_timeout": CONNECT_S,
        "socket_timeout": 2 * CONNECT_S,
    }
    options = app.conf.broker_transport_options or {}
    app.conf.broker_transport_options = {**options, **impatient}
    return app
