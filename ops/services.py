"""PostgreSQL with PostGIS and Redis for the suite, on private ports in a temporary folder."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

START_WITHIN_S = 60


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_bin() -> Path | None:
    """Return the folder of the newest PostgreSQL server that has PostGIS, or None."""
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    for folder in reversed(homes):
        control = Path("/usr/share/postgresql", folder.parent.name, "extension/postgis.control")
        if (folder / "initdb").exists() and control.exists():
            return folder
    return None


@contextmanager
def postgres() -> Iterator[str]:
    """Run a PostgreSQL server of our own and yield its SQLAlchemy address."""
    folder = postgres_bin()
    if folder is None:
        raise FileNotFoundError("PostgreSQL with PostGIS")
    user = "postgres" if os.geteuid() == 0 else getpass.getuser()
    base = Path(tempfile.mkdtemp(prefix="xz-pg-"))
    if os.geteuid() == 0:
        shutil.chown(base, user)
    who = user if os.geteuid() == 0 else None
    data, port = base / "data", free_port()
    initdb = [folder / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "-N"]
    subprocess.run([*initdb, "--locale=C.UTF-8"], check=True, capture_output=True, user=who)
    options = (
        "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200"
    )
    server = [folder / "postgres", "-D", data, "-p", str(port), "-k", base, "-h", "127.0.0.1"]
    with (base / "log").open("wb") as log:
        process = subprocess.Popen([*server, *options.split()], stdout=log, stderr=log, user=who)
    try:
        _wait(port, process)
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    finally:
        _stop(process)
        shutil.rmtree(base, ignore_errors=True)


@contextmanager
def redis() -> Iterator[str]:
    """Run a Redis server of our own and yield its address."""
    program = shutil.which("redis-server")
    if program is None:
        raise FileNotFoundError("redis-server")
    base, port = Path(tempfile.mkdtemp(prefix="xz-redis-")), free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", base]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        _stop(process)
        shutil.rmtree(base, ignore_errors=True)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"{process.args!r} did not open port {port}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
