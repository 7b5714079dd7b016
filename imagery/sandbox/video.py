"""Child task "video": still frames of an MP4, by PyAV; FFmpeg is loaded here and nowhere else."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geo.errors import Refused
from imagery.limits import OnStage

_CODECS = {"h264", "hevc", "mpeg4"}
_MOST_PIXELS = 60_000_000
_QUALITY = 92
_SLACK = 0.25
_EXACT_S = 0.001


def run(params: dict[str, Any], on_stage: OnStage) -> dict[str, Any]:
    """Write frames to ``params["folder"]``; return ``offsets``, their seconds from the start."""
    on_stage("video", 0)
    av: Any = importlib.import_module("av")
    av.logging.set_level(None)
    offsets: list[float] = []
    try:
        with av.open(params["source"], format="mov", options={"enable_drefs": "0"}) as container:
            stream = _stream(container)
            length = _seconds(container, stream)
            _check_count(length, params)
            for offset, frame in _frames(container, stream, params["every_s"], length):
                _write(frame, Path(params["folder"]) / f"frame_{round(offset * 1000):09d}.jpg")
                offsets.append(offset)
                on_stage("video", min(99, int(100 * offset / max(length, 1e-3))))
                if len(offsets) >= params["most"]:
                    break
    except (av.FFmpegError, ValueError, OverflowError) as error:
        if isinstance(error, Refused):
            raise
        if not offsets:
            raise Refused("video.unreadable") from error
    if not offsets:
        raise Refused("video.unreadable")
    return {"offsets": offsets}


def _stream(container: Any) -> Any:
    """Return the first stream of pictures, set to decode in one thread."""
    stream = next(iter(container.streams.video), None)
    context = stream.codec_context if stream is not None else None
    if context is None or context.name not in _CODECS:
        raise Refused("video.kind_not_allowed")
    width, height = context.width, context.height
    if not 0 < width * height <= _MOST_PIXELS:
        raise Refused("video.too_large", width=width, height=height)
    context.thread_count = 1
    return stream


def _seconds(container: Any, stream: Any) -> float:
    """Return the video's length, 0 when the file does not say."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / 1e6 if container.duration else 0.0


def _check_count(length: float, params: dict[str, Any]) -> None:
    if length / params["every_s"] > params["most"]:
        raise Refused("video.too_many_frames", every=params["every_s"], limit=params["most"])


def _frames(
    container: Any, stream: Any, every_s: float, length: float
) -> Iterator[tuple[float, Any]]:
    """Yield (seconds, frame): the first one near each moment, found from the key frame before."""
    start = float((stream.start_time or 0) * stream.time_base)
    target, last = 0.0, -1.0
    while target <= length:
        found = _frame_at(container, stream, start, every_s, target)
        if found is None:
            return
        offset, frame = found
        if offset > last:
            yield offset, frame
            last = offset
        while target <= offset + _SLACK * every_s:
            target += every_s


def _frame_at(
    container: Any, stream: Any, start: float, every_s: float, target: float
) -> tuple[float, Any] | None:
    """Return the key frame near a moment, else the first frame from it on."""
    container.seek(int((start + target) / stream.time_base), stream=stream, backward=True)
    for frame in container.decode(stream):
        if frame.time is None:
            continue
        offset = frame.time - start
        if offset >= target - _EXACT_S or (frame.key_frame and offset >= target - _SLACK * every_s):
            return max(0.0, offset), frame
    return None


def _write(frame: Any, path: Path) -> None:
    if frame.width * frame.height > _MOST_PIXELS:
        raise Refused("video.too_large", width=frame.width, height=frame.height)
    frame.to_image().save(path, "JPEG", quality=_QUALITY)
