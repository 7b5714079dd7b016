"""Open water and new flood in Sentinel-1 backscatter (vv, vh; dB or linear power).

Speckle out by a median of 7 pixels; Kittler's minimum-error cut of VV and VH, taken around sure
water, so that a scene of a few percent of water has two classes too; water where the mean of both
is below its cut. On the sample's Nigeria chip F1 .938, on its parts of 256 pixels .91 to .96. On
the Mekong chip 1.6 % of the ground is water under plants or rice, which C band does not show:
abstained with ``detect.water_not_visible``, nothing false. With an older image new flood is what
is water now and fell by more than 3 dB. Wind roughens water, slopes and buildings throw shadows,
asphalt and dry sand are dark: said with every result.
"""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np

from imagery.detectors import checks, patches, reading
from imagery.detectors.assessed import zone_share
from imagery.detectors.base import (
    YES,
    Detail,
    Detection,
    FindingShape,
    SceneInput,
    Zone,
)
from imagery.detectors.flood_sar import backscatter, params
from imagery.detectors.flood_sar.before import Older, older
from imagery.detectors.flood_sar.extent import Extent, Reader, extent_of
from imagery.detectors.flood_sar.params import (
    CODE,
    NAME,
    NEEDS,
    PARAMS,
    RULE,
    SIGN,
    VERSION,
)
from imagery.detectors.labels import strips
from imagery.detectors.places import Place
from imagery.detectors.result import Said, packed, placed

__all__ = ["NAME", "NEEDS", "PARAMS", "VERSION", "run"]


def run(image: SceneInput, *, reference: SceneInput | None, zone: Zone | None) -> Detection:
    """Map open water; with an older image, what is newly flooded."""
    checks.check_dates(image, reference)
    roles = reading.first_roles(image, NEEDS, detector=NAME)
    with reading.opened(image, roles, detector=NAME) as source:
        place, frame = placed(source, image, zone, PARAMS)
        checks.check_values(source, image, roles, frame, reflectance=False)
        power = backscatter.is_power(source, image, roles, frame)
        reader = Reader(source, image, roles, power)
        with nullcontext() if reference is None else older(reader, reference, frame) as then:
            seen = extent_of(reader if then is None else then.reader, frame)
            return _judged(reader, then, place, seen)


def _judged(reader: Reader, then: Older | None, place: Place | None, seen: Extent) -> Detection:
    source = reader.source
    assessed = zone_share(seen.mask, place)
    detail = _detail(seen, then, place)
    abstained = _abstained(seen, then, place, assessed)
    ground = patches.ground_of(source)
    found: tuple[FindingShape, ...] = ()
    if abstained is None:
        report = patches.Report(
            NAME, CODE, SIGN, ground, assessed,
            lambda part: float(np.nanmean(part.of(seen.index, seen.frame))),
            patches.smallest_px(SIGN, ground, int(PARAMS["least_px"])),
            detail,
            season_days=None if then is None else then.season_days,
            bimodality=seen.cut.eta if seen.cut.visible else None,
            cap=PARAMS["cap"],
        )  # fmt: skip
        found = patches.findings_of(seen.mask == YES, seen.frame, place, report)
    said = Said(assessed, detail, found, abstained, _flags(reader, then))
    return packed(params, source, seen.frame, said, (seen.mask, seen.index))


def _abstained(
    seen: Extent, then: Older | None, place: Place | None, assessed: float
) -> str | None:
    least = PARAMS["least_assessed_scene" if place is None else "least_assessed"]
    if assessed < least:
        return "detect.zone_not_seen"
    return "detect.water_not_visible" if then is None and not seen.cut.visible else None


def _flags(reader: Reader, then: Older | None) -> tuple[str, ...]:
    raised = {
        "detect.gsd_unknown": reader.source.crs is None,
        "detect.sar_converted": reader.power,
        "detect.sar_one_polarisation": len(reader.roles) == 1,
        "detect.sar_limits": True,
    }
    own = tuple(code for code, is_raised in raised.items() if is_raised)
    return own if then is None else own + then.flags


def _detail(seen: Extent, then: Older | None, place: Place | None) -> Detail:
    wet = sum(np.count_nonzero(seen.mask[rows] == YES) for rows in strips(seen.mask))
    detail: Detail = {
        "sign": "water" if then is None else "new water",
        "share": round(wet / seen.mask.size, 4),
    }
    detail |= {f"limit_{role}_db": round(cut, 1) for role, cut in seen.cut.limits.items()}
    if seen.cut.visible:
        gap = round(min(seen.cut.gap_db, 99.0), 1)
        detail |= {"bimodality": round(seen.cut.eta, 3), "class_gap_db": gap}
    if place is not None:
        detail["rule_ref"] = RULE
    return detail if then is None else {**detail, **then.detail}
