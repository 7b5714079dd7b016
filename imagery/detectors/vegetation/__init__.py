"""Plants inside the inlet's ring: green, and rough as crowns are; a lead, never a proof.

Signs VEG, code ENV-01: rules A-02 to A-04 speak of heights and open arcs, which one picture does
not show, so every finding says ``height: unknown``; advice A-20 (drip line 10 m) is added where a
crown comes nearer. Lawn is green too, and lies around every station: only ground whose brightness
is rough at the scale of leaf clumps is reported. Measured, unlabelled frames judged by eye:

- Brighton Beach (2 cm, summer): closed wood and single trees rough .18-.38 (10th-90th
  percentile), lawn .03-.08, threshold .085. Hand-drawn patches: wood marked to 66-100 %, lawn to
  0-2 %, one of 11 % that holds the edge of a crown. Trampled grass scars were marked on 3 frames.
- OSBS_029 (10 cm, boxes of 61 pine crowns): 93 % of what is marked lies in boxes (they cover 54 %
  of the picture); 70 % of the boxes are marked to a tenth, half of them to 30 %: pale pines fade.
- A hazy meadow with 4 trees: 2 of 4 only; a red-leaved tree is never green.
- 24 planted crowns in generated sites: all found, none where none was planted, outlines agree to
  .72-.84 (they take in some shadow), distances to .2 m. The NIR path was tried on these only.
- Water plants, reeds and tall rough crops look like crowns; clipped smooth hedges and crowns
  under 1.6 m across look like lawn; deep shadow on plain ground is not assessed.
- Coarser than .3 m a pixel the separation was not verified: confidence stays under .5.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from imagery.detectors import checks, reading
from imagery.detectors.assessed import zone_share
from imagery.detectors.base import Detection, FindingShape, SceneInput, Zone
from imagery.detectors.camera import check_camera
from imagery.detectors.pairing import flags_of, opened, window
from imagery.detectors.places import Place
from imagery.detectors.result import Said, packed, placed
from imagery.detectors.vegetation import params
from imagery.detectors.vegetation.caveats import caveats_of
from imagery.detectors.vegetation.change import Change, change_of
from imagery.detectors.vegetation.changes import cleared, dated
from imagery.detectors.vegetation.findings import Limit, crowns, limit_of, share
from imagery.detectors.vegetation.params import NAME, NEEDS, PARAMS, VERSION
from imagery.detectors.vegetation.survey import Survey, factor_of, survey

__all__ = ["NAME", "NEEDS", "PARAMS", "VERSION", "run"]


def run(image: SceneInput, *, reference: SceneInput | None, zone: Zone | None) -> Detection:
    """Map what is green; report the crowns that reach into the zone's ring.

    With a baseline a crown says how much of it is new, and cleared patches are reported too. The
    mask stays what is green in the image.
    """
    checks.check_dates(image, reference)
    roles = reading.first_roles(image, NEEDS, detector=NAME)
    with reading.opened(image, roles, detector=NAME) as source:
        place, frame = placed(source, image, zone, PARAMS, factor=factor_of(source))
        raw = source.dtypes[0] == "uint8" and image.scale == 1
        checks.check_values(source, image, roles, frame, reflectance=not raw)
        check_camera(source, image, roles)
        seen = survey(source, image, roles, frame)
        result = _judged(source, image, seen, place, limit_of(zone))
        if reference is None:
            return result
        around = window(source, frame)
        with opened(source, image, reference, around, roles=roles, detector=NAME) as pair:
            return _compared(result, change_of(pair, seen), seen, place)


def _compared(result: Detection, change: Change, seen: Survey, place: Place | None) -> Detection:
    within = None if place is None else place.ring
    detail = {
        **result.detail,
        "grown_share": round(share(change.grown, within), 4),
        "cleared_share": round(share(change.lost, within), 4),
        "compared": round(share(change.both, within), 4),
        **change.pair.shift.detail,
    }
    found = result.findings
    if result.abstained is None:
        found = tuple(dated(finding, change, seen) for finding in found)
        ground = (change.pair.source.transform, change.pair.source.crs)
        found += cleared(change, seen, place, ground, share(change.both, within))
    flags = result.flags + flags_of(change.pair)
    return replace(result, findings=found, flags=flags, detail=detail)


def _judged(
    source: Any, image: SceneInput, seen: Survey, place: Place | None, limit: Limit
) -> Detection:
    mask = seen.mask()
    assessed = zone_share(mask, place)
    caveats = caveats_of(source, image, seen)
    abstained = None
    if source.crs is not None and seen.step_m > PARAMS["max_gsd_m"]:
        abstained = "detect.too_coarse"
    elif assessed < PARAMS["least_assessed"]:
        abstained = "detect.zone_not_seen"
    found: tuple[FindingShape, ...] = ()
    if abstained is None:
        ground = (source.transform, source.crs)
        found = crowns(seen, place, ground, assessed=assessed, caveats=caveats, limit=limit)
    said = Said(assessed, _detail(seen, place, limit, assessed), found, abstained, caveats)
    return packed(params, source, seen.frame, said, (mask, seen.index), factor=seen.factor)


def _detail(
    seen: Survey, place: Place | None, limit: Limit, assessed: float
) -> dict[str, float | str]:
    within = None if place is None else place.ring
    detail: dict[str, float | str] = {
        "green_share": round(share(seen.green & ~seen.unseen, within), 4),
        "crown_share": round(share(seen.woody, within), 4),
        "unseen": round(1 - assessed, 4),
        "height": "unknown",
    }
    if place is not None:
        detail |= {"rule_ref": limit.rule, "limit": limit.radius_m}
    return detail
