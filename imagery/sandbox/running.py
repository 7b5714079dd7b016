"""Runs one task in a child process with limits: what parses untrusted bytes never lives here.

The child is a fresh interpreter with a scrubbed environment. It speaks JSON lines: progress, then
one result or one refusal; anything else (a crash, a kill, silence) becomes a refusal too.
"""

from __future__ import annotations

import json
import logging
import os
import selectors
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from geo.errors import Refused
from imagery.limits import Limits, OnStage

_log = logging.getLogger(__name__)
_CHILD = Path(__file__).with_name("child.py")
_BEAT_SECONDS = 0.5
_MAX_LINE = 4 * 2**20


@dataclass
class _Talk:
    """What the child has said so far."""

    stage: str = ""
    percent: int = 0
    result: dict[str, Any] | None = None
    refused: dict[str, Any] | None = None
    used: dict[str, Any] = field(default_factory=dict)
    rest: bytes = field(default=b"")


def run(
    task: str,
    params: dict[str, Any],
    *,
    work: Path,
    limits: Limits,
    on_stage: OnStage | None = None,
) -> dict[str, Any]:
    """Run a task of ``child.TASKS`` and return its result.

    Parameters
    ----------
    task : str
        Name of the task.
    params : dict
        Plain JSON values.
    work : Path
        The only folder the child needs; its temporary files go there.
    on_stage : callable, optional
        An exception it raises ends the child and is passed on.

    Raises
    ------
    Refused
        What the child refused, or ``intake.too_slow``, ``intake.too_heavy``, ``intake.crashed``.
    """
    request = {"task": task, "params": params, "limits": _child_limits(limits)}
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            [sys.executable, "-I", str(_CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=work,
            env=_environment(work),
        )
        try:
            assert child.stdin is not None  # noqa: S101  (PIPE above)
            child.stdin.write(json.dumps(request).encode() + b"\n")
            child.stdin.close()
            talk = _listen(child, limits, on_stage)
        except BrokenPipeError:
            talk = _Talk()
        finally:
            _end(child)
        if talk.result is None and talk.refused is None:
            _log_end(task, child.returncode, errors)
        _log.info("task %s used %s", task, talk.used, extra={"task": task, "used": talk.used})
    return _outcome(child.returncode, talk)


def _log_end(task: str, returncode: int, errors: IO[bytes]) -> None:
    """Leave the child's last words in the log; they never reach a page."""
    errors.seek(max(0, errors.seek(0, os.SEEK_END) - 2000))
    last = errors.read().decode("utf-8", "backslashreplace")
    _log.warning("task %s ended with %s: %s", task, returncode, last)


def _environment(work: Path) -> dict[str, str]:
    """Return the child's whole environment: nothing of ours, no GDAL_DATA, no PROJ_LIB."""
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "TMPDIR": str(work),
        "CPL_TMPDIR": str(work),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }


def _child_limits(limits: Limits) -> dict[str, int]:
    return {
        "memory_mb": limits.memory_mb,
        "data_mb": min(limits.data_mb, limits.memory_mb),
        "cpu_seconds": limits.cpu_seconds,
    }


def _listen(child: subprocess.Popen[bytes], limits: Limits, on_stage: OnStage | None) -> _Talk:
    talk, deadline = _Talk(), time.monotonic() + limits.wall_seconds
    assert child.stdout is not None  # noqa: S101  (PIPE in run)
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while time.monotonic() < deadline:
            if selector.select(_BEAT_SECONDS) and not _heard(child.stdout, talk):
                return talk
            if on_stage and talk.stage:
                on_stage(talk.stage, talk.percent)
    raise Refused("intake.too_slow", seconds=limits.wall_seconds)


def _heard(stream: IO[bytes], talk: _Talk) -> bool:
    """Take what has arrived; return whether more may come."""
    data = os.read(stream.fileno(), 65536)
    talk.rest += data
    if len(talk.rest) > _MAX_LINE:
        raise Refused("intake.crashed")
    *lines, talk.rest = talk.rest.split(b"\n")
    for line in lines:
        message = json.loads(line)
        talk.stage = message.get("stage", talk.stage)
        talk.percent = message.get("percent", talk.percent)
        talk.result = message.get("result", talk.result)
        talk.refused = message.get("refused", talk.refused)
        talk.used = message.get("used", talk.used)
    return bool(data)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Let a child that has said everything go, end one that has not."""
    try:
        child.wait(timeout=0 if child.poll() is None and sys.exc_info()[0] else 5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    if child.stdout:
        child.stdout.close()


def _outcome(returncode: int, talk: _Talk) -> dict[str, Any]:
    if talk.refused is not None:
        raise Refused(str(talk.refused["code"]), **talk.refused.get("params", {}))
    if talk.result is not None:
        return talk.result
    signals = {-24: "intake.too_slow", -9: "intake.too_heavy", -25: "intake.too_heavy"}
    raise Refused(signals.get(returncode, "intake.crashed"))
