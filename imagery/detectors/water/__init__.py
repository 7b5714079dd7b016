"""Water and shore: NDWI, smoothed; cloud and very bright ground are not assessed.

Recipe measured on seven dates of one reservoir (pooled F1 .966 on clear pixels, worst date .954,
95 % of them assessed, 98 % of the misses within 2.5 px of the shore): sigma .7 px, threshold -.05,
cloud above 20 % and green above .25 hidden, and what is grey within 15 px of them. In
display bytes reflectance is not known: there water is also darker than half of the land in near
infrared, and bright ground is not hidden. With a baseline and a zone, rule W-10: water area in
the ring over the baseline's, below .7 a warning, below .3 a failure. A reach narrower than two or
three pixels cannot be measured; a change of water level without a change of shore is not seen.

What is hidden near cloud was chosen by its score on these seven dates: take them as development
figures.

Of one date the extent is told, with a zone and without (``water_m2``, ``water_share`` of what was
seen); whether the shore moved is not assessed: ``detect.needs_reference`` among the flags.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from imagery.detectors import checks, grid, places, reading
from imagery.detectors.base import Detection, SceneInput, Zone
from imagery.detectors.result import Said, packed, placed
from imagery.detectors.water import params
from imagery.detectors.water.extent import HALO, Extent, extent_of
from imagery.detectors.water.findings import Ground, extent_alone, reach, shrinkage
from imagery.detectors.water.pair import Pair, compare
from imagery.detectors.water.params import NAME, NEEDS, PARAMS, ROLES, VERSION

__all__ = ["NAME", "NEEDS", "PARAMS", "VERSION", "run"]


def run(image: SceneInput, *, reference: SceneInput | None, zone: Zone | None) -> Detection:
    """Map water in the image; with a baseline, report the water that is gone."""
    checks.check_dates(image, reference)
    with reading.opened(image, ROLES, detector=NAME) as source:
        place, frame = placed(source, image, zone, PARAMS)
        checks.check_values(source, image, ROLES, frame, reflectance=True, halo_px=HALO)
        now = extent_of(source, image, frame)
        pair = None if reference is None else compare(source, image, reference, frame, now)
        verdict = _verdict(source, now, pair, place)
        said = replace(verdict, flags=_flags(source, (image, reference), pair))
        return packed(params, source, frame, said, (now.mask, now.index))


def _verdict(source: Any, now: Extent, pair: Pair | None, place: places.Place | None) -> Said:
    step = grid.gsd_m(source) or (float("nan"), float("nan"))
    ground = Ground(source.transform, source.crs, step)
    if pair is None:
        return extent_alone(now, place, ground)
    return shrinkage(pair, ground) if place is None else reach(pair, place, ground)


def _flags(
    source: Any, scenes: tuple[SceneInput | None, ...], pair: Pair | None
) -> tuple[str, ...]:
    unclouded = any(
        scene is not None and scene.cloud_band is None and scene.cloud_path is None
        for scene in scenes
    )
    raised = {
        "detect.gsd_unknown": source.crs is None,
        "detect.cloud_unknown": unclouded,
        "detect.needs_reference": pair is None,
        "detect.alignment_unknown": pair is not None and not pair.shift.trusted,
        "detect.alignment_corrected": pair is not None and pair.shift.shift_px > 1,
    }
    own = tuple(code for code, is_raised in raised.items() if is_raised)
    image, reference = scenes
    return own if image is None else own + checks.season_flags(image, reference)
