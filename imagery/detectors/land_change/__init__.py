"""Land that changed between two dates, whatever the sensor, the gain and the light.

The baseline is registered, brought to the image's light on the least-changed half of the ground
(:mod:`.normal`), differences are summed in units of the noise of unchanged ground and cut where
they form a class of their own (:mod:`.size`). Measured on Taizhou (Landsat, 2000 and 2003,
labelled): F1 .983 with six bands, .96 with blue to nir, .92 in the visible bands alone; gains,
offsets, 16 bits, noise and a baseline 3 pixels off leave it at .98, swapped dates at .97. A copy
under other light shows nothing, under a gamma of .7 it keeps 3 %. Ten pairs of NAIP years mark
2-15 %, six of Pucallpa 9-14 %. What season does to fields is change to this detector: it says
so, and lowers the confidence, but cannot take it away.
"""

from __future__ import annotations

from typing import Any

from imagery.detectors import checks, grid, reading, visibility
from imagery.detectors.assessed import zone_share
from imagery.detectors.base import Bits, Detail, Detection, FindingShape, SceneInput, Zone
from imagery.detectors.grid import Frame
from imagery.detectors.land_change import params
from imagery.detectors.land_change.findings import Facts, findings_of
from imagery.detectors.land_change.params import NAME, NEEDS, PARAMS, VERSION
from imagery.detectors.land_change.roles import common_roles
from imagery.detectors.land_change.survey import Survey, survey
from imagery.detectors.pairing import Pair, flags_of, is_raw, opened, window
from imagery.detectors.places import Place
from imagery.detectors.result import Said, packed, placed, unseen

__all__ = ["NAME", "NEEDS", "PARAMS", "VERSION", "run"]


def run(image: SceneInput, *, reference: SceneInput | None, zone: Zone | None) -> Detection:
    """Map what changed since the baseline; without one nothing is assessed."""
    checks.check_dates(image, reference)
    roles = common_roles(image, reference)
    with reading.opened(image, roles, detector=NAME) as source:
        place, frame = placed(source, image, zone, PARAMS)
        checks.check_values(source, image, roles, frame, reflectance=not is_raw(source, image))
        if reference is None:
            return _unknown(source, image, frame)
        around = window(source, frame)
        with opened(source, image, reference, around, roles=roles, detector=NAME) as pair:
            return _detection(pair, place, survey(pair, frame))


def _unknown(source: Any, image: SceneInput, frame: Frame) -> Detection:
    said = Said(0.0, {}, (), "detect.needs_reference", _flags(source, (image,)))
    return packed(params, source, frame, said, unseen(frame))


def _detection(pair: Pair, place: Place | None, seen: Survey) -> Detection:
    assessed = zone_share(seen.mask, place)
    flags = _flags(pair.source, (pair.image, pair.reference)) + _pair_flags(pair, seen)
    step = grid.gsd_m(pair.source) or (float("nan"), float("nan"))
    detail = _detail(pair, seen, flags)
    abstained = _abstained(assessed, max(step), place)
    found: tuple[FindingShape, ...] = ()
    if abstained is None:
        facts = Facts(
            pair.source.transform,
            pair.source.crs,
            step,
            assessed,
            checks.season_days(pair.image, pair.reference),
            bool({"detect.no_separate_change", "detect.change_widespread"} & set(flags)),
            detail,
        )
        found = findings_of(seen, place, facts)
    if any(finding.detail["kind_clear"] == "no" for finding in found):
        flags += ("detect.kinds_mixed",)
    said = Said(assessed, detail, found, abstained, flags)
    return packed(params, pair.source, seen.frame, said, (seen.mask, seen.size))


def _abstained(assessed: float, step_m: float, place: Place | None) -> str | None:
    if place is not None and not visibility.sees("SOIL", step_m):
        return "detect.too_coarse"
    least = PARAMS["least_assessed_scene" if place is None else "least_assessed"]
    return "detect.zone_not_seen" if assessed < least else None


def _detail(pair: Pair, seen: Survey, flags: tuple[str, ...]) -> Detail:
    return {
        "bands": ", ".join(pair.roles),
        "changed_share": round(_share(seen.changed, seen.assessed), 4),
        "bimodality": round(seen.cut.bimodality, 3),
        **pair.shift.detail,
        **{flag: "yes" for flag in flags if flag != "detect.cloud_unknown"},
    }


def _pair_flags(pair: Pair, seen: Survey) -> tuple[str, ...]:
    raised = {
        "detect.no_separate_change": not seen.cut.separate,
        "detect.change_widespread": _share(seen.changed, seen.assessed) > PARAMS["widespread"],
    }
    return flags_of(pair) + tuple(code for code, is_raised in raised.items() if is_raised)


def _flags(source: Any, scenes: tuple[SceneInput, ...]) -> tuple[str, ...]:
    clouds = all(one.cloud_band is not None or one.cloud_path is not None for one in scenes)
    raised = {"detect.gsd_unknown": source.crs is None, "detect.cloud_unknown": not clouds}
    return tuple(code for code, is_raised in raised.items() if is_raised)


def _share(part: Bits, of: Bits | None) -> float:
    """Return the share of ``of`` (everything, if None) that is in ``part``; 0 of nothing."""
    if of is None:
        return float(part.mean())
    count = int(of.sum())
    return float((part & of).sum()) / count if count else 0.0
