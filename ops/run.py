"""``make run``: migrate, load the demo the first time, start and watch every process."""

from __future__ import annotations

import argparse
import fcntl
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import settings

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
READY_WITHIN_S = 300


class CannotStart(Exception):
    """A reason, in words, why nothing was started."""


def main() -> int:
    """Start everything and stay until it is stopped."""
    parser = argparse.ArgumentParser(prog="make run")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args()
    try:
        return start(options.host, options.port)
    except (CannotStart, settings.SettingsError) as error:
        print(error, file=sys.stderr)
        return 2


def start(host: str, port: int) -> int:
    """Prepare, start the processes, announce the address, and wait for the end."""
    conf = settings.get()
    for name in ("logs", "uploads", "media", "queue"):
        (conf.home / name).mkdir(parents=True, exist_ok=True)
    with only_one(conf.home):
        check_port(host, port)
        check_gdal()
        flask(conf, "migrate")
        load_demo(conf)
        return supervise(conf, host, port)


def only_one(home: Path) -> IO[str]:
    """Hold the installation's lock, so that two starts cannot share one folder."""
    lock = (home / "run.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise CannotStart(
            f"{home} 已有一个实例在运行 / another instance already runs on {home}"
        ) from error
    return lock


def check_port(host: str, port: int) -> None:
    """Refuse a taken port before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(
                f"端口 {port} 已被占用，换一个：make run PORT={port + 1} / "
                f"port {port} is taken; choose another: make run PORT={port + 1}"
            ) from error


def check_gdal() -> None:
    """Refuse a GDAL that cannot read what uploads may be, before anything is started."""
    from geo.errors import XunzhanError
    from imagery.sandbox.checking import check_build

    try:
        check_build()
    except XunzhanError as refusal:
        raise CannotStart(f"{refusal.text('zh')} / {refusal.text('en')}") from refusal


def environment(conf: settings.Settings) -> dict[str, str]:
    """Return the environment of every child: the chosen home stands in it."""
    ours = {"XUNZHAN_HOME": str(conf.home), "BIN": str(BIN), "PYTHONPATH": str(ROOT)}
    return os.environ | ours | {"PYTHONUNBUFFERED": "1"}


def flask(conf: settings.Settings, *words: str) -> str:
    """Run a ``flask`` command of the application and return what it printed."""
    command = [str(BIN / "flask"), "--app", "webapp", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(conf), stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise CannotStart(f"flask {' '.join(words)}: {done.stdout.strip() or done.returncode}")
    return done.stdout


def load_demo(conf: settings.Settings) -> None:
    """Load the demo into an installation that holds nothing yet."""
    if conf.production or (conf.home / "demo-loaded").exists():
        return
    from ledger import db
    from ledger.models import Station

    with db.reading(db.engine_for(conf.database_url)) as session:
        empty = session.query(Station.id).first() is None
    if empty:
        print("首次启动，载入演示数据 / first start: loading the demo", flush=True)
        flask(conf, "demo", "load")
    (conf.home / "demo-loaded").touch()


def supervise(conf: settings.Settings, host: str, port: int) -> int:
    """Run supervisord until it ends or somebody interrupts."""
    child = subprocess.Popen(
        [str(BIN / "supervisord"), "-n", "-s", "-c", str(ROOT / "supervisord.conf")],
        cwd=ROOT,
        env=environment(conf) | {"HOST": host, "PORT": str(port)},
        start_new_session=True,
    )
    stopped = on_signals(child)
    if wait_ready(host, port, lambda: child.poll() is None and not stopped):
        announce(conf, host, port)
    elif not stopped:
        print(f"未能就绪，见 {conf.home}/logs / not ready, see {conf.home}/logs", file=sys.stderr)
        child.terminate()
        child.wait()
        return 1
    code = child.wait()
    return 0 if stopped else code


def on_signals(child: subprocess.Popen[bytes]) -> list[int]:
    """Pass INT, TERM and HUP on to supervisord; return the list that remembers them."""
    seen: list[int] = []

    def stop(number: int, _frame: Any) -> None:
        if not seen:
            print("\n正在停止 / stopping", flush=True)
        seen.append(number)
        child.send_signal(signal.SIGTERM)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    return seen


def wait_ready(host: str, port: int, alive: Callable[[], bool]) -> bool:
    """Poll ``/readyz`` until all is there, the processes end, or five minutes pass."""
    deadline = time.monotonic() + READY_WITHIN_S
    while alive() and time.monotonic() < deadline:
        if ready(host, port):
            return True
        time.sleep(0.3)
    return False


def ready(host: str, port: int) -> bool:
    """Return whether ``/readyz`` answers 200 now and has seen a worker.

    A service behind a proxy is ready without workers; what one command starts is not.
    """
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        parts = json.loads(answer.read()).get("parts", {})
        return answer.status == http.HTTPStatus.OK and parts.get("worker") == "ok"
    except (OSError, ValueError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def announce(conf: settings.Settings, host: str, port: int) -> None:
    """Print the address and the demo accounts."""
    print(f"\n巡站 http://{host}:{port}/", flush=True)
    path = conf.home / "demo-accounts.json"
    if path.exists():
        print(f"演示账号 / demo accounts ({path}):")
        for account in json.loads(path.read_text("utf-8")):
            print(f"  {account['role']:<16} {account['email']:<36} {account['password']}")
    print("Ctrl-C 停止 / stops everything", flush=True)


if __name__ == "__main__":
    sys.exit(main())
