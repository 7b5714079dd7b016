"""Gives the frames of a video their place: the log's cue of the same moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from imagery.logs.facts import FlightLog, TrackPoint
from imagery.logs.position import at_offset
from imagery.video.sampling import Frame

_EDGE_S = 1.0
"""Some drones write their first cue at second 1, and none for the last piece of a second."""
_MOST_GAP_S = 2.5


@dataclass(frozen=True, kw_only=True)
class PlacedFrame:
    """A frame of a video and where it was taken; ``point`` None where the log does not say."""

    path: Path
    offset_s: float
    point: TrackPoint | None


def paired(frames: Sequence[Frame], log: FlightLog) -> list[PlacedFrame]:
    """Pair frames with the points of the video's own log (kind srt) by the video's time."""
    return [
        PlacedFrame(path=path, offset_s=offset, point=_point(log.points, offset))
        for offset, path in frames
    ]


def _point(points: Sequence[TrackPoint], offset_s: float) -> TrackPoint | None:
    if not points:
        return None
    first, last = points[0], points[-1]
    if 0 < first.offset_s - offset_s <= _EDGE_S:
        return first
    if 0 < offset_s - last.offset_s <= _EDGE_S:
        return last
    return at_offset(points, offset_s, most_gap_s=_MOST_GAP_S)


def companion(video: str, names: Iterable[str]) -> str | None:
    """Return the log that a drone wrote beside a video: the same name, ending .SRT."""
    stem = PurePath(video).stem.lower()
    fit = (name for name in names if PurePath(name).stem.lower() == stem)
    return next((name for name in fit if PurePath(name).suffix.lower() == ".srt"), None)
