"""Bare or dry ground: by BSI where shortwave infrared is there, else by colour; new with two dates.

By colour soil is redder than grey, not green and not in shadow. Averaged to 15 cm, it marks at
most 1.1 % of eleven summer frames of lawn, wood and road (the most where they show a gravel beach),
5 % of a frame with a sand arena, 74 % of a savanna with a dried pond; 8 % of a picture of leaf
litter. It cannot tell soil from dry grass, litter, warm concrete or red roofs: a finding of one
date is never surer than .5, and says so. With a baseline only new bare ground is reported.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from imagery.detectors import checks, reading, visibility
from imagery.detectors.assessed import zone_share
from imagery.detectors.bare_soil import params
from imagery.detectors.bare_soil.findings import Facts, findings_of
from imagery.detectors.bare_soil.params import NAME, NEEDS, PARAMS, RGB, SHORTWAVE, SIGN, VERSION
from imagery.detectors.bare_soil.survey import Survey, survey
from imagery.detectors.base import (
    NOT_ASSESSED,
    Bits,
    Detail,
    Detection,
    FindingShape,
    SceneInput,
    Zone,
)
from imagery.detectors.camera import check_camera
from imagery.detectors.pairing import Pair, flags_of, is_raw, opened, window
from imagery.detectors.places import Place
from imagery.detectors.result import Said, packed, placed
from imagery.detectors.vegetation.survey import factor_of

__all__ = ["NAME", "NEEDS", "PARAMS", "VERSION", "run"]


def run(image: SceneInput, *, reference: SceneInput | None, zone: Zone | None) -> Detection:
    """Map bare or dry ground; report it, or with a baseline what is new of it."""
    checks.check_dates(image, reference)
    roles = reading.first_roles(image, (SHORTWAVE, (*RGB, "nir"), RGB), detector=NAME)
    with reading.opened(image, roles, detector=NAME) as source:
        place, frame = placed(source, image, zone, PARAMS, factor=factor_of(source))
        checks.check_values(source, image, roles, frame, reflectance=not is_raw(source, image))
        check_camera(source, image, roles)
        around = window(source, frame)
        with (
            nullcontext()
            if reference is None
            else opened(source, image, reference, around, roles=roles, detector=NAME)
        ) as pair:
            seen = survey(source, image, roles, frame, pair)
            return _detection(source, image, roles, pair, place, seen)


def _detection(
    source: Any,
    image: SceneInput,
    roles: tuple[str, ...],
    pair: Pair | None,
    place: Place | None,
    seen: Survey,
) -> Detection:
    stretched = _stretched(source, roles, seen)
    if stretched:
        seen.mask[:] = NOT_ASSESSED
    assessed = zone_share(seen.mask, place)
    if pair is not None:
        assessed = min(assessed, _share(seen.both, None if place is None else place.ring))
    flags = (() if source.crs is not None else ("detect.gsd_unknown",)) + (
        () if pair is None else flags_of(pair)
    )
    detail: Detail = {} if pair is None else dict(pair.shift.detail)
    if not stretched:
        detail["bare_share"] = round(_share(seen.bare, seen.mask != NOT_ASSESSED), 4)
    abstained = _abstained(source, seen, place, assessed)
    if stretched:
        abstained = "detect.colours_of_satellite"
    found: tuple[FindingShape, ...] = ()
    if abstained is None:
        season = None if pair is None else checks.season_days(image, pair.reference)
        facts = Facts(source.transform, source.crs, roles, assessed, season, detail)
        found = findings_of(seen, place, facts)
    said = Said(assessed, detail, found, abstained, flags)
    planes = seen.mask, seen.index
    return packed(params, source, seen.frame, said, planes, factor=seen.factor)


def _abstained(source: Any, seen: Survey, place: Place | None, assessed: float) -> str | None:
    if source.crs is not None and place is not None and not visibility.sees(SIGN, seen.step_m):
        return "detect.too_coarse"
    least = PARAMS["least_assessed_scene" if place is None else "least_assessed"]
    return "detect.zone_not_seen" if assessed < least else None


def _stretched(source: Any, roles: tuple[str, ...], seen: Survey) -> bool:
    """Whether colour alone would judge a satellite's bands, each stretched by itself."""
    by_colour = not set(SHORTWAVE) <= set(roles)
    return by_colour and source.crs is not None and seen.step_m > PARAMS["colour_gsd_m"]


def _share(part: Bits, of: Bits | None) -> float:
    if of is None:
        return float(part.mean())
    count = int(of.sum())
    return float((part & of).sum()) / count if count else 0.0
