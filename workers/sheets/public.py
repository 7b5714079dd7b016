"""From a finding's pictures to the copies of them that may leave the house."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from geo.errors import Refused
from imagery.publish import Scale, public_copy
from ledger.deadlines import CITY_TIME
from ledger.models import Finding, Flight, Photo, Scene
from workers.context import Context
from workers.sheets.frames import frame_facts, stored_bytes

MOST_FRAMES = 3
"""Whole frames of a finding that are copied, the best first: all show the same place."""


@dataclass(frozen=True, kw_only=True)
class Original:
    """A stored picture, how fine it is (None: nobody knows), and the day it was taken."""

    kind: str
    sha256: str
    scale: Scale | None
    day: str | None


def originals(session: Session, finding: Finding) -> list[Original]:
    """Return the crops of a finding and the whole frames behind it, not yet read."""
    entries: Sequence[dict[str, Any]] = finding.evidence
    crops = [_crop(session, entry) for entry in entries if entry.get("kind") != "frame"]
    ids = [entry["photo_id"] for entry in entries if entry.get("kind") == "frame"]
    photos = [session.get(Photo, int(photo_id)) for photo_id in ids[:MOST_FRAMES]]
    return [*crops, *(_frame(photo) for photo in photos if photo and photo.stored_sha)]


def copies(ctx: Context, found: Sequence[Original]) -> dict[str, list[dict[str, Any]]]:
    """Store the public copies: {"copies": [...], "left": [those that cannot be, with the code]}."""
    done: list[dict[str, Any]] = []
    left: list[dict[str, Any]] = []
    for number, original in enumerate(found):
        ctx.stage("stage.evidence", 10 + 80 * number // len(found))
        try:
            done.append(_copied(ctx.store, original))
        except Refused as refusal:
            told = {"code": refusal.code, "params": dict(refusal.params)}
            left.append({"kind": original.kind} | told)
    return {"copies": done, "left": left}


def _copied(store: Any, original: Original) -> dict[str, Any]:
    data = stored_bytes(store, original.sha256)
    if data is None:
        raise Refused("publish.unreadable")
    copy = public_copy(data, original.scale)
    return {
        "sha256": store.put_bytes(copy.data),
        "name": copy.name,
        "kind": original.kind,
        "width": copy.width,
        "height": copy.height,
        "gsd_m": round(copy.gsd_m, 4),
        "method": list(copy.method),
        "day": original.day,
    }


def _crop(session: Session, entry: dict[str, Any]) -> Original:
    """Return a crop of a scene; one of a flight is as near to the ground as its lowest frame."""
    size = (entry.get("pixels") or {}).get("m_per_px")
    scene = session.get(Scene, int(entry["scene_id"])) if entry.get("scene_id") else None
    height = _lowest_m(scene.flight) if scene is not None and scene.flight else None
    return Original(
        kind=str(entry.get("kind")),
        sha256=str(entry["sha256"]),
        scale=Scale(float(size), height) if size else None,
        day=_day(datetime.fromisoformat(taken) if (taken := entry.get("taken_at")) else None),
    )


def _frame(photo: Photo) -> Original:
    finest = _finest_m(photo)
    return Original(
        kind="frame",
        sha256=str(photo.stored_sha),
        scale=None if finest is None else Scale(finest, frame_facts(photo).height_m),
        day=_day(photo.taken_at),
    )


def _lowest_m(flight: Flight) -> float | None:
    heights = [frame_facts(photo).height_m for photo in flight.photos]
    return min((height for height in heights if height is not None), default=None)


def _finest_m(photo: Photo) -> float | None:
    """Return the finest ground sampling in a placed frame, metres; None where it is not placed.

    A plane is assumed, as everywhere a frame is laid out; the finest is at a corner.
    """
    matrix = photo.placement.get("ground_from_pixel")
    size = photo.placement.get("width"), photo.placement.get("height")
    if not matrix or not all(size):
        return None
    finest = min(_steps(np.asarray(matrix, np.float64), float(size[0] or 0), float(size[1] or 0)))
    return finest if np.isfinite(finest) and finest > 0 else None


def _steps(matrix: Any, width: float, height: float) -> Iterator[float]:
    """Yield the shorter axis of a pixel's ground at the corners and the middle of a frame."""
    for x, y in ((0, 0), (width, 0), (0, height), (width, height), (width / 2, height / 2)):
        right, below = (_ground(matrix, x + dx, y + dy) for dx, dy in ((1, 0), (0, 1)))
        here = _ground(matrix, x, y)
        pixel = np.column_stack([right - here, below - here])
        yield float(np.linalg.svd(pixel, compute_uv=False).min())


def _ground(matrix: Any, x: float, y: float) -> Any:
    east, north, weight = matrix @ (x, y, 1.0)
    return np.array([east, north]) / weight


def _day(moment: datetime | None) -> str | None:
    """Return the day in the city's time: the hour is nobody's business outside."""
    return moment.astimezone(CITY_TIME).date().isoformat() if moment else None
