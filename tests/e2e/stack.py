"""The whole service as ``make run`` starts it, in a temporary folder on a private port."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import settings
from ops.run import ready
from ops.services import free_port
from tests import postgres

READY_WITHIN_S = 320


@dataclass(frozen=True)
class Stack:
    """A running service."""

    url: str
    home: Path
    accounts: dict[str, dict[str, str]]
    process: subprocess.Popen[bytes]
    database: str = ""

    def account(self, role: str) -> tuple[str, str]:
        """Return e-mail and password of the demo account of a role."""
        entry = self.accounts[role]
        return entry["email"], entry["password"]


@contextmanager
def running(home: Path, *, sample_data: Path | None) -> Iterator[Stack]:
    """Start the service; ``sample_data=None`` gives the generated demo."""
    server = os.environ.get("XZ_TEST_POSTGRES")
    database = postgres.create(server) if server else ""
    try:
        with started(home, database, sample_data=sample_data) as stack:
            yield stack
    finally:
        if server:
            postgres.drop(server, database)


@contextmanager
def started(home: Path, database: str, *, sample_data: Path | None) -> Iterator[Stack]:
    """Start the service on the folder and the database of an installation, new or old."""
    port = free_port()
    env = {k: v for k, v in os.environ.items() if not k.startswith(("XUNZHAN_", "XZ_"))}
    env |= {
        "XUNZHAN_HOME": str(home),
        "XUNZHAN_SAMPLE_DATA": str(sample_data or home / "no-sample-data"),
        "XUNZHAN_LEASE_SECONDS": "10",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{env.get('PATH', '')}",
    }
    if database:
        env |= {"XUNZHAN_DATABASE_URL": database, "XUNZHAN_BROKER_URL": _broker()}
    command = [sys.executable, "-m", "ops.run", "--port", str(port)]
    log = home / "run.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=settings.ROOT, env=env, stdout=out, stderr=out)
    try:
        _wait(port, process, log)
        accounts = json.loads((home / "demo-accounts.json").read_text("utf-8"))
        by_role = {entry["role"]: entry for entry in accounts}
        yield Stack(f"http://127.0.0.1:{port}", home, by_role, process, database)
    finally:
        _end(process, home)


def stop(process: subprocess.Popen[bytes]) -> int:
    """Stop the service as Ctrl-C does and return its exit code."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        return process.wait(90)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


def _end(process: subprocess.Popen[bytes], home: Path) -> None:
    """End the service at once: how it stops by itself is the promise of one test."""
    note = home / "supervisor.pid"  # supervisord takes it away when it stops by itself
    if note.exists():
        session = int(note.read_text())
        for entry in Path("/proc").iterdir():
            with suppress(OSError):
                if entry.name.isdecimal() and os.getsid(int(entry.name)) == session:
                    os.kill(int(entry.name), signal.SIGKILL)
        note.unlink(missing_ok=True)
    process.kill()
    process.wait()


def _broker() -> str:
    """Return a Redis database of our own: parallel test processes must not share queues."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return os.environ["XZ_TEST_REDIS"].rsplit("/", 1)[0] + f"/{1 + int(worker)}"


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while process.poll() is None and time.monotonic() < deadline:
        if ready("127.0.0.1", port) and "Ctrl-C" in log.read_text("utf-8", "replace"):
            return
        time.sleep(0.3)
    raise AssertionError(f"not ready: {log.read_text('utf-8', 'replace')[-4000:]}")
