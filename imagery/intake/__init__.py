"""Takes every uploaded raster in: limits, a child process, our own COGs; only then is it opened.

The bytes of an upload are parsed in a child process with limits; what it hands back are pixels
in a file of our own making, without any of the input's text.
"""

from __future__ import annotations

from pathlib import Path

from geo.errors import Refused
from imagery import messages as _messages  # noqa: F401  (registers the words)
from imagery import product_messages as _product_messages  # noqa: F401
from imagery.intake import prepared, taking
from imagery.intake.facts import Stored
from imagery.intake.worldfile import WorldFile
from imagery.limits import Limits, OnStage

__all__ = ["Limits", "Stored", "WorldFile", "take_in"]


def take_in(
    path: Path,
    *,
    filename: str,
    out_dir: Path,
    limits: Limits | None = None,
    on_stage: OnStage | None = None,
    display: bool = True,
    world: WorldFile | None = None,
) -> Stored:
    """Check a raster, or a Sentinel-2 SAFE or Landsat folder, and rewrite it as our own COGs.

    Parameters
    ----------
    path : Path
        The uploaded bytes or a product's folder; never changed, nothing is written beside it.
    filename : str
        The name it came with; only its ending and a date in it are looked at.
    out_dir : Path
        Where ``analysis.tif`` and ``display.tif`` go; nothing is left there after a refusal.
    on_stage : callable, optional
        Called with (stage, percent); ``stack`` and ``put`` come before those of a single file.
    display : bool
        Whether to make the web tiles.
    world : WorldFile, optional
        Six numbers and a declared CRS for a picture without a position of its own.

    Raises
    ------
    Refused
        ``intake.*``.
    """
    limits = limits or Limits()
    if world is None and not path.is_dir():
        return taking.take_in(
            path,
            filename=filename,
            out_dir=out_dir,
            limits=limits,
            on_stage=on_stage,
            display=display,
        )
    if world is None:
        made = prepared.from_folder(path, out_dir=out_dir, limits=limits, on_stage=on_stage)
    elif path.is_dir():
        raise Refused("intake.world_contradiction")
    else:
        made = prepared.from_world(
            path, world, filename=filename, out_dir=out_dir, limits=limits, on_stage=on_stage
        )
    with made as ready:
        stored = taking.take_in(
            ready.plain,
            filename=ready.filename,
            out_dir=out_dir,
            limits=limits,
            on_stage=on_stage,
            display=display,
        )
    return ready.told(stored)
