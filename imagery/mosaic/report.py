"""Puts what was found into words: one result a frame, one for the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from imagery.mosaic.ground import footprint, ground_from_pixel
from imagery.mosaic.known import Known, Screened
from imagery.mosaic.local import LocalGrid
from imagery.mosaic.lonely import Lonely, as_recorded, top_azimuth
from imagery.mosaic.pose import Placed, unwrapped
from imagery.mosaic.result import FrameInput, FrameResult, MosaicResult, PlacedBy
from imagery.mosaic.settle import Settled

_FLIPPED_DEG, _WRONG_DEG = 135.0, 25.0


def frames(
    inputs: Sequence[FrameInput],
    screened: Screened,
    settled: Settled,
    tied: Mapping[int, Placed],
    others: Mapping[int, Lonely],
) -> tuple[FrameResult, ...]:
    """Return a result for every input, in the same order."""
    out = {name: FrameResult(name=name, reason=code) for name, code in screened.reasons.items()}
    for place, index in enumerate(settled.chosen):
        known = screened.known[index]
        out[known.frame.name] = _tied(known, tied[index], screened.grid, settled, place)
    for index, other in others.items():
        known = screened.known[index]
        out[known.frame.name] = _other(known, other, screened.grid)
    return tuple(out[frame.name] for frame in inputs)


def alone(known: Known, grid: LocalGrid, *, used: bool, reason: str) -> FrameResult:
    """Return the result of a frame that lies just as it was recorded."""
    place = as_recorded(known)
    return FrameResult(**_placing(known, place, grid, "gps"), used=used, reason=reason)


def whole(
    told: tuple[FrameResult, ...],
    screened: Screened,
    settled: Settled,
    *,
    gsd: float,
    area_m2: float,
) -> MosaicResult:
    """Return the mosaic's result; ``gsd`` in grid metres."""
    fit = settled.fit
    apart = fit.net.metres(fit.state)[fit.net.held] / gsd
    shift = [f.shift_m for f in told if f.placed_by == "ties" and f.shift_m is not None]
    return MosaicResult(
        gsd_m=gsd / screened.grid.scale,
        area_m2=area_m2,
        tie_median_gsd=round(float(np.median(apart)), 3) if len(apart) else None,
        tie_p90_gsd=round(float(np.percentile(apart, 90)), 3) if len(apart) else None,
        ties_held_out=len(apart),
        frames=told,
        crs=screened.grid.crs,
        absolute_shift_m=round(float(np.sqrt(np.mean(np.square(shift)))), 3) if shift else None,
    )


def _tied(
    known: Known, place: Placed, grid: LocalGrid, settled: Settled, number: int
) -> FrameResult:
    placing = _placing(known, place, grid, "ties")
    reason = "mosaic.separate_block" if settled.block[number] > 0 else ""
    off = _off_deg(known, place)
    if not reason and off is not None and _WRONG_DEG < off <= _FLIPPED_DEG:
        reason = "mosaic.yaw_corrected"
    return FrameResult(**placing, used=True, reason=reason, ties=int(settled.ties[number]))


def _other(known: Known, other: Lonely, grid: LocalGrid) -> FrameResult:
    placed_by: PlacedBy = "gps" if other.by_gps else ""
    if not placed_by:
        return FrameResult(name=known.frame.name, reason=other.reason)
    placing = _placing(known, other.placed, grid, placed_by)
    return FrameResult(**placing, used=other.used, reason=other.reason)


def _placing(known: Known, place: Placed, grid: LocalGrid, placed_by: PlacedBy) -> dict[str, Any]:
    yaw = np.degrees(unwrapped(top_azimuth(place) + grid.convergence_rad))
    shift = float(np.hypot(*(place.xy - known.xy))) / grid.scale
    off = _off_deg(known, place)
    lon, lat = grid.to_lonlat(place.xy[None])[0]
    return {
        "name": known.frame.name,
        "yaw_deg": round(float(yaw), 2),
        "yaw_flipped": off is not None and off > _FLIPPED_DEG,
        "height_m": round(place.height / grid.scale, 2),
        "shift_m": round(shift, 2),
        "placed_by": placed_by,
        "lonlat": (round(float(lon), 8), round(float(lat), 8)),
        "footprint": footprint(place, grid),
        "ground_from_pixel": ground_from_pixel(place, grid),
        "crs": grid.crs,
        "width": place.size[0],
        "height": place.size[1],
    }


def _off_deg(known: Known, place: Placed) -> float | None:
    if known.levelled.yaw_rad is None:
        return None
    return float(np.degrees(np.abs(unwrapped(top_azimuth(place) - known.levelled.yaw_rad))))
