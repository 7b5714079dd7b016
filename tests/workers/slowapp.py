"""The real Celery app with two test-only kinds; workers of tests run ``-A tests.workers.slowapp``.

``test.slow`` writes who works on it into its folder and waits for a file named ``go`` there;
``test.suicide`` ends its own process as the kernel does to one that takes too much memory.
"""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

from ledger.models import Meta
from workers import kinds
from workers.app import celery

__all__ = ["celery"]

_NEVER = threading.Event()


def slow(ctx, job):
    folder = Path(job.payload["folder"])
    (folder / f"started-{job.attempts}").write_text(f"{os.getpid()} {os.getppid()}")
    while not (folder / "go").exists():
        ctx.stage("stage.test", 50)
        _NEVER.wait(0.05)
    with ctx.finishing() as session:
        session.add(Meta(key=f"result-{job.id}-{job.attempts}", value={}))


def suicide(_ctx, _job):
    os.kill(os.getpid(), signal.SIGKILL)


kinds.register("test.slow", slow)
kinds.register("test.suicide", suicide)
