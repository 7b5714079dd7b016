"""Making the mosaic of a flight: by NodeODM where one is configured, else the quick one."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo.errors import Refused
from imagery.mosaic import FrameInput, mosaic, rectified
from workers.context import Context
from workers.warping import laid_out

STAGES = {
    "features": (3, 20),
    "ties": (20, 35),
    "adjust": (35, 45),
    "light": (45, 50),
    "compose": (50, 65),
}
"""Where each stage begins and ends on the job's way, in percent."""
MOST_SINGLES = 20
BY_HAND = "photo.placed_by_hand"
UNFIT = ("mosaic.duplicate", "mosaic.unreadable")
"""Frames left out for these show nothing that others do not, or nothing at all."""
_log = logging.getLogger(__name__)


@dataclass
class Made:
    """What was made of a flight's frames.

    ``path`` is the mosaic's GeoTIFF (None when nothing fits together), ``frames`` what is known
    of each by name, ``report`` the figures, ``singles`` the frames laid out alone.
    """

    path: Path | None = None
    frames: dict[str, dict[str, Any]] = field(default_factory=dict)
    report: dict[str, Any] = field(default_factory=dict)
    singles: dict[str, Path] = field(default_factory=dict)
    dsm: Path | None = None
    """A surface model, where NodeODM made one."""


def make(
    ctx: Context, frames: Sequence[FrameInput], by_hand: Mapping[str, Mapping[str, Any]]
) -> Made:
    """Make the mosaic, and lay out alone what does not fit into it.

    Parameters
    ----------
    by_hand : mapping of name -> placement
        Frames that a person placed through control points: they lie where that person says.
    """
    made = Made()
    free = [frame for frame in frames if frame.name not in by_hand]
    if len(free) > 1:
        _together(ctx, free, made)
    _alone(ctx, frames, made, by_hand)
    return made


def _together(ctx: Context, frames: Sequence[FrameInput], made: Made) -> None:
    out = ctx.temp / "mosaic.tif"
    try:
        result = mosaic(frames, out, on_stage=lambda stage, pct: _tell(ctx, stage, pct))
    except Refused as refusal:
        _refused(refusal, made)
    else:
        told = plain(result.as_json())
        made.frames = {frame["name"]: frame for frame in told.pop("frames")}
        made.report = told | {"made_by": "quick"}
        made.path = out
    if ctx.settings.nodeodm_url:
        _exact(ctx, frames, made)


def _exact(ctx: Context, frames: Sequence[FrameInput], made: Made) -> None:
    """Take NodeODM's orthophoto for the picture; the poses stay the quick mosaic's."""
    from workers import odm  # noqa: PLC0415  (its HTTP library is loaded where a server is set)

    out, dsm = ctx.temp / "odm.tif", ctx.temp / "dsm.tif"
    try:
        odm.orthophoto(ctx, frames, out, dsm)
    except Refused as refusal:
        _log.warning("NodeODM made nothing: %s", refusal)
        made.report["odm"] = {"code": refusal.code, "params": plain(refusal.params)}
    else:
        made.path, made.dsm = out, dsm if dsm.is_file() else None
        made.report["made_by"] = "nodeodm"


def _refused(refusal: Refused, made: Made) -> None:
    """Keep what a refusal says of every frame; the refusal itself is the report."""
    params = dict(refusal.params)
    for frame in plain(params.pop("frames", [])):
        made.frames[frame["name"]] = frame
    for name, code in plain(params.pop("reasons", {})).items():
        made.frames[name] = {"name": name, "used": False, "reason": code}
    made.report = {"refused": {"code": refusal.code, "params": plain(params)}}


def _alone(
    ctx: Context,
    frames: Sequence[FrameInput],
    made: Made,
    by_hand: Mapping[str, Mapping[str, Any]],
) -> None:
    """Lay frames that are in no mosaic on flat ground, each by itself, at most 20 of them."""
    left = [frame for frame in frames if not made.frames.get(frame.name, {}).get("used")]
    for number, frame in enumerate(left):
        known = made.frames.setdefault(frame.name, {"name": frame.name, "used": False})
        if known.get("reason") in UNFIT:
            continue
        if len(made.singles) >= MOST_SINGLES:
            known["reason"] = known.get("reason") or "mosaic.single_limit"
            continue
        ctx.stage("stage.singles", 65 + 5 * number // len(left))
        if frame.name in by_hand:
            _as_placed(ctx, frame, by_hand[frame.name], made)
        else:
            _one(ctx, frame, known, made)


def _as_placed(ctx: Context, frame: FrameInput, placement: Mapping[str, Any], made: Made) -> None:
    out = ctx.temp / f"frame-{frame.name}.tif"
    known = {"name": frame.name, "used": False, "placed_by": "hand", "reason": BY_HAND}
    try:
        laid_out(frame.path, placement, out)
    except Refused as refusal:
        made.frames[frame.name] = known | {"reason": refusal.code}
        return
    made.frames[frame.name] = known
    made.singles[frame.name] = out


def _one(ctx: Context, frame: FrameInput, known: dict[str, Any], made: Made) -> None:
    out = ctx.temp / f"frame-{frame.name}.tif"
    try:
        result = rectified(frame, out)
    except Refused as refusal:
        known["reason"] = known.get("reason") or refusal.code
        return
    (alone,) = plain(result.as_json())["frames"]
    made.frames[frame.name] = alone | {
        "used": False,
        "reason": known.get("reason") or alone.get("reason", ""),
        "placed_by": "gps",
    }
    made.singles[frame.name] = out


def plain(value: Any) -> Any:
    """Return a value as the JSON that every database keeps."""
    return json.loads(json.dumps(value, default=_number))


def _number(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else float(value)


def _tell(ctx: Context, stage: str, percent: int) -> None:
    begins, ends = STAGES.get(stage, STAGES["compose"])
    ctx.stage(f"stage.{stage}", begins + (ends - begins) * percent // 100)
