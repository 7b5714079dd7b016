"""The mosaic, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from imagery.limits import OnStage
from imagery.mosaic.result import FrameInput, MosaicResult


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
        ``mosaic.*``; ``params["frames"]`` of ``mosaic.nothing_fits`` holds what
        ``FrameResult.as_json`` tells of every frame.
    """
    raise NotImplementedError


def rectified(frame: FrameInput, out: Path, *, gsd_m: float | None = None) -> MosaicResult:
    """Lay one frame alone on flat ground, as recorded; its position is uncertain.

    Raises
    ------
    Refused
        ``photo.*`` when place, height, attitude or focal length is unknown, ``mosaic.*``.
    """
    raise NotImplementedError
