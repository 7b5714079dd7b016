"""The orthophoto of a NodeODM server, where one is configured (``XUNZHAN_NODEODM_URL``).

NodeODM is a program of its own (AGPL) on a machine of its own; only its HTTP interface is used.
What it sends back is taken in like any upload. Tested against a fake server only.
"""

from __future__ import annotations

import hashlib
import time
import uuid
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from pyodm import Node, exceptions  # type: ignore[import-untyped]
from pyodm.types import TaskStatus  # type: ignore[import-untyped]

from geo.errors import Refused
from imagery.mosaic import FrameInput
from workers.context import Context, Stopped

ORTHOPHOTO, DSM = "odm_orthophoto/odm_orthophoto.tif", "odm_dem/dsm.tif"
OPTIONS = {"dsm": True, "auto-boundary": True, "orthophoto-resolution": 2}
"""``orthophoto-resolution`` in cm a pixel; finer than evidence needs (3 cm)."""
EVERY_S = 5.0
LONGEST_S = 90 * 60.0
"""Less than a worker gives one job."""
LARGEST_BYTES = 16 * 2**30
_CHUNK = 1 << 20
_ENDED = (TaskStatus.FAILED, TaskStatus.CANCELED)


def orthophoto(ctx: Context, frames: Sequence[FrameInput], out: Path, dsm: Path) -> None:
    """Have a server make an orthophoto and a surface model of stored photos.

    The task's name on the server comes from the photos: a second attempt goes on with it.

    Parameters
    ----------
    out, dsm : Path
        Where the orthophoto goes, and the surface model if the server made one.

    Raises
    ------
    Refused
        ``odm.unreachable``, ``odm.failed``.
    Stopped, LeaseLost
        The task on the server is cancelled too when somebody asked to stop.
    """
    try:
        _made(ctx, frames, out, dsm)
    except exceptions.NodeConnectionError as error:
        raise Refused("odm.unreachable", reason=_short(error)) from error
    except (exceptions.OdmError, zipfile.BadZipFile, OSError) as error:
        raise Refused("odm.failed", reason=_short(error)) from error


def _made(ctx: Context, frames: Sequence[FrameInput], out: Path, dsm: Path) -> None:
    node: Any = Node.from_url(ctx.settings.nodeodm_url, timeout=30)
    ctx.stage("stage.odm", 65)
    task = _task(ctx, node, frames)
    try:
        _wait(ctx, task)
    except Stopped:
        with suppress(exceptions.OdmError):
            task.cancel()
        raise
    archive = ctx.temp / "odm.zip"
    _download(ctx, task, archive)
    with zipfile.ZipFile(archive) as packed:
        _unpack(packed, ORTHOPHOTO, out)
        if DSM in packed.namelist():
            _unpack(packed, DSM, dsm)
    archive.unlink()
    task.remove()


def _running(node: Any, name: str) -> Any:
    """Return the server's task of a name while it works; an ended one is removed."""
    task = node.get_task(name)
    try:
        if _status(task)[0] not in _ENDED:
            return task
        task.remove()
    except exceptions.NodeResponseError:  # the server knows no such task
        return None
    return None


def _task(ctx: Context, node: Any, frames: Sequence[FrameInput]) -> Any:
    """Return the server's task for these photos: the one that runs already, or a new one."""
    name = _name(frames)
    if (running := _running(node, name)) is not None:
        return running
    files = _written(ctx, frames)
    outputs = [ORTHOPHOTO, DSM]
    return node.create_task(
        [str(file) for file in files],
        OPTIONS,
        name=name,
        outputs=outputs,
        task_uuid=name,
        progress_callback=lambda _percent: ctx.check_cancel(),
    )


def _name(frames: Sequence[FrameInput]) -> str:
    told = "\n".join(f"{f.path.name} {f.lon} {f.lat} {f.height_m}" for f in frames)
    return str(uuid.UUID(bytes=hashlib.sha256(told.encode()).digest()[:16], version=4))


def _written(ctx: Context, frames: Sequence[FrameInput]) -> list[Path]:
    """Return the photos under names with an ending, and their places: stored JPEGs hold none."""
    folder = ctx.temp / "odm"
    folder.mkdir(exist_ok=True)
    lines, files = ["EPSG:4326"], []
    for frame in frames:
        file = folder / f"{frame.name}.jpg"
        file.unlink(missing_ok=True)
        file.symlink_to(frame.path)
        files.append(file)
        if frame.lon is not None and frame.lat is not None:
            lines.append(f"{file.name} {frame.lon:.8f} {frame.lat:.8f} {frame.height_m or 0:.2f}")
    places = folder / "geo.txt"
    places.write_text("\n".join(lines) + "\n", "utf-8")
    return [*files, places]


def _wait(ctx: Context, task: Any) -> None:
    until = time.monotonic() + LONGEST_S
    while True:
        status, error = _status(task)
        ctx.stage("stage.odm", 65)
        if status == TaskStatus.COMPLETED:
            return
        if status in _ENDED or time.monotonic() > until:
            raise exceptions.TaskFailedError(error or status.name)
        time.sleep(EVERY_S)


def _status(task: Any) -> tuple[TaskStatus, str]:
    """Return a task's state and its last error."""
    told = task.get(f"/task/{task.uuid}/info")
    try:
        return TaskStatus(told["status"]["code"]), str(told["status"].get("errorMessage", ""))
    except (KeyError, TypeError, ValueError) as error:
        raise exceptions.NodeResponseError("no status") from error


def _download(ctx: Context, task: Any, archive: Path) -> None:
    answer = task.get(f"/task/{task.uuid}/download/all.zip", stream=True)
    got = 0
    with archive.open("wb") as file:
        for chunk in answer.iter_content(_CHUNK):
            ctx.check_cancel()
            got += len(chunk)
            if got > LARGEST_BYTES:
                raise exceptions.NodeResponseError("too large")
            file.write(chunk)


def _unpack(packed: zipfile.ZipFile, name: str, target: Path) -> None:
    """Write one member of an archive, never more than it may have."""
    if name not in packed.namelist():
        raise exceptions.NodeResponseError(f"no {name}")
    with packed.open(name) as source, target.open("wb") as file:
        _copy(source, file)


def _copy(source: IO[bytes], file: IO[bytes]) -> None:
    got = 0
    while chunk := source.read(_CHUNK):
        got += len(chunk)
        if got > LARGEST_BYTES:
            raise exceptions.NodeResponseError("too large")
        file.write(chunk)


def _short(error: Exception) -> str:
    """Return the kind of an error: its text may hold the server's address and token."""
    return type(error).__name__
