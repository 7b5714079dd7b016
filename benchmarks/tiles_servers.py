"""Starts one server alone on a private port, measures it, and always ends it."""

from __future__ import annotations

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import tiles_load

CONNECTIONS = 4
_START_S = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Server:
    """How to start a server and what to ask it for; ``{port}`` is filled in."""

    name: str
    command: Sequence[str]
    paths: list[str]
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Measured:
    """One row: the median of its turns.

    ``alone_p95_ms`` is of a turn with one connection: what one viewer waits for a tile, without
    the queue that four connections make where two cores serve load and server alike.
    """

    name: str
    per_s: float
    cpu_ms: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    alone_p95_ms: float
    rss_mib: float


def measure(server: Server, *, seconds: float, turns: int) -> Measured:
    """Run a server alone: every tile once to warm it, then ``turns`` measured turns."""
    with running(server) as (port, pid):
        tiles_load.once(port, server.paths)
        each = [_turn(port, pid, server.paths, seconds) for _ in range(turns)]
        alone = _turn(port, pid, server.paths, seconds, connections=1)["p95_ms"]
        rss = _rss_mib(pid)
    middle = {name: statistics.median(turn[name] for turn in each) for name in each[0]}
    names = ("per_s", "cpu_ms", "p50_ms", "p95_ms", "p99_ms")
    return Measured(server.name, *(middle[name] for name in names), alone, rss_mib=rss)


@contextmanager
def running(server: Server) -> Iterator[tuple[int, int]]:
    """Start a server in a process group of its own; give its port and process id."""
    port = _free_port()
    command = [part.replace("{port}", str(port)) for part in server.command]
    log = Path(os.environ.get("BENCH_LOG", os.devnull)).open("ab")  # noqa: SIM115
    process = subprocess.Popen(
        command,
        env=os.environ | dict(server.env),
        cwd=ROOT,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        _wait(process, port)
        yield port, process.pid
    finally:
        _end(process)
        log.close()


def _turn(
    port: int, pid: int, paths: list[str], seconds: float, *, connections: int = CONNECTIONS
) -> dict[str, float]:
    """Load the server from another process; CPU counts the server's process tree alone."""
    plan = {"port": port, "paths": paths, "connections": connections, "seconds": seconds}
    before = _cpu_s(pid)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.tiles_load"],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-800:])
    told: dict[str, float] = json.loads(done.stdout)
    return told | {"cpu_ms": 1000 * (_cpu_s(pid) - before) / told["requests"]}


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server did not start")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the server's own process group, whatever it started."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
            process.wait(timeout=8)
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            break
    process.wait()


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _tree(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError):  # a thread that ended meanwhile
            for child in (task / "children").read_text().split():
                found += _tree(int(child))
    return found


def _cpu_s(pid: int) -> float:
    total = 0
    for one in _tree(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += sum(map(int, fields[11:15]))
    return total / _TICKS


def _rss_mib(pid: int) -> float:
    total = 0
    for one in _tree(pid):
        status = Path(f"/proc/{one}/status").read_text()
        total += int(status.split("VmRSS:")[1].split()[0])
    return total / 1024
