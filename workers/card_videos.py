"""The videos on a card: frames at even times, each then taken in like a photo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imagery.video import is_video, sampled
from workers.context import Context

__all__ = ["Frame", "frames", "is_video"]

EVERY_S = 2.0
"""A survey at 5 m/s and 60 m height moves a sixth of a frame in this time."""


@dataclass(frozen=True)
class Frame:
    """A still of a video; ``facts`` says which video and how many seconds into it."""

    name: str
    path: Path
    facts: Mapping[str, Any]


def frames(ctx: Context, name: str, path: Path) -> Iterator[Frame]:
    """Sample a video in the sandbox.

    Raises
    ------
    Refused
        ``video.*``, ``intake.*``.
    """
    stem = Path(name).stem[:80]
    folder = ctx.temp / f"video-{path.name}"
    folder.mkdir(exist_ok=True)
    stills = sampled(path, folder, EVERY_S, on_stage=lambda _stage, _percent: ctx.check_cancel())
    for offset_s, still in stills:
        facts = {"video": name, "video_offset_s": offset_s}
        yield Frame(f"{stem}_{offset_s:07.1f}s.jpg", still, facts)
