"""Intake from the caller's side: checks, two child processes, files moved into place at the end."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from shapely.geometry import Polygon

from geo.crs import distance_m
from geo.errors import Refused
from imagery import headers
from imagery.guess import BandGuess
from imagery.hashing import sha256_of
from imagery.headers.base import Header
from imagery.intake import sniff
from imagery.intake.facts import Stored
from imagery.limits import Limits, OnStage
from imagery.sandbox import running
from imagery.sandbox.workfolder import moved, work_folder

_MERCATOR_LAT = 85.0


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
        Called with (``check`` | ``copy`` | ``analysis`` | ``display``, percent).
    display : bool
        Whether to make the web tiles.

    Raises
    ------
    Refused
        ``intake.*``.
    """
    limits = limits or Limits()
    driver, header = _checked(path, limits)
    limits = limits.for_decoded(header.decoded_bytes)
    flags = list(header.flags)
    if sniff.name_disagrees(filename, driver):
        flags.append("intake.name_disagrees")
    with work_folder(out_dir, path) as work:
        copied = _copy(work, driver, filename, limits, on_stage)
        _agree(header, copied)
        flags += copied["flags"]
        shown = display and _showable(copied["place"], flags)
        cogs = _cogs(work, copied, shown=shown, limits=limits, on_stage=on_stage)
        analysis = moved(work / "analysis.tif", out_dir)
        tiles = moved(work / "display.tif", out_dir) if cogs["display"] else None
    outline, centre = copied["place"]["outline"], copied["place"]["centre"]
    return Stored(
        flags=tuple(dict.fromkeys(flags)),
        sha256=sha256_of(path),
        driver=driver,
        width=copied["width"],
        height=copied["height"],
        bands=copied["bands"],
        crs=copied["place"]["crs"],
        gsd_m=_gsd_m(centre),
        footprint=Polygon(outline) if outline else None,
        analysis=analysis,
        display=tiles,
        minzoom=cogs["minzoom"],
        maxzoom=cogs["maxzoom"],
        guess=_guess(copied["guess"]),
    )


def _checked(path: Path, limits: Limits) -> tuple[str, Header]:
    if not path.is_file():
        raise Refused("intake.not_a_file")
    size = path.stat().st_size
    if size > limits.max_bytes:
        raise Refused(
            "intake.too_many_bytes", megabytes=size // 2**20, limit=limits.max_bytes // 2**20
        )
    driver = sniff.kind_of(path)
    return driver, headers.check(path, driver, limits)


def _copy(
    work: Path, driver: str, filename: str, limits: Limits, on_stage: OnStage | None
) -> dict[str, Any]:
    params = {
        "source": str(work / "input"),
        "plain": str(work / "plain.tif"),
        "driver": driver,
        "filename": Path(filename).name,
    }
    return running.run("copy", params, work=work, limits=limits, on_stage=on_stage)


def _cogs(
    work: Path,
    copied: dict[str, Any],
    *,
    shown: bool,
    limits: Limits,
    on_stage: OnStage | None,
) -> dict[str, Any]:
    params = {
        "plain": str(work / "plain.tif"),
        "analysis": str(work / "analysis.tif"),
        "display": str(work / "display.tif") if shown else None,
        "guess": copied["guess"],
        "palette": copied["palette"],
    }
    return running.run(
        "cogs", params, work=work, limits=_for_own_file(limits, copied), on_stage=on_stage
    )


def _for_own_file(limits: Limits, copied: dict[str, Any]) -> Limits:
    """Give writing the time its pixels need: GDAL takes 0.8 CPU s a megapixel for both files.

    The fixed limits guard against bytes of others; here only pixels of ours are read.
    """
    megapixels = copied["width"] * copied["height"] // 1_000_000
    return replace(
        limits,
        cpu_seconds=limits.cpu_seconds + 2 * megapixels,
        wall_seconds=limits.wall_seconds + 6 * megapixels,
    )


def _agree(header: Header, copied: dict[str, Any]) -> None:
    """Two readers must see one size: a file that shows each another face is refused."""
    if (header.width, header.height) != (copied["width"], copied["height"]):
        raise Refused("intake.damaged", where="size")


def _showable(place: dict[str, Any], flags: list[str]) -> bool:
    """Whether the raster can stand on the web map."""
    if not place["crs"]:
        return False
    if any(abs(lat) > _MERCATOR_LAT for _, lat in place["outline"]):
        flags.append("intake.no_display")
        return False
    return True


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
