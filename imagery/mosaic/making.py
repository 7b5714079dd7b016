"""The mosaic, stage by stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from geo.errors import Refused
from imagery.limits import OnStage
from imagery.mosaic import blocks, painting, report, seeing
from imagery.mosaic.features import Features, found
from imagery.mosaic.known import Known, Screened, screened
from imagery.mosaic.layout import Layout, laid_out
from imagery.mosaic.lonely import Lonely, as_recorded, by_gps
from imagery.mosaic.pose import Placed
from imagery.mosaic.result import FrameInput, FrameResult, MosaicResult
from imagery.mosaic.settle import Settled

MOST_FRAMES = 1000


def mosaic(
    frames: Sequence[FrameInput],
    out: Path,
    *,
    gsd_m: float | None = None,
    on_stage: OnStage | None = None,
) -> MosaicResult:
    """Tie the frames together, lay them on flat ground and write a GeoTIFF.

    Parameters
    ----------
    frames : sequence of FrameInput
        The flight's photos in any order.
    out : Path
        The UTM (WGS-84) GeoTIFF with a mask to write; ``imagery.intake.take_in`` takes it.
    gsd_m : float, optional
        Pixel size in metres; the frames' own by default.
    on_stage : callable, optional
        Called with (``features`` | ``ties`` | ``adjust`` | ``light`` | ``compose``, percent).

    Raises
    ------
    Refused
        ``mosaic.*``; ``params["frames"]`` of ``mosaic.nothing_fits`` and ``mosaic.no_frames``
        holds what ``FrameResult.as_json`` tells of every frame.
    """
    if len(frames) > MOST_FRAMES:
        raise Refused("mosaic.too_many_frames", count=len(frames), limit=MOST_FRAMES)
    heard = on_stage or _unheard
    known = screened(frames)
    if len(known.known) == 1:
        return _single(frames, known, out, gsd_m=gsd_m, on_stage=heard)
    features, pairs = seeing.compared(known.known, on_stage=heard)
    heard("adjust", 0)
    layout = laid_out(known.known, pairs)
    fit = blocks.settled(known.known, layout, features)
    if fit is None:
        raise _nothing_fits(frames, known, layout)
    tied = fit.placed(known.known)
    others = _others(known.known, fit, tied, features)
    heard("adjust", 100)
    sheet = painting.Sources(
        {**tied, **{i: one.placed for i, one in others.items() if one.used}},
        frozenset(tied),
        {i: known.known[i].frame.path for i in range(len(known.known))},
        features,
    )
    painted = painting.painted(out, sheet, known.grid, gsd_m=gsd_m, on_stage=heard)
    told = report.frames(frames, known, fit, tied, others)
    return report.whole(told, known, fit, gsd=painted.gsd, area_m2=painted.area_m2)


def rectified(frame: FrameInput, out: Path, *, gsd_m: float | None = None) -> MosaicResult:
    """Lay one frame alone on flat ground, as recorded; its position is uncertain.

    Raises
    ------
    Refused
        ``photo.*`` when place, height, attitude or focal length is unknown, ``mosaic.*``.
    """
    known = screened([frame])
    return _single([frame], known, out, gsd_m=gsd_m, on_stage=_unheard)


def _single(
    frames: Sequence[FrameInput],
    screened: Screened,
    out: Path,
    *,
    gsd_m: float | None,
    on_stage: OnStage,
) -> MosaicResult:
    one = screened.known[0]
    if one.levelled.yaw_rad is None:
        raise Refused("photo.no_attitude")
    sources = painting.Sources(
        {0: as_recorded(one)}, frozenset({0}), {0: one.frame.path}, [found(one.frame.path)]
    )
    painted = painting.painted(out, sources, screened.grid, gsd_m=gsd_m, on_stage=on_stage)
    told = {n: FrameResult(name=n, reason=code) for n, code in screened.reasons.items()}
    told[one.frame.name] = report.alone(one, screened.grid, used=True, reason="mosaic.one_frame")
    return MosaicResult(
        gsd_m=painted.gsd / screened.grid.scale,
        area_m2=painted.area_m2,
        tie_median_gsd=None,
        tie_p90_gsd=None,
        ties_held_out=0,
        frames=tuple(told[f.name] for f in frames),
        crs=screened.grid.crs,
        absolute_shift_m=None,
    )


def _others(
    known: Sequence[Known],
    fit: Settled,
    tied: Mapping[int, Placed],
    features: Sequence[Features],
) -> dict[int, Lonely]:
    """Return what becomes of every frame that is not tied."""
    out = {}
    for index, one in enumerate(known):
        if index in fit.reasons:
            out[index] = Lonely(as_recorded(one), used=False, reason=fit.reasons[index])
        elif index not in tied:
            out[index] = by_gps(index, known, fit, tied, features)
    return out


def _nothing_fits(frames: Sequence[FrameInput], screened: Screened, layout: Layout) -> Refused:
    told = {n: FrameResult(name=n, reason=code) for n, code in screened.reasons.items()}
    for one, block in zip(screened.known, layout.block, strict=True):
        reason = "mosaic.yaw_unknown" if block >= 0 else "mosaic.no_neighbour"
        told[one.frame.name] = report.alone(one, screened.grid, used=False, reason=reason)
    listed: list[dict[str, Any]] = [told[f.name].as_json() for f in frames]
    return Refused("mosaic.nothing_fits", count=len(frames), frames=listed)


def _unheard(stage: str, percent: int) -> None:
    """Nobody listens."""
