"""Takes still frames out of a video: limits first, then the child process."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from geo.errors import Refused
from imagery.limits import Limits, OnStage
from imagery.sandbox import running
from imagery.sandbox.workfolder import moved, work_folder

Frame = tuple[float, Path]
"""Seconds from the video's start, and the JPEG."""

_MAX_BYTES = 16 * 2**30
_MAX_FRAMES = 1000
_LEAST_STEP_S, _MOST_STEP_S = 0.2, 600.0
_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
LIMITS = Limits(memory_mb=2048, data_mb=1024, cpu_seconds=20, wall_seconds=60)
"""Of a short video; each megabyte more gets a quarter of a second: 5.4K takes that long."""


def is_video(path: Path) -> bool:
    """Whether a file begins like an MP4 or MOV (ISO 14496-12, boxes)."""
    with path.open("rb") as file:
        head = file.read(8)
    return len(head) == 8 and head[4:8] in _BOXES


def sampled(
    path: Path,
    out_dir: Path,
    every_s: float,
    *,
    limits: Limits = LIMITS,
    on_stage: OnStage | None = None,
) -> list[Frame]:
    """Take a frame about every ``every_s`` seconds.

    Parameters
    ----------
    path : Path
        MP4 or MOV with H.264, H.265 or MPEG-4.
    out_dir : Path
        Gets ``frame_<milliseconds>.jpg`` of full size, without metadata.
    every_s : float
        0.2 to 600 s. A frame that can be decoded by itself is taken when one lies within a
        quarter of this from the moment asked for.

    Returns
    -------
    list of (float, Path)
        The frames' own times, ascending. A video that is damaged further on gives what stands
        before the damage: compare the last time with the video's length.

    Raises
    ------
    Refused
        ``video.*`` and ``intake.*`` codes.
    """
    if not _LEAST_STEP_S <= every_s <= _MOST_STEP_S:
        raise Refused("video.step")
    _check(path)
    with work_folder(out_dir, path) as work:
        params: dict[str, Any] = {
            "source": str(work / "input"),
            "folder": str(work),
            "every_s": every_s,
            "most": _MAX_FRAMES,
        }
        bounds = _limits(limits, path)
        told = running.run("video", params, work=work, limits=bounds, on_stage=on_stage)
        return [
            (float(offset), moved(work / f"frame_{round(offset * 1000):09d}.jpg", out_dir))
            for offset in told["offsets"]
        ]


def _limits(limits: Limits, path: Path) -> Limits:
    megabytes = path.stat().st_size // 2**20
    return replace(
        limits,
        cpu_seconds=limits.cpu_seconds + megabytes // 4,
        wall_seconds=limits.wall_seconds + megabytes,
    )


def _check(path: Path) -> None:
    if not path.is_file():
        raise Refused("intake.not_a_file")
    size = path.stat().st_size
    if size == 0:
        raise Refused("intake.empty")
    if size > _MAX_BYTES:
        raise Refused("intake.too_many_bytes", megabytes=size // 2**20, limit=_MAX_BYTES // 2**20)
    if not is_video(path):
        raise Refused("video.kind_not_allowed")
