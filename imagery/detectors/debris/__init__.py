"""Things that float, in RGB pictures and aerial images: litter, wood, mats of plants; not glint.

What sun, waves and shadows make of water lies between the water's own colour and white; a thing
is what lies elsewhere, has a sharp edge and does not touch the shore. A mapped water polygon
(``--zone``) says where water is; without one a careful look of one's own does, and where it finds
none the answer is ``detect.water_not_located``. White plastic cannot be told from sun glint by
colour in one picture, nor dark wood from shade: bright colourless specks are not assessed.
Measured: nothing reported on eleven frames of lawn, road and lake, nor on a harbour with boats
and glint; every coloured one of the objects of 5 to 12 pixels painted on that harbour was found.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from imagery.detectors import checks, patches, reading, visibility
from imagery.detectors.assessed import assessed_share, zone_share
from imagery.detectors.base import YES, Detail, Detection, FindingShape, SceneInput, Zone
from imagery.detectors.camera import white_of
from imagery.detectors.debris import params, things
from imagery.detectors.debris.params import CODE, NAME, NEEDS, PARAMS, ROLES, RULE, SIGN, VERSION
from imagery.detectors.debris.survey import Reader, Survey, survey
from imagery.detectors.debris.water import Look, Water, water_of
from imagery.detectors.grid import Frame
from imagery.detectors.pairing import is_raw
from imagery.detectors.places import Place
from imagery.detectors.result import Said, packed, placed, unseen
from imagery.detectors.shapes import Component

__all__ = ["NAME", "NEEDS", "PARAMS", "VERSION", "run"]


def run(image: SceneInput, *, reference: SceneInput | None, zone: Zone | None) -> Detection:
    """Look for floating things; a baseline is only checked, since what floats moves."""
    checks.check_dates(image, reference)
    with reading.opened(image, ROLES, detector=NAME) as source:
        place, frame = placed(source, image, None if source.crs is None else zone, PARAMS)
        display = source.dtypes[0] == "uint8"
        checks.check_values(source, image, ROLES, frame, reflectance=not is_raw(source, image))
        look = Look(white_of(source, image, ROLES), linear=not display)
        water = water_of(source, image, frame, place, look)
        flags = _flags(source, zone, water)
        if water is None:
            return _nothing(source, frame, flags, "detect.water_not_located")
        seen = survey(Reader(source, image, look, water), frame)
        if seen is None:
            return _nothing(source, frame, flags, "detect.zone_not_seen")
        return _judged(source, place, water, seen, flags)


def _judged(
    source: Any, place: Place | None, water: Water, seen: Survey, flags: tuple[str, ...]
) -> Detection:
    ground = patches.ground_of(source)
    found = things.found(seen, water, ground)
    for part, _ in found:
        seen.mask[part.frame.within(seen.frame)][part.bits] = YES
    asked = water.on(seen.frame) if place is None else place.ring & water.on(seen.frame)
    assessed, of_water = zone_share(seen.mask, place), assessed_share(seen.mask, asked)
    abstained = _abstained(ground, of_water)
    detail: Detail = {
        "step": round(seen.level.step, 1),
        "noise": round(seen.level.noise, 2),
        "colourless_bright_share": round(seen.glint_share, 5),
        "water_from": "zone" if water.mapped else "picture",
        "water_assessed": round(of_water, 4),
    }
    if place is not None:
        detail["rule_ref"] = RULE
    if seen.glint_share > 0:
        flags += ("detect.white_or_glint",)
    findings: tuple[FindingShape, ...] = ()
    if abstained is None:
        findings = _findings(found, seen, place, water, (ground, (assessed, of_water), detail))
    said = Said(assessed, detail, findings, abstained, flags)
    return packed(params, source, seen.frame, said, (seen.mask, seen.index))


def _abstained(ground: patches.Ground, of_water: float) -> str | None:
    if not visibility.sees(SIGN, max(ground.step_m)):
        return "detect.too_coarse"
    return "detect.zone_not_seen" if of_water < PARAMS["least_assessed"] else None


def _findings(
    found: list[tuple[Component, str]],
    seen: Survey,
    place: Place | None,
    water: Water,
    facts: tuple[patches.Ground, tuple[float, float], Detail],
) -> tuple[FindingShape, ...]:
    ground, assessed, detail = facts
    unit = max(3 * seen.level.noise, PARAMS["least_step"] / 3)

    def margin(part: Component) -> float:
        return (float(np.nanmean(part.of(seen.index, seen.frame))) - seen.level.step) / unit

    cap = PARAMS["cap_zone" if water.mapped else "cap_located"]
    out = []
    for part, sign in found:
        if place is not None and not part.of(place.ring, seen.frame).any():
            continue
        report = patches.Report(
            NAME, CODE, SIGN, ground, assessed[0], margin, int(PARAMS["least_px"]),
            {**detail, "sign": sign}, cap=cap, in_view=assessed[1],
        )  # fmt: skip
        out.append(patches.finding(part, seen.frame, place, report))
    return tuple(out[: patches.MOST])


def _flags(source: Any, zone: Zone | None, water: Water | None) -> tuple[str, ...]:
    raised = {
        "detect.gsd_unknown": source.crs is None,
        "detect.zone_not_placed": source.crs is None and zone is not None,
        "detect.water_by_looks": water is not None and not water.mapped,
    }
    return tuple(code for code, is_raised in raised.items() if is_raised)


def _nothing(source: Any, frame: Frame, flags: tuple[str, ...], code: str) -> Detection:
    """Claim nothing and assess nothing: debris on land is not this detector's question."""
    return packed(params, source, frame, Said(0.0, {}, (), code, flags), unseen(frame))
