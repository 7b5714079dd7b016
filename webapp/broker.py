"""Telling the workers about new jobs, after the commit."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from ledger import jobs

Send = Callable[[int, str], None]


def init_app(app: Flask, send: Send | None) -> None:
    """Have jobs sent through ``send``, or through the workers' queue."""
    if send is None:
        from workers import queue  # noqa: PLC0415  (Celery is loaded by the running service only)

        send = queue.send
    app.extensions["xunzhan_send"] = send
    jobs.set_notifier(send)
