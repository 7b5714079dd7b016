"""The videos on a card: frames at even times, each then taken in like a photo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workers.context import Context

EVERY_S = 2.0
"""A survey at 5 m/s and 60 m height moves a sixth of a frame in this time."""
_BOX = slice(4, 8)


@dataclass(frozen=True)
class Frame:
    """A still of a video; ``facts`` says which video and how many seconds into it."""

    name: str
    path: Path
    facts: Mapping[str, Any]


def is_video(path: Path) -> bool:
    """Whether a file is an MP4 or QuickTime container, by its first box."""
    with path.open("rb") as file:
        return file.read(8)[_BOX] == b"ftyp"


def frames(ctx: Context, name: str, path: Path) -> Iterator[Frame]:
    """Sample a video in the sandbox.

    Raises
    ------
    Refused
        ``video.*``, ``intake.*``.
    """
    from imagery.video import sampled  # noqa: PLC0415  (loads FFmpeg's libraries only for videos)

    stem = Path(name).stem[:80]
    folder = ctx.temp / f"video-{path.name}"
    folder.mkdir(exist_ok=True)
    for offset_s, still in sampled(path, folder, EVERY_S):
        ctx.check_cancel()
        facts = {"video": name, "video_offset_s": offset_s}
        yield Frame(f"{stem}_{offset_s:07.1f}s.jpg", still, facts)
