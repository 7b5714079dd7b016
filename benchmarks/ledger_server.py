"""A real service on the loopback and one caller of it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.ledger_data import EMAIL, NOW, PASSWORD


class Service:
    """Gunicorn with two workers over one database; ends with its ``with``."""

    def __init__(self, database_url: str, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._address = f"127.0.0.1:{free.getsockname()[1]}"
        self._settings = {
            "XUNZHAN_HOME": str(folder / "home"),
            "XUNZHAN_DATABASE_URL": database_url,
            "XUNZHAN_BROKER_URL": "filesystem://",
            "XUNZHAN_DEMO_NOW": NOW.isoformat(),
        }
        self._log = folder / "service.log"
        self._token = ""

    def __enter__(self) -> Self:
        command = [
            *(sys.executable, "-m", "gunicorn", "webapp:create_app()"),
            *("--bind", self._address, "--workers", "2", "--threads", "4", "--log-level", "error"),
        ]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command, env={**os.environ, **self._settings}, stdout=log, stderr=log
            )
        self._wait()
        body = json.dumps({"email": EMAIL, "password": PASSWORD}).encode()
        self._token = json.loads(self._send("/api/v1/session", body))["token"]
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _at: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(30)

    def get(self, path: str) -> bytes:
        """Return the body at a path, as the signed-in caller gets it."""
        return self._send(path)

    def cpu_s(self) -> float:
        """Return the processor time that the service's workers have spent so far."""
        own = self._process.pid
        children = Path(f"/proc/{own}/task/{own}/children").read_text(encoding="ascii").split()
        stats = [Path(f"/proc/{pid}/stat").read_text(encoding="utf-8") for pid in children]
        ticks = sum(sum(map(int, stat.rpartition(")")[2].split()[11:13])) for stat in stats)
        return ticks / os.sysconf("SC_CLK_TCK")

    def _send(self, path: str, body: bytes | None = None) -> bytes:
        headers = {"Authentication-Token": self._token, "Content-Type": "application/json"}
        request = urllib.request.Request(f"http://{self._address}{path}", body, headers)
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return bytes(answer.read())

    def _wait(self) -> None:
        for _ in range(300):
            try:
                self._send("/healthz")
            except OSError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(self._log.read_text(encoding="utf-8")[-2000:])
