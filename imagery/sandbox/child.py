"""The child process: takes its limits on itself, then runs one task.

Run as a script by ``running.run`` with ``python -I``; reads one JSON line, writes JSON lines.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from io import RawIOBase
from pathlib import Path
from typing import Any, TextIO

TASKS = {
    "ingest": "imagery.sandbox.ingest",
    "photo": "imagery.sandbox.photo",
    "log": "imagery.sandbox.log",
    "video": "imagery.sandbox.video",
    "stack": "imagery.sandbox.stack",
    "put": "imagery.sandbox.put",
    "build": "imagery.sandbox.build",
}


def main() -> int:
    """Read the request, run the task, say what came of it."""
    answer = _private_stdout()
    request = json.loads(sys.stdin.readline())
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    status = Path("/proc/self/status").open("rb", buffering=0)  # noqa: SIM115  (out of reach later)
    confinement = importlib.import_module("imagery.sandbox.confinement")
    confinement.bound(request["limits"])
    confinement.isolate(Path.cwd())
    errors = importlib.import_module("geo.errors")

    def say(**message: Any) -> None:
        answer.write(json.dumps(message) + "\n")
        answer.flush()

    def on_stage(stage: str, percent: int) -> None:
        say(stage=stage, percent=percent)

    try:
        task = importlib.import_module(TASKS[request["task"]])
        told = _measured(lambda: task.run(request["params"], on_stage), say, status)
        say(result=told)
    except errors.XunzhanError as refusal:
        say(refused={"code": refusal.code, "params": refusal.params})
    except MemoryError:
        say(refused={"code": "intake.too_heavy"})
    return 0


def _measured(run: Callable[[], Any], say: Callable[..., None], status: RawIOBase) -> Any:
    """Run the task and say what it cost, whatever its end; imports are not the file's doing.

    ``VmHWM`` and not ``ru_maxrss``: the latter begins with the peak of the process that forked.
    """
    gdal = importlib.import_module("imagery.sandbox.gdal")
    imports, cpu, wall = gdal.spent_seconds, time.process_time(), time.perf_counter()
    try:
        return run()
    finally:
        imported = gdal.spent_seconds - imports
        say(
            used={
                "cpu_seconds": round(time.process_time() - cpu - imported, 3),
                "wall_seconds": round(time.perf_counter() - wall, 3),
                "peak_mb": _peak_mb(status),
            }
        )


def _peak_mb(status: RawIOBase) -> int:
    status.seek(0)
    for line in (status.read(65536) or b"").splitlines():
        if line.startswith(b"VmHWM:"):
            return int(line.split()[1]) // 1024
    return 0


def _private_stdout() -> TextIO:
    """Keep the answer's channel to ourselves: what a library prints goes to stderr."""
    channel = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(channel, "w", encoding="utf-8")


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # no library's exit handler gets a say
