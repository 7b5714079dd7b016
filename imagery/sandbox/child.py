"""The child process: takes its limits on itself, then runs one task.

Run as a script by ``running.run`` with ``python -I``; reads one JSON line, writes JSON lines.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

TASKS = {
    "copy": "imagery.sandbox.copying",
    "cogs": "imagery.sandbox.cogs",
    "photo": "imagery.sandbox.photo",
    "stack": "imagery.sandbox.stack",
    "put": "imagery.sandbox.put",
    "build": "imagery.sandbox.build",
}
_MAX_FILE_BYTES = 16 * 2**30
_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


def main() -> int:
    """Read the request, run the task, say what came of it."""
    answer = _private_stdout()
    request = json.loads(sys.stdin.readline())
    _confine(request["limits"])
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    errors = importlib.import_module("geo.errors")

    def say(**message: Any) -> None:
        answer.write(json.dumps(message) + "\n")
        answer.flush()

    def on_stage(stage: str, percent: int) -> None:
        say(stage=stage, percent=percent)

    try:
        task = importlib.import_module(TASKS[request["task"]])
        told = _measured(task.run, request["params"], on_stage, say)
        say(result=told)
    except errors.XunzhanError as refusal:
        say(refused={"code": refusal.code, "params": refusal.params})
    except MemoryError:
        say(refused={"code": "intake.too_heavy"})
    return 0


def _measured(run: Callable[..., Any], params: Any, on_stage: Any, say: Callable[..., None]) -> Any:
    """Run the task and say what it cost, whatever its end; imports are not the file's doing.

    ``VmHWM`` and not ``ru_maxrss``: the latter begins with the peak of the process that forked.
    """
    gdal = importlib.import_module("imagery.sandbox.gdal")
    imports, cpu, wall = gdal.spent_seconds, time.process_time(), time.perf_counter()
    try:
        return run(params, on_stage)
    finally:
        imported = gdal.spent_seconds - imports
        say(
            used={
                "cpu_seconds": round(time.process_time() - cpu - imported, 3),
                "wall_seconds": round(time.perf_counter() - wall, 3),
                "peak_mb": _peak_mb(),
            }
        )


def _peak_mb() -> int:
    for line in Path("/proc/self/status").read_text("ascii", "replace").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _private_stdout() -> TextIO:
    """Keep the answer's channel to ourselves: what a library prints goes to stderr."""
    channel = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(channel, "w", encoding="utf-8")


def _confine(limits: dict[str, int]) -> None:
    """Bound memory, CPU, files; die with the parent; leave the network where that is allowed."""
    memory, cpu = limits["memory_mb"] * 2**20, limits["cpu_seconds"]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    data = limits["data_mb"] * 2**20
    resource.setrlimit(resource.RLIMIT_DATA, (data, data))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_FILE_BYTES, _MAX_FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128))
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    with contextlib.suppress(OSError, AttributeError):
        os.unshare(_CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWUSER | _CLONE_NEWNET)


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # no library's exit handler gets a say
