"""Intake from the caller's side: checks, one child process, files moved into place at the end."""

from __future__ import annotations

import math
from datetime import datetime
from pathlib import Path
from typing import Any

from shapely.geometry import Polygon
from shapely.ops import unary_union

from geo.crs import distance_m
from geo.errors import Refused
from imagery.guess import BandGuess
from imagery.hashing import sha256_of
from imagery.headers.base import Header
from imagery.intake import gate, sniff
from imagery.intake.facts import Stored
from imagery.limits import Limits, OnStage
from imagery.raster_text import plain
from imagery.sandbox import running
from imagery.sandbox.workfolder import moved, work_folder

_NAME_LENGTH = 80


def take_in(
    path: Path,
    *,
    filename: str,
    out_dir: Path,
    limits: Limits | None = None,
    on_stage: OnStage | None = None,
    display: bool = True,
) -> Stored:
    """Check a raster and rewrite it as our own COGs.

    Parameters
    ----------
    path : Path
        The uploaded bytes; never changed, nothing is written beside them.
    filename : str
        The name it came with; only its ending and a date in it are looked at.
    out_dir : Path
        Where ``analysis.tif`` and ``display.tif`` go; nothing is left there after a refusal.
    on_stage : callable, optional
        Called with (``check`` | ``copy`` | ``display``, percent).
    display : bool
        Whether to make the web tiles.

    Raises
    ------
    Refused
        ``intake.*``.
    """
    limits = limits or Limits()
    driver, header = gate.checked(path, limits)
    with work_folder(out_dir, path) as work:
        asked = _asked(work, filename, driver, header, display=display)
        tight = limits.for_decoded(header.decoded_bytes)
        told = _ingested(work, asked, limits=tight, on_stage=on_stage)
        _agree(header, told)
        files = _moved(work, out_dir, told)
    flags = _flags(filename, driver, header, told)
    return _stored(path, driver, flags, files, told)


def _asked(
    work: Path, filename: str, driver: str, header: Header, *, display: bool
) -> dict[str, Any]:
    """Return what the child is to do."""
    return {
        "driver": driver,
        "filename": Path(filename).name,
        "display": str(work / "display.tif") if display else None,
        "deaf": "intake.nodata_ignored" in header.flags,
    }


def _flags(filename: str, driver: str, header: Header, told: dict[str, Any]) -> tuple[str, ...]:
    """Return what header, name and child remarked, each once."""
    named = ["intake.name_disagrees"] if sniff.name_disagrees(filename, driver) else []
    return tuple(dict.fromkeys([*header.flags, *named, *told["flags"]]))


def _moved(work: Path, out_dir: Path, told: dict[str, Any]) -> tuple[Path, Path | None]:
    """Move the analysis file and, if there is one, the display file into place."""
    analysis = moved(work / "analysis.tif", out_dir)
    if told["maxzoom"] is None:
        return analysis, None
    return analysis, moved(work / "display.tif", out_dir)


def _stored(
    path: Path,
    driver: str,
    flags: tuple[str, ...],
    files: tuple[Path, Path | None],
    told: dict[str, Any],
) -> Stored:
    analysis, tiles = files
    return Stored(
        flags=flags,
        sha256=sha256_of(path),
        driver=driver,
        width=told["width"],
        height=told["height"],
        bands=told["bands"],
        crs=told["place"]["crs"],
        gsd_m=_gsd_m(told["place"]["centre"]),
        footprint=_footprint(told),
        analysis=analysis,
        display=tiles,
        minzoom=told["minzoom"],
        maxzoom=told["maxzoom"],
        guess=_guess(told["guess"]),
        names=_names(told),
    )


def _names(told: dict[str, Any]) -> tuple[str, ...]:
    """Return the bands' descriptions, made plain once more on this side of the sandbox."""
    return tuple(plain(str(name), _NAME_LENGTH) for name in told["names"][: told["bands"]])


def _ingested(
    work: Path, asked: dict[str, Any], *, limits: Limits, on_stage: OnStage | None
) -> dict[str, Any]:
    params = asked | {"source": str(work / "input"), "analysis": str(work / "analysis.tif")}
    return running.run("ingest", params, work=work, limits=limits, on_stage=on_stage)


def _agree(header: Header, told: dict[str, Any]) -> None:
    """Two readers must see one size: a file that shows each another face is refused."""
    if (header.width, header.height) != (told["width"], told["height"]):
        raise Refused("intake.damaged", where="size")


def _footprint(told: dict[str, Any]) -> Any:
    """Return the outline of what the raster shows; its frame where it shows everything.

    None where it shows nothing: such an image covers no ground.
    """
    if "intake.shows_nothing" in told["flags"]:
        return None
    rings = [Polygon(ring) for ring in told["outline"]]
    if rings:
        return unary_union([ring.buffer(0) for ring in rings])
    return Polygon(told["place"]["outline"]) if told["place"]["outline"] else None


def _gsd_m(centre: list[list[float]]) -> float | None:
    """Return the pixel's size on the ground: the root of its two sides' product."""
    if not centre:
        return None
    middle, right, down = ((float(lon), float(lat)) for lon, lat in centre)
    return math.sqrt(distance_m(middle, right) * distance_m(middle, down))


def _guess(told: dict[str, Any]) -> BandGuess:
    taken = told.pop("taken_at")
    return BandGuess(
        **told | {"why": tuple(told["why"])},
        taken_at=datetime.fromisoformat(taken) if taken else None,
    )
